import { expect, test } from 'vitest';
import { isSameRow, rowsOf, type Row } from './message-rows.ts';
import type { RoomEntry } from './room-view.ts';

const at = (minute: number, day = 22): string => new Date(Date.UTC(2026, 10, day, 9, minute)).toISOString();
const message = (seq: number, authorId: string, minute: number, day = 22): RoomEntry => ({
  kind: 'message',
  key: `m${seq}`,
  seq,
  id: `id${seq}`,
  at: at(minute, day),
  authorId,
  text: `text ${seq}`,
  direction: 'ltr',
  asOf: seq,
  revision: 0,
  reactions: [],
});
const options = { userId: 'me', dayOf: (instant: string | number) => new Date(instant).toISOString().slice(0, 10), newFrom: undefined };
const sketch = (rows: readonly Row[]): string[] =>
  rows.map((row) =>
    row.kind === 'message'
      ? `${row.isOwn ? 'own' : 'in'} ${row.key}${row.isFirst ? ' first' : ''}${row.isLast ? ' last' : ''}`
      : `${row.kind}${row.kind === 'new' ? ` ${row.count}` : ''}`,
  );

test('messages of one person within five minutes stand under one name', () => {
  const rows = rowsOf(
    [message(1, 'noha', 0), message(2, 'noha', 4), message(3, 'noha', 12), message(4, 'me', 12), message(5, 'noha', 13)],
    options,
  );
  expect(sketch(rows)).toEqual(['day', 'in m1 first', 'in m2 last', 'in m3 first last', 'own m4 first last', 'in m5 first last']);
});

test('a day, a hidden entry and the "new" heading part what stood together', () => {
  const hidden: RoomEntry = { kind: 'hidden', key: 'm2', seq: 2, asOf: 2, at: at(58), why: 'moderators' };
  const rows = rowsOf([message(1, 'noha', 58), hidden, message(3, 'noha', 59), message(4, 'noha', 59), message(5, 'noha', 1, 23)], {
    ...options,
    newFrom: 4,
  });
  expect(sketch(rows)).toEqual([
    'day',
    'in m1 first last',
    'hidden',
    'in m3 first last',
    'new 2',
    'in m4 first last',
    'day',
    'in m5 first last',
  ]);
});

test('own messages are not news', () => {
  expect(sketch(rowsOf([message(1, 'noha', 0), message(2, 'me', 1)], { ...options, newFrom: 2 }))).not.toContain('new 1');
  expect(sketch(rowsOf([message(1, 'noha', 0), message(2, 'me', 1), message(3, 'noha', 2)], { ...options, newFrom: 2 }))).toContain(
    'new 1',
  );
});

test('an echo joins the own messages before it, and its row changes with its state', () => {
  const echo = (state: 'sending' | 'failed'): RoomEntry => ({
    kind: 'echo',
    key: 'c1',
    clientId: 'c1',
    text: 'x',
    direction: 'ltr',
    at: Date.parse(at(2)),
    state,
  });
  const before = rowsOf([message(1, 'me', 1), echo('sending')], options);
  expect(sketch(before)).toEqual(['day', 'own m1 first', 'own c1 last']);
  const after = rowsOf([message(1, 'me', 1), echo('failed')], options);
  expect(after.map((row, index) => isSameRow(row, before[index]!))).toEqual([true, false, false]);
});

test('every row has a key of its own', () => {
  const rows = rowsOf([message(1, 'a', 0), message(2, 'b', 0), message(3, 'a', 1, 23), message(4, 'a', 2, 24)], { ...options, newFrom: 3 });
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
