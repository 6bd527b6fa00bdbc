import { expect, test } from 'vitest';
import { bestNames, nameFit } from './name-match.ts';

test.each([
  ['استماع', 'الاستماعُ إلى الضحايا'],
  ['احمد', 'أحمد س.'],
  ['سلمي', 'سلمى ب.'],
  ['leila m', 'Leïla M.'],
  ['ایمان', 'إيمان ز.'],
  ['айгул', 'Айгүл Н.'],
  ["dilnoza o'", 'Dilnoza Oʻ.'],
  ['٢', 'Module 2'],
  ['قانون عام', 'القانون: نقاش عام'],
])('%s finds %s', (asked, name) => {
  expect(nameFit(asked, name)).toBeGreaterThan(0);
});

test.each([
  ['سلمى خ', 'سلمى ب.'],
  ['omar', 'Yasmine T.'],
])('%s does not find %s', (asked, name) => {
  expect(nameFit(asked, name)).toBe(0);
});

test('what begins with the words comes before what merely has them, and equals keep their order', () => {
  const names = ['Forum of trainers', 'Trainers', 'Trainers of trainers', 'Others'];
  expect(bestNames(names, 'train', (name) => [name])).toEqual(['Trainers', 'Trainers of trainers', 'Forum of trainers']);
  expect(bestNames(names, '  ', (name) => [name])).toEqual(names);
});

test('the better of two names counts', () => {
  expect(bestNames([['سلمى', 'Salma'], ['ريم']], 'salma', (names) => names)).toEqual([['سلمى', 'Salma']]);
});
