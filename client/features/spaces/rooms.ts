import type { Room, Space } from '#shared/features/spaces/contract.ts';

/** In the order their managers gave them, archived ones last. */
export function sortedRooms(space: Space): Room[] {
  return [...space.rooms].sort((one, other) => Number(one.isArchived) - Number(other.isArchived) || one.position - other.position);
}

export function roomPath(room: Room): string {
  return `/s/${room.spaceId}/chat/${room.id}`;
}

/** Where the chat of a space begins; undefined when it has no rooms. */
export function firstRoomPath(space: Space): string | undefined {
  const [first] = sortedRooms(space);
  return first && roomPath(first);
}
