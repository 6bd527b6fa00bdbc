import { expect, test } from 'vitest';
import { roomState } from './fake-personal-hub.ts';
import { unreadStates } from './unread-order.ts';

const hidden = (at: string) => ({ kind: 'hidden' as const, seq: 1, at, asOf: 1, why: 'blocked' as const });
const ids = (...states: Parameters<typeof unreadStates>[0][]) =>
  unreadStates(states.flatMap((some) => [...some])).map(({ roomId }) => roomId);

test('where she is named stands first, then the newest; what is muted or read is not there', () => {
  const { spaceId: _none, ...conversation } = roomState('dc1', { unread: 1, newest: hidden('2026-11-29T08:00:00.000Z') });
  expect(
    ids([
      roomState('old', { unread: 3, newest: hidden('2026-11-28T08:00:00.000Z') }),
      roomState('new', { unread: 1, newest: hidden('2026-11-30T08:00:00.000Z') }),
      roomState('read'),
      roomState('muted', { unread: 9, mentions: 1, notices: 'none' }),
      roomState('mentionsOnly', { unread: 9, notices: 'mentions' }),
      roomState('named', { unread: 9, mentions: 1, notices: 'mentions', newest: hidden('2026-11-27T08:00:00.000Z') }),
      roomState('thread', { threads: [{ root: 2, unread: 1, mark: 0 }] }),
      conversation,
    ]),
  ).toEqual(['dc1', 'named', 'new', 'old', 'thread']);
});
