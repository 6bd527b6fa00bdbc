import { describe, expect, test } from 'vitest';
import { noticeWords, shouldNotify, type Arrival, type NoticeSettings } from './notify-rules.ts';

const elsewhere: Arrival = { isOwn: false, isMention: false, roomLevel: 'all', isPageSeen: false, isRoomOpen: true };
const loud: NoticeSettings = { sound: 'all', desktopNotices: 'all', noticeContent: 'sender' };
const mentions: NoticeSettings = { ...loud, sound: 'mentions', desktopNotices: 'mentions' };
const decide = (arrival: Partial<Arrival>, settings = loud) => shouldNotify({ ...elsewhere, ...arrival }, settings, 'granted');
const both = { sound: true, notice: true };
const neither = { sound: false, notice: false };

describe('a message', () => {
  test('sounds and shows itself to who looks elsewhere', () => {
    expect(decide({})).toEqual(both);
  });

  test('only sounds to who is in another room of the page', () => {
    expect(decide({ isPageSeen: true, isRoomOpen: false })).toEqual({ sound: true, notice: false });
  });

  test('does neither while it is read, nor when it is her own', () => {
    expect(decide({ isPageSeen: true, isRoomOpen: true })).toEqual(neither);
    expect(decide({ isOwn: true, isMention: true })).toEqual(neither);
  });

  test('does neither before she asked for it', () => {
    expect(decide({ isMention: true }, { sound: 'off', desktopNotices: 'off', noticeContent: 'sender' })).toEqual(neither);
  });

  test('does what was asked for mentions when it mentions her', () => {
    expect(decide({}, mentions)).toEqual(neither);
    expect(decide({ isMention: true }, mentions)).toEqual(both);
  });

  test('in a room she silenced does nothing, in one for mentions only those', () => {
    expect(decide({ roomLevel: 'none', isMention: true })).toEqual(neither);
    expect(decide({ roomLevel: 'mentions' })).toEqual(neither);
    expect(decide({ roomLevel: 'mentions', isMention: true })).toEqual(both);
  });

  test.each(['denied', 'default', 'unsupported'] as const)('where notices are %s only sounds', (permission) => {
    expect(shouldNotify(elsewhere, loud, permission)).toEqual({ sound: true, notice: false });
  });
});

describe('the words of a notice', () => {
  const of = { sender: 'سلمى ب.', room: 'Général', text: 'النص كاملاً', direction: 'rtl' as const };
  const discreet = { title: 'ملتقى', body: 'رسالة جديدة واحدة' };
  const told = (content: NoticeSettings['noticeContent'], text = of.text) =>
    JSON.stringify(noticeWords(content, { ...of, text }, discreet));

  test('nobody’s name where nothing may be seen', () => {
    expect(noticeWords('none', of, discreet)).toEqual({ ...discreet, dir: 'auto' });
  });

  test('sender and room, never the text, unless she chose so', () => {
    expect(told('sender')).toContain('سلمى');
    expect(told('sender')).toContain('Général');
    expect(told('sender')).not.toContain('النص');
    expect(noticeWords('full', of, discreet)).toMatchObject({ body: 'النص كاملاً', dir: 'rtl' });
  });

  test('names are isolated, a long text is cut between characters', () => {
    expect(noticeWords('full', of, discreet).title).toBe('\u2068سلمى ب.\u2069 · \u2068Général\u2069');
    expect(noticeWords('full', { ...of, text: '😀'.repeat(200) }, discreet).body).toBe(`${'😀'.repeat(160)}…`);
  });
});
