import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldForSearch } from '#shared/i18n/search-text.ts';
import { excerpt, matchRanges } from './highlight.ts';

const marked = (text: string, question: string): string[] => matchRanges(text, question).map(({ start, end }) => text.slice(start, end));

describe('the words of a question are marked as they stand in the text', () => {
  test.each([
    ['marks and tatweel', 'أهمية الاستِمــاعِ إلى الناس', 'الاستماع الي', ['الاستِمــاعِ', 'إلى']],
    ['hamza, ta marbuta, alef maqsura', 'مسؤولةُ المدرسةِ الكبرى', 'مسوول مدرسه كبري', ['مسؤولةُ', 'المدرسةِ', 'الكبرى']],
    ['prefixes of the text', 'قرأت والكتاب عندي', 'كتاب', ['والكتاب']],
    ['a beginning marks the whole word', 'Training plans for trainers', 'train', ['Training', 'trainers']],
    ['case and accents', 'La Réunion des FORMATRICES', 'reunion formatrices', ['Réunion', 'FORMATRICES']],
    ['accents written apart', 'La re\u0301union', 'réunion', ['re\u0301union']],
    ['apostrophes within a word', 'Yangi oʻquv dasturi', "o'quv", ['oʻquv']],
    ['digits of either script', 'الساعة ٢٤ تماماً', '24', ['٢٤']],
    ['letters of more than one unit', '👮🏽‍♀️ 𝐌𝐞𝐞𝐭𝐢𝐧𝐠 today', 'meeting', ['𝐌𝐞𝐞𝐭𝐢𝐧𝐠']],
    ['ligatures', 'ﻻجتماع اليوم', 'لاجتماع', ['ﻻجتماع']],
    ['Cyrillic', 'Ещё одна встреча', 'еще встреч', ['Ещё', 'встреча']],
    ['signs around words', '«القانون»، (والقوانين).', 'قانون', ['القانون']],
  ])('%s', (_name, text, question, words) => {
    expect(marked(text, question)).toEqual(words);
  });

  test('what is in the middle of a word is not found', () => {
    expect(marked('استراحة وراحة', 'راحة')).toEqual(['وراحة']);
    expect(marked('constraint', 'strain')).toEqual([]);
  });

  test('a word is taken for one with a prefix only where it does not stand as it was typed', () => {
    expect(marked('كتاب تابع', 'كتاب')).toEqual(['كتاب']);
    expect(marked('حضر تابع', 'كتابع')).toEqual(['تابع']);
  });
});

test('letters by themselves fold as the whole text does', () => {
  const letters = [
    ..."ابتثأإآؤئءةىيـ٠٣abcÉéßİıŁʻ'’ёйңғΣςﻻﷲ한각가 \n.,-_👮🏽𝐌ﬁ",
    '\u0301',
    '\u064E',
    '\u0651',
    '\u0654',
    '\u0670',
    '\u200F',
    '\u0323',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const words = foldForSearch(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*/gu) ?? [];
      expect(matchRanges(text, text), JSON.stringify(text)).toHaveLength(words.length);
    }),
    { numRuns: 2_000 },
  );
});

describe('what is shown of a found text', () => {
  const joined = (text: string, question: string, max?: number): string =>
    excerpt(text, question, max)
      .map(({ text: words, isMatch }) => (isMatch ? `[${words}]` : words))
      .join('');

  test('a short text is shown as it is', () => {
    expect(joined('اجتماع الغد في القاعة', 'قاعه')).toBe('اجتماع الغد في [القاعة]');
    expect(joined('nothing here', 'absent')).toBe('nothing here');
  });

  test('of a long one the sentence around the first match, cut between words', () => {
    const text = `${'before '.repeat(30)}the meeting begins ${'after '.repeat(60)}`;
    const shown = joined(text, 'meeting', 120);
    expect(shown).toMatch(/^…before .*the \[meeting\] begins after .*…$/);
    expect(shown.length).toBeLessThan(140);
    expect(
      shown
        .replace(/…|\[|\]/g, '')
        .split(' ')
        .filter(Boolean)
        .every((word) => ['before', 'the', 'meeting', 'begins', 'after'].includes(word)),
    ).toBe(true);
  });

  test('a text without spaces is not cut within a sign', () => {
    const shown = joined('𝐌'.repeat(300), 'absent', 101);
    expect(shown).toBe(`${'𝐌'.repeat(50)}…`);
  });
});
