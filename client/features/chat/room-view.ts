import type { Hidden, Message, RoomEvent } from '#shared/features/chat/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type * as z from 'zod/mini';

/** A message written here that is not in the log of the room yet, as far as this page knows. */
export interface Echo {
  kind: 'echo';
  /** Stays the same when the message takes its place in the log. */
  key: string;
  clientId: string;
  text: string;
  direction: Direction;
  /** Milliseconds since the epoch. */
  at: number;
  /** `sent`: stored, its place in the log is being fetched. `failed`: the text is kept; retry or remove. */
  state: 'sending' | 'sent' | 'failed';
  /** Why it failed: a HubError, or an UnreachableError, which is tried again by itself once the hub is reached. */
  error?: unknown;
}

export type StoredEntry = (Message | z.output<typeof Hidden>) & { key: string };
export type RoomEntry = StoredEntry | Echo;

export interface RoomView {
  /** `failed`: the room could not be opened, see `error`; tried again by itself when the hub was not reached. `gone`: it does not exist, or not for this person (any more). */
  status: 'opening' | 'open' | 'failed' | 'gone';
  error?: unknown;
  /** By seq, dense; what is on its way comes last. */
  entries: readonly RoomEntry[];
  /** Number of the first entry: `firstItemIndex` of the list. */
  firstSeq: number;
  hasEarlier: boolean;
  earlier: 'idle' | 'loading' | 'failed';
  /** Newer events exist and are being fetched. */
  isCatchingUp: boolean;
}

/** Text as the hub stores it, so that an echo can be found again in the log. */
export function storedText(text: string): string {
  // eslint-disable-next-line no-control-regex -- the hub removes these
  return text
    .normalize('NFC')
    .replace(/[\0-\x08\x0B-\x1F\x7F]/g, '')
    .trim();
}

/** Events held, dense and by seq. */
export interface Series {
  readonly items: readonly StoredEntry[];
  first(): number;
  /** Number of the newest event held; 0 when none. */
  last(): number;
  at(seq: number): StoredEntry | undefined;
  /** Replaces what is held, or continues at the end; an event that does neither is not taken. */
  put(event: RoomEvent, key?: string): void;
  /** False when the events do not end where what is held begins. */
  prepend(events: readonly RoomEvent[]): boolean;
  reset(): void;
  rekey(key: string, keeper: number): void;
  /** Drops the oldest beyond the bound. */
  trim(max: number): boolean;
}

export function createSeries(): Series {
  let items: StoredEntry[] = [];
  const first = (): number => items[0]?.seq ?? 0;
  const last = (): number => items.at(-1)?.seq ?? 0;
  const keyed = (event: RoomEvent, key = `m${event.seq}`): StoredEntry => ({ ...event, key });

  return {
    get items() {
      return items;
    },
    first,
    last,
    at: (seq) => items[seq - first()],
    put(event, key) {
      const index = event.seq - first();
      const held = items[index];
      if (held) {
        items = [...items.slice(0, index), keyed(event, key ?? held.key), ...items.slice(index + 1)];
      } else if (items.length === 0 || event.seq === last() + 1) {
        items = [...items, keyed(event, key)];
      }
    },
    prepend(events) {
      if (events.length === 0 || events.at(-1)?.seq !== first() - 1) return false;
      items = [...events.map((event) => keyed(event)), ...items];
      return true;
    },
    reset() {
      items = [];
    },
    rekey(key, keeper) {
      items = items.map((entry) => (entry.key === key && entry.seq !== keeper ? { ...entry, key: `m${entry.seq}` } : entry));
    },
    trim(max) {
      if (items.length <= max) return false;
      items = items.slice(-max);
      return true;
    },
  };
}
