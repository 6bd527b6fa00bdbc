import type { Room } from '#shared/features/spaces/contract.ts';

/** A conversation as the components of a room know rooms: named by the other person, in her language, for the two alone. */
export function roomOfConversation(roomId: string, name: string, language: string): Room {
  return {
    id: roomId,
    // It lies in no space.
    spaceId: '',
    name,
    language,
    purpose: '',
    bannerText: '',
    kind: 'chat',
    position: 0,
    isArchived: false,
    postBy: 'members',
    slowModeSeconds: 0,
    receipts: 'off',
    hasVoiceNotes: true,
    access: 'chosen',
    isJoined: true,
  };
}
