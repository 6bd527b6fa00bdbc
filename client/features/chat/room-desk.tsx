import { createContext, useContext } from 'react';
import type { NameOf } from '#shared/features/chat/formatting.ts';
import type { Mention } from '#shared/features/chat/mentions.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { PeopleCache } from './people-cache.ts';
import type { RoomStore } from './room-store.ts';
import type { StoredEntry } from './room-view.ts';

export type StoredMessage = Extract<StoredEntry, { kind: 'message' }>;

/** What somebody may do with messages here; the hub asks again. */
export interface RoomRights {
  canWrite: boolean;
  canReact: boolean;
  canModerate: boolean;
}

export interface MessageActions {
  copy(text: string): void;
  copyLink(message: StoredMessage): void;
  /** By the device's own way of sharing; only the address. */
  share(message: StoredMessage): void;
  turn(seq: number, direction: Direction): void;
  retry(clientId: string): void;
  takeBack(clientId: string): void;
  react(seq: number, emoji: string, isOn: boolean): void;
  vote(seq: number, optionIds: readonly string[]): void;
  closePoll(seq: number): void;
  reply(seq: number): void;
  /** Replies of the message, and a place to write one. */
  openThread(root: number): void;
  edit(message: StoredMessage): void;
  remove(message: StoredMessage): void;
  pin(message: StoredMessage): void;
  bookmark(seq: number): void;
  /** Former texts. */
  showHistory(seq: number): void;
  showReaders(seq: number): void;
  report(message: StoredMessage): void;
  /** From this message on the room is unread again. */
  markUnread(seq: number): void;
  jump(seq: number): void;
}

/** What the rows of one room work with; stays the same object while the room is shown, so that rows are not drawn anew. */
export interface RoomDesk {
  roomId: string;
  roomName: string;
  language: string;
  userId: string;
  store: RoomStore;
  people: PeopleCache;
  rights: RoomRights;
  actions: MessageActions;
  /** The room tells who, or how many, have read. */
  hasReceipts: boolean;
  nameOf: NameOf;
  isYou(mention: Mention): boolean;
}

const DeskContext = createContext<RoomDesk | undefined>(undefined);
export const RoomDeskProvider = DeskContext;

export function useDesk(): RoomDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('RoomDeskProvider is missing');
  return desk;
}
