import { expect, test } from 'vitest';
import { roomState } from './fake-personal-hub.ts';
import { createNoticePace, isNaming, noticeGapMs, pathOfMessage, pathOfRoom } from './notice-rules.ts';

test('[PE14] one notice of a room in ten seconds, of another room beside it', () => {
  let at = 0;
  const pace = createNoticePace(() => at);
  expect([pace.take('general'), pace.take('general'), pace.take('training')]).toEqual([true, false, true]);
  at = noticeGapMs - 1;
  expect(pace.take('general')).toBe(false);
  at = noticeGapMs;
  expect(pace.take('general')).toBe(true);
  expect(pace.told()).toEqual(['training', 'general']);
});

test('what was read may be told of again at once', () => {
  const pace = createNoticePace(() => 0);
  pace.take('general');
  pace.forget('general');
  expect(pace.take('general')).toBe(true);
});

test('a conversation is written to her alone; a room names her when there are more mentions', () => {
  const room = roomState('general', { unread: 3, mentions: 1 });
  const { spaceId: _none, ...conversation } = room;
  expect(isNaming({ before: conversation, now: conversation })).toBe(true);
  expect(isNaming({ before: room, now: { ...room, unread: 4 } })).toBe(false);
  expect(isNaming({ before: room, now: { ...room, mentions: 2 } })).toBe(true);
  expect([pathOfRoom(conversation), pathOfRoom(room)]).toEqual(['/inbox/general', '/s/champions/chat/general']);
  expect(pathOfMessage(conversation, { seq: 4 })).toBe('/inbox/general?m=4');
  expect(pathOfMessage(room, { seq: 9, thread: 4 })).toBe('/s/champions/chat/general?thread=4&m=9');
});
