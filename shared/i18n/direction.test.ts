import { describe, expect, test } from 'vitest';
import fixture from '../../test/fixtures/direction.json' with { type: 'json' };
import { countWords, directionOf } from './direction.ts';
import { directionOfLanguage } from './languages.ts';

describe('direction of user text', () => {
  // Expected by reading, in a channel of that language. "missed": the words do not tell it; the author flips it.
  const sentences = fixture.map((sentence) => ({ missed: false, ...sentence }));
  const found = ({ text, language }: { text: string; language: string }) => directionOf(text, directionOfLanguage(language));

  test.each(sentences.filter(({ missed }) => !missed))('$language: $text → $expected', (sentence) => {
    expect(found(sentence)).toBe(sentence.expected);
  });

  test('what the rule misses is rare, and known', () => {
    const wrong = sentences.filter((sentence) => found(sentence) !== sentence.expected);
    expect(wrong).toEqual(sentences.filter(({ missed }) => missed));
    expect(wrong).toHaveLength(1);
    expect(sentences.length).toBeGreaterThanOrEqual(60);
  });

  test('the channel is asked about no sentence with words enough', () => {
    // Of texts with three words and more, none may turn with the room it stands in.
    const turning = sentences.filter(({ text }) => {
      const { rtl, ltr } = countWords(text);
      return rtl + ltr > 3 && directionOf(text, 'rtl') !== directionOf(text, 'ltr');
    });
    expect(turning).toEqual([]);
  });

  test('the tie of two to one is right to left', () => {
    expect(countWords('one two three four كلمة أخرى')).toEqual({ rtl: 2, ltr: 4 });
    expect(directionOf('one two three four كلمة أخرى', 'ltr')).toBe('rtl');
    expect(directionOf('one two three four five كلمة أخرى', 'rtl')).toBe('ltr');
  });

  test('a Cyrillic word weighs as much as an Arabic one', () => {
    expect(directionOf('один два три كلمة أخرى', 'rtl')).toBe('ltr');
    expect(directionOf('one two three كلمة أخرى', 'ltr')).toBe('rtl');
  });

  test('a pasted megabyte is decided quickly', () => {
    for (const part of ['@a `b ', '<@a ', '«a ', '> "', 'a.b/']) {
      const started = performance.now();
      expect(directionOf(part.repeat(200_000), 'ltr')).toBe('ltr');
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});

test('direction of a language', () => {
  expect(['ar', 'ar-TN', 'uz-Latn', 'kk', 'fa'].map(directionOfLanguage)).toEqual(['rtl', 'rtl', 'ltr', 'ltr', 'rtl']);
});
