import type { ErrorParams } from '#shared/kernel/errors.ts';
import type { Direction } from '#shared/kernel/fields.ts';

/** What is written to be sent to a room. */
export interface NewEntry {
  roomId: string;
  text: string;
  direction: Direction;
  thread?: number;
  replyTo?: number;
  /** Ids of files that were taken already. */
  attachments?: readonly string[];
  /** She was told how many people she mentions. */
  confirmsMentions?: true;
  /** The newest number known when it was written: its own will be higher. Absent when none was known. */
  afterSeq?: number;
}

/** A message that the hub has not stored yet, as this device keeps it. */
export interface OutboxEntry extends NewEntry {
  clientId: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** `sending`: a tab has it on the line. `held`: the hub keeps it until it was looked at. `failed`: refused, or too old. */
  state: 'waiting' | 'sending' | 'held' | 'failed';
  error?: { code: string; status: number; params: ErrorParams };
  /** Older than a day, and the person was not asked yet. */
  isOld?: true;
  /** She said that it shall leave, however old. */
  isConfirmed?: true;
  /** As it went out without an answer: it may be stored in this form. */
  sent?: { text: string; direction: Direction };
}

/** Where entries are kept: one list for all tabs of one person, in the order in which they were written. */
export interface OutboxDevice {
  load(): Promise<OutboxEntry[]>;
  add(entry: OutboxEntry): Promise<void>;
  /** In one step, whatever other tabs do: what `step` returns is kept; null removes the entry. Not called for an unknown one. */
  change(clientId: string, step: (entry: OutboxEntry) => OutboxEntry | null): Promise<void>;
  close(): void;
}

const isOptional = (value: unknown, type: 'number' | 'string'): boolean => value === undefined || typeof value === type;

/** What another version of the page left on the device may be anything. */
export function isOutboxEntry(value: unknown): value is OutboxEntry {
  if (value === null || typeof value !== 'object') return false;
  const entry = value as Record<keyof OutboxEntry, unknown>;
  return (
    typeof entry.roomId === 'string' &&
    typeof entry.clientId === 'string' &&
    typeof entry.text === 'string' &&
    typeof entry.at === 'number' &&
    (entry.direction === 'ltr' || entry.direction === 'rtl') &&
    ['waiting', 'sending', 'held', 'failed'].includes(String(entry.state)) &&
    isOptional(entry.thread, 'number') &&
    isOptional(entry.replyTo, 'number')
  );
}
