import type { Echo, RoomEntry, StoredEntry } from './room-view.ts';

type StoredMessage = Extract<StoredEntry, { kind: 'message' }>;
export type ShownMessage = StoredMessage | Echo;
type HiddenLine = Extract<StoredEntry, { kind: 'hidden' }>;

/** One line of the list: what is said, and what divides it. */
export type Row =
  | { kind: 'day'; key: string; at: string | number }
  | { kind: 'new'; key: string; count: number }
  | { kind: 'hidden'; key: string; line: HiddenLine }
  | { kind: 'message'; key: string; message: ShownMessage; isOwn: boolean; isFirst: boolean; isLast: boolean };

export interface RowOptions {
  userId: string;
  /** The day of an instant in the reader's zone, in any form that is equal for one day. */
  dayOf(at: string | number): string;
  /** The first message not seen before, where a heading stands. */
  newFrom: number | undefined;
}

/** Messages of one person this close stand together under one name. */
const groupMs = 5 * 60_000;

const instantOf = (message: ShownMessage): number => (typeof message.at === 'number' ? message.at : Date.parse(message.at));
const authorOf = (message: ShownMessage, userId: string): string => (message.kind === 'echo' ? userId : message.authorId);

/** The list as it is drawn: days, the "new" heading, and messages grouped by author. */
export function rowsOf(entries: readonly RoomEntry[], { userId, dayOf, newFrom }: RowOptions): Row[] {
  const rows: Row[] = [];
  let day: string | undefined;
  let last: Extract<Row, { kind: 'message' }> | undefined;
  const newCount =
    newFrom === undefined
      ? 0
      : entries.filter((entry) => entry.kind === 'message' && entry.seq >= newFrom && entry.authorId !== userId).length;

  function divide(row: Row): void {
    rows.push(row);
    last = undefined;
  }
  for (const entry of entries) {
    if (entry.kind !== 'echo' && entry.seq === newFrom && newCount > 0) divide({ kind: 'new', key: `new${entry.seq}`, count: newCount });
    if (entry.kind === 'hidden') {
      divide({ kind: 'hidden', key: entry.key, line: entry });
      continue;
    }
    const today = dayOf(entry.at);
    if (today !== day) divide({ kind: 'day', key: `day${today}`, at: entry.at });
    day = today;
    const author = authorOf(entry, userId);
    const continues =
      last !== undefined && authorOf(last.message, userId) === author && instantOf(entry) - instantOf(last.message) < groupMs;
    if (continues && last) last.isLast = false;
    last = { kind: 'message', key: entry.key, message: entry, isOwn: author === userId, isFirst: !continues, isLast: true };
    rows.push(last);
  }
  return rows;
}

/** Whether two rows are drawn alike, so that a row already shown need not be drawn again. */
export function isSameRow(one: Row, other: Row): boolean {
  if (one.kind === 'message' && other.kind === 'message') {
    return one.message === other.message && one.isOwn === other.isOwn && one.isFirst === other.isFirst && one.isLast === other.isLast;
  }
  if (one.kind === 'new' && other.kind === 'new') return one.key === other.key && one.count === other.count;
  if (one.kind === 'hidden' && other.kind === 'hidden') return one.line === other.line;
  return one.kind === other.kind && one.key === other.key;
}
