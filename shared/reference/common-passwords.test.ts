import { expect, test } from 'vitest';
import { commonPasswordSamples, isCommonPassword } from './common-passwords.ts';

test('the named samples are thousands, long enough to be tried, and all refused', () => {
  const samples = commonPasswordSamples();
  expect(samples.length).toBeGreaterThanOrEqual(3_000);
  expect(samples.filter((sample) => [...sample].length < 12)).toEqual([]);
  expect(samples.filter((sample) => !isCommonPassword(sample))).toEqual([]);
});

test.each([
  'Password2026!',
  'P@ssw0rd1234',
  'passwordpassword',
  'iloveyou mohamed',
  'qwertyuiop123',
  '1qaz2wsx3edc',
  'Azertyuiop12',
  'йцукенгшщзхъ',
  'ضصثقفغعهخحجد',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  '123456789012',
  '2026-11-24-2026',
  'Bismillah@123',
  'كلمة المرور 123',
  'motdepasse2026',
  'Tunisia.Tunisia1',
  'policepolice12',
  'مرحبا مرحبا 2026',
])('%s is common', (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

test.each([
  'copper lantern 5 rivers',
  'نخلة تسع بوابات زرقاء',
  'граница-чайник-семь',
  'vK7#tipLeaf-Zora',
  'mon parapluie vert chante',
  'correct horse staple',
])('%s is not', (password) => {
  expect(isCommonPassword(password)).toBe(false);
});
