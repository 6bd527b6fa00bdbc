import { describe, expect, test } from 'vitest';
import fixture from '../../test/fixtures/direction.json' with { type: 'json' };
import { countWords, directionOf } from './direction.ts';
import { directionOfLanguage } from './languages.ts';

describe('direction of user text', () => {
  // Expected by reading. "missed": the rule is known to be wrong, the author flips it.
  const sentences = fixture.map(([text = '', expected, missed]) => ({ text, expected, missed: missed === 'missed' }));

  test.each(sentences.filter(({ missed }) => !missed))('$text → $expected', ({ text, expected }) => {
    if (expected === 'neutral') {
      expect([directionOf(text, 'rtl'), directionOf(text, 'ltr')]).toEqual(['rtl', 'ltr']);
      return;
    }
    // A text with words does not ask the fallback, so it gets the wrong one.
    expect(directionOf(text, expected === 'rtl' ? 'ltr' : 'rtl')).toBe(expected);
  });

  test('what the rule misses is rare, and known', () => {
    const wrong = sentences.filter(({ text, expected }) => expected !== 'neutral' && directionOf(text, 'ltr') !== expected);
    expect(wrong.every(({ missed }) => missed)).toBe(true);
    expect(wrong.length).toBe(1);
  });

  test('the tie of two to one is right to left', () => {
    expect(countWords('one two كلمة')).toEqual({ rtl: 1, ltr: 2 });
    expect(directionOf('one two كلمة', 'ltr')).toBe('rtl');
    expect(directionOf('one two three كلمة', 'rtl')).toBe('ltr');
  });

  test('a pasted megabyte is decided quickly', () => {
    const started = performance.now();
    expect(directionOf('@a `b '.repeat(200_000), 'ltr')).toBe('ltr');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test('direction of a language', () => {
  expect(['ar', 'ar-TN', 'uz-Latn', 'kk', 'fa'].map(directionOfLanguage)).toEqual(['rtl', 'rtl', 'ltr', 'ltr', 'rtl']);
});
