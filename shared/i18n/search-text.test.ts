import { describe, expect, test } from 'vitest';
import { foldForSearch, maxTerms, searchTerms, withoutArabicPrefix } from './search-text.ts';

describe('folding', () => {
  test.each([
    ['الاستماع الي الضحايا', 'الاستماعُ إلى الضَّحايا'],
    ['اِسْتِمَاع', 'استماع'],
    ['المدربة', 'المُدَرِّبة'],
    ['مدرسه', 'مدرسة'],
    ['مسوول', 'مسؤول'],
    ['رييس', 'رئيس'],
    ['اخر', 'آخر'],
    ['محـــمد', 'محمد'],
    ['كريم', 'کریم'],
    ['مادة ٢٤', 'ماده 24'],
    ['оку', 'оқу'],
    ['еще', 'ещё'],
    ['Чамшед К.', 'Ҷамшед Қ.'],
    ['Жасур Г', 'Жасур Ғ'],
    ["o'quv", 'oʻquv'],
    ['oquv', 'oʻquv'],
    ['leila', 'Leïla'],
    ['LEILA', 'leïla'],
    ['ayna', 'Aýna'],
    ['formation', 'ＦＯＲＭＡＴＩＯＮ'],
    ['a\u202Eb', 'ab'],
  ])('%s = %s', (asked, written) => {
    expect(foldForSearch(asked)).toBe(foldForSearch(written));
  });

  test.each([
    ['край', 'краи'],
    ['نور', 'نار'],
    ['рука', 'река'],
  ])('%s ≠ %s', (one, other) => {
    expect(foldForSearch(one)).not.toBe(foldForSearch(other));
  });
});

describe('terms', () => {
  test.each([
    ['المدربه', 'مدربه'],
    ['والمدربه', 'مدربه'],
    ['بالتدريب', 'تدريب'],
    ['للضحايا', 'ضحايا'],
    ['وتدريب', 'تدريب'],
  ])('%s is also found as %s', (word, bare) => {
    expect(withoutArabicPrefix(word)).toBe(bare);
  });

  test('a short word keeps its letters', () => {
    expect(withoutArabicPrefix('ولد')).toBeUndefined();
    expect(withoutArabicPrefix('ال')).toBeUndefined();
    expect(withoutArabicPrefix('الم')).toBeUndefined();
  });

  test('«استماع» finds a text with «الاستماع», a bare asked word finds a prefixed one', () => {
    const stored = new Set(searchTerms('وحدة «الاستماع إلى الضحايا»'));
    expect(stored).toContain('استماع');
    expect(searchTerms('استماع').some((term) => stored.has(term))).toBe(true);
  });

  test('a whole book is cut', () => {
    const book = Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ');
    expect(searchTerms(book).length).toBeLessThanOrEqual(maxTerms + 1);
  });
});
