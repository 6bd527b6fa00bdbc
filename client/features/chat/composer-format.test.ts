import { describe, expect, test } from 'vitest';
import { applyFormat, insertAt, type Format } from './composer-format.ts';
import { insertMention, plain, toStored, type MentionText } from './mention-input.ts';

/** `|` on both sides of what is marked, or once for the caret. */
function marked(text: string): { state: MentionText; selection: { start: number; end: number } } {
  const start = text.indexOf('|');
  const last = text.lastIndexOf('|');
  return { state: plain(text.replaceAll('|', '')), selection: { start, end: last === start ? start : last - 1 } };
}
function shown({ state, selection: { start, end } }: ReturnType<typeof marked>): string {
  const { text } = state;
  return start === end
    ? `${text.slice(0, start)}|${text.slice(start)}`
    : `${text.slice(0, start)}|${text.slice(start, end)}|${text.slice(end)}`;
}
const after = (text: string, format: Format): string => {
  const { state, selection } = marked(text);
  return shown(applyFormat(state, selection, format));
};

describe('laying out what is marked', () => {
  test('bold goes round the words, not the spaces at their ends, and away again', () => {
    expect(after('قبل | الموعد |بعد', 'bold')).toBe('قبل  **|الموعد|** بعد');
    expect(after('قبل **|الموعد|** بعد', 'bold')).toBe('قبل |الموعد| بعد');
  });
  test('with nothing marked the caret stands where the words will be bold', () => {
    expect(after('a |', 'bold')).toBe('a **|**');
    expect(after('a **|**', 'bold')).toBe('a |');
  });
  test('each line that is touched becomes a point of a list, and no more', () => {
    expect(after('مقدمة\nأ|ول\nثا|ن\nخاتمة', 'list')).toBe('مقدمة\n- أ|ول\n- ثا|ن\nخاتمة');
    expect(after('|أول\n|ثان', 'list')).toBe('- |أول\n|ثان');
  });
  test('a list half made is completed, a whole one is taken away', () => {
    expect(after('|- one\ntwo|', 'list')).toBe('|- one\n- two|');
    expect(after('|- one\n- two|', 'list')).toBe('|one\ntwo|');
  });
  test('a quotation begins before the first letter of its line', () => {
    expect(after('a\nb|', 'quote')).toBe('a\n> b|');
  });
  test('one line of code stands between strokes, several between fences', () => {
    expect(after('run |ls -l| now', 'code')).toBe('run `|ls -l|` now');
    expect(after('|a\nb|', 'code')).toBe('```\n|a\nb|\n```');
  });
});

describe('mentions', () => {
  const asked = insertMention(
    plain('قولي @س'),
    { start: 5, asked: 'س' },
    { mention: { kind: 'person', id: 'salma' }, name: 'سلمى ب.' },
  ).state;
  const all = { start: 0, end: asked.text.length };
  test('stay mentions when they are made bold, listed or moved along', () => {
    expect(toStored(applyFormat(asked, all, 'bold').state)).toBe('**قولي <@salma>** ');
    expect(toStored(applyFormat(asked, all, 'list').state)).toBe('- قولي <@salma> ');
    expect(toStored(insertAt(asked, { start: 0, end: 0 }, '👋 ').state)).toBe('👋 قولي <@salma> ');
  });
  test('an emoji comes to the caret and takes the place of what is marked', () => {
    expect(shown(insertAt(plain('مرحباً بكم'), { start: 6, end: 6 }, '👋🏽'))).toBe('مرحباً👋🏽| بكم');
    expect(shown(insertAt(plain('abc'), { start: 1, end: 2 }, '🙂'))).toBe('a🙂|c');
  });
});
