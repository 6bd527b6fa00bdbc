import type { chat, Message, PollResults as PollResultsSchema, RoomItem } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type * as z from 'zod/mini';
import type { Page } from './span.ts';

export type PollResults = z.output<typeof PollResultsSchema>;
export type Synced = OutputOf<typeof chat, 'sync'>['rooms'][number];
/** Where a page stands; the newest when none of them is given. */
export type PageAt = { before: number } | { after: number } | { around: number } | Record<never, never>;

/** The hub, as one room needs it. Each rejects with HubError (refused) or UnreachableError (no answer). */
export interface RoomTransport {
  /** Follows the room where there is a live connection, then reads the newest page. */
  open(): Promise<Page>;
  list(at: PageAt, thread?: number): Promise<Page>;
  get(seqs: readonly number[]): Promise<{ items: readonly RoomItem[]; head: number }>;
  sync(lastSeq: number): Promise<Synced>;
  edit(change: { seq: number; baseRevision: number; text: string; direction: Direction; confirmsMentions?: boolean }): Promise<Message>;
  remove(seq: number, reason?: string): Promise<RoomItem>;
  react(seq: number, emoji: string, isOn: boolean): Promise<RoomItem>;
  pin(seq: number, isOn: boolean, note?: string): Promise<RoomItem>;
  turn(seq: number, direction: Direction): Promise<RoomItem>;
  poll(seq: number): Promise<PollResults>;
  vote(seq: number, optionIds: readonly string[]): Promise<PollResults>;
  closePoll(seq: number): Promise<PollResults>;
}
