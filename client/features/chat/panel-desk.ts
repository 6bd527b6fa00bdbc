import type { NameOf } from '#shared/features/chat/formatting.ts';
import type { Mention } from '#shared/features/chat/mentions.ts';
import type { PeopleCache } from './people-cache.ts';
import type { RoomStore } from './room-store.ts';

/** What the panels and dialogs of a room work with. */
export interface PanelDesk {
  roomId: string;
  /** Of the room: BCP 47. */
  language: string;
  /** Whose page this is. */
  userId: string;
  store: RoomStore;
  people: PeopleCache;
  nameOf: NameOf;
  isYou(mention: Mention): boolean;
  rights: {
    /** can('room.moderate', …); the hub asks again. */
    canModerate: boolean;
  };
}
