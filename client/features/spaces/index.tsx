export { RoleChip } from './role.tsx';
export { firstRoomPath, roomPath, sortedRooms } from './rooms.ts';
export { SpaceCards } from './space-card.tsx';
export { SpaceFrame, WithSpace, type SpaceRights } from './space-frame.tsx';
export { NotFound } from './not-found.tsx';
export { useSpacePresence } from './use-presence.ts';
export { useRolesFollow, useSpacesRefresh } from './use-changes.ts';
