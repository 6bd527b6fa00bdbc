import { expect, test } from 'vitest';
import { languageOfMessage } from './message-language.ts';

test.each([
  ['مرحباً بالجميع', 'rtl', 'ar', ['ar', 'fr'], 'ar'],
  ['Merci à toutes', 'ltr', 'ar', ['ar', 'fr'], 'fr'],
  ['Merci à toutes', 'ltr', 'fr', ['ar'], 'fr'],
  ['Салеметсіз бе', 'ltr', 'kk', ['ru'], 'kk'],
  ['Добрый день', 'ltr', 'en', ['en', 'ru'], 'ru'],
  ['Добрый день', 'ltr', 'en', [], 'ru'],
  ['Hello', 'ltr', 'ar', [], undefined],
  ['14:00', 'rtl', 'fr', ['fr'], 'ar'],
  ['Ўзбекча', 'ltr', 'ar', ['uz-Latn', 'uz-Cyrl'], 'uz-Cyrl'],
] as const)('%s is read in its own voice', (text, direction, room, author, language) => {
  expect(languageOfMessage(text, direction, { room, author })).toBe(language);
});
