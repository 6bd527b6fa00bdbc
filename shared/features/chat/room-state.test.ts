import { describe, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from './messages.ts';
import { applyEvent, hiddenFrom, maxReactionKinds, targetsOf } from './room-state.ts';

const at = '2026-11-30T08:00:00.000Z';
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  kind: 'message',
  seq,
  at,
  asOf: seq,
  id: `m${seq}`,
  authorId: 'salma',
  text: 'أول',
  direction: 'rtl',
  revision: 0,
  reactions: [],
  ...more,
});
const after = (item: RoomItem, ...events: RoomEvent[]) => events.reduce(applyEvent, item);
const reacted = (seq: number, by: string, emoji: string, isOn = true): RoomEvent => ({
  kind: 'reacted',
  seq,
  at,
  target: 1,
  by,
  emoji,
  isOn,
});
const edited = (seq: number, base: number, text: string): RoomEvent => ({
  kind: 'edited',
  seq,
  at,
  target: 1,
  base,
  text,
  direction: 'rtl',
});

describe('a line after the events of its room', () => {
  test('[RM31] an event that is contained, or concerns another line, leaves the very same object', () => {
    const item = message(5, { asOf: 9 });
    expect(applyEvent(item, { kind: 'turned', seq: 9, at, target: 5, direction: 'ltr' })).toBe(item);
    expect(applyEvent(item, { kind: 'turned', seq: 10, at, target: 4, direction: 'ltr' })).toBe(item);
    expect(applyEvent(item, { kind: 'silent', seq: 10 })).toBe(item);
  });
  test('[RM32] of two edits of one revision the first in the log counts', () => {
    const item = after(message(1), edited(2, 0, 'ثانٍ'), edited(3, 0, 'خاسر'));
    expect(item).toMatchObject({ text: 'ثانٍ', revision: 1, editedAt: at, asOf: 2 });
    expect(after(item, edited(4, 1, 'ثالث'))).toMatchObject({ text: 'ثالث', revision: 2, asOf: 4 });
  });
  test('[RM33] reactions are sets: twice on is once, off takes it away, and the last one off takes its kind', () => {
    const item = after(message(1), reacted(2, 'noha', '👍'), reacted(3, 'noha', '👍'), reacted(4, 'salma', '👍'));
    expect(item).toMatchObject({ reactions: [{ emoji: '👍', by: ['noha', 'salma'] }], asOf: 4 });
    expect(after(item, reacted(5, 'noha', '👍', false), reacted(6, 'salma', '👍', false))).toMatchObject({ reactions: [] });
  });
  test('[RM33] a kind beyond the twelfth has no effect, one more person on a kind that stands has', () => {
    const kinds = Array.from({ length: maxReactionKinds + 1 }, (_, i) => reacted(2 + i, 'noha', String.fromCodePoint(0x1f600 + i)));
    const item = after(message(1), ...kinds, reacted(40, 'salma', String.fromCodePoint(0x1f600)));
    expect(item.kind === 'message' && item.reactions.map(({ by }) => by.length)).toEqual([2, ...Array(maxReactionKinds - 1).fill(1)]);
  });
  test('[RM34] a reply counts at the first message, with the first five people, also when that one was removed', () => {
    const replies = Array.from({ length: 7 }, (_, i) => message(2 + i, { thread: 1, authorId: `p${i}` }));
    const removed: RoomEvent = { kind: 'removed', seq: 20, at, target: 1, removedBy: 'author' };
    const item = after(message(1), ...replies, removed, message(21, { thread: 1, authorId: 'p0' }));
    expect(item).toMatchObject({
      kind: 'hidden',
      why: 'removed',
      replies: { count: 8, lastSeq: 21, participants: ['p0', 'p1', 'p2', 'p3', 'p4'] },
    });
  });
  test('[RM35] what was removed holds no word of the message, and nothing brings it back', () => {
    const item = after(
      message(1, { clientId: 'c-12345678' }),
      { kind: 'removed', seq: 2, at, target: 1, removedBy: 'moderators', reason: 'خارج الموضوع' },
      edited(3, 0, 'عاد'),
      { kind: 'restored', seq: 4, at, target: 1 },
    );
    expect(item).toEqual({
      kind: 'hidden',
      seq: 1,
      at,
      asOf: 2,
      authorId: 'salma',
      why: 'removed',
      removedBy: 'moderators',
      reason: 'خارج الموضوع',
    });
  });
  test('[RM36] what is withheld can still be removed for good', () => {
    const withheld = after(message(1), { kind: 'withheld', seq: 2, at, target: 1 });
    expect(withheld).toMatchObject({ kind: 'hidden', why: 'moderators' });
    expect(after(withheld, { kind: 'removed', seq: 3, at, target: 1, removedBy: 'author' })).toMatchObject({ why: 'removed' });
  });
  test('pins, direction and polls follow their events; a closed poll hears no vote', () => {
    const poll = { options: [], isMultiple: false, isAnonymous: true, shows: 'closed' as const, isClosed: false };
    const item = after(
      message(1, { poll }),
      { kind: 'pinned', seq: 2, at, target: 1, by: 'noha', isOn: true, note: 'اقرأنها' },
      { kind: 'voted', seq: 3, at, target: 1 },
      { kind: 'pollClosed', seq: 4, at, target: 1 },
      { kind: 'voted', seq: 5, at, target: 1 },
      { kind: 'turned', seq: 6, at, target: 1, direction: 'ltr' },
    );
    expect(item).toMatchObject({ pin: { by: 'noha', note: 'اقرأنها' }, poll: { isClosed: true, votedSeq: 3 }, direction: 'ltr' });
    expect(after(item, { kind: 'pinned', seq: 7, at, target: 1, by: 'noha', isOn: false })).not.toHaveProperty('pin');
  });
  test('which lines an event concerns', () => {
    expect(targetsOf(message(3, { thread: 1 }))).toEqual([1]);
    expect(targetsOf(message(3))).toEqual([]);
    expect(targetsOf(hiddenFrom(message(3, { thread: 2 }), 'blocked'))).toEqual([2]);
    expect(targetsOf(reacted(9, 'noha', '👍'))).toEqual([1]);
  });
});
