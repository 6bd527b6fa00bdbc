import type { RoomItem } from '#shared/features/chat/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';

/**
 * What becomes of a message written here. `waiting`: there is no line, it leaves by itself. `sending`: on its way, or
 * next. `sent`: stored, its place in the log is being fetched. `held`: the hub keeps it until it was looked at. `failed`:
 * refused, or older than a day: the person decides.
 */
export type EchoState = 'waiting' | 'sending' | 'sent' | 'held' | 'failed';

/** A message written here that is not in the log of the room yet, as far as this page knows. */
export interface Echo {
  kind: 'echo';
  /** Stays the same when the message takes its place in the log. */
  key: string;
  clientId: string;
  text: string;
  direction: Direction;
  thread?: number;
  replyTo?: number;
  attachments?: readonly string[];
  /** Milliseconds since the epoch. */
  at: number;
  state: EchoState;
  /** Why it was refused: a HubError. */
  error?: unknown;
  /** It waited for more than a day, and leaves only at the person's word. */
  isOld?: true;
}

export type StoredEntry = RoomItem & {
  key: string;
  /** A change made here is shown and not stored yet. */
  isChanging?: true;
};
export type RoomEntry = StoredEntry | Echo;

export type Paging = 'idle' | 'loading' | 'failed';

/** Lines in a row, with what is known of both ends. */
export interface LinesView {
  /** By number, ascending; numbers between them are changes and lines of threads. What is on its way comes last. */
  entries: readonly RoomEntry[];
  hasEarlier: boolean;
  earlier: Paging;
}

export interface RoomView extends LinesView {
  /** `failed`: the room could not be opened, see `error`; tried again by itself when the hub was not reached. `gone`: it does not exist, or not for this person (any more). */
  status: 'opening' | 'open' | 'failed' | 'gone';
  error?: unknown;
  /** What this device kept is shown until the hub answers. */
  isFromDevice: boolean;
  /** A part of the past is shown, apart from the newest lines: `loadLater` or `jumpToNewest` leads back. */
  isAway: boolean;
  hasLater: boolean;
  later: Paging;
  /** Newer lines exist and are being fetched. */
  isCatchingUp: boolean;
}

export interface ThreadView extends LinesView {
  status: 'opening' | 'open' | 'failed' | 'gone';
  error?: unknown;
  /** The message the thread hangs on; undefined until it is known. */
  root: StoredEntry | undefined;
}

/** Text as the hub stores it, so that an echo can be found again in the log. */
export function storedText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\0-\x08\x0B-\x1F\x7F]/g, '')
    .trim();
}
