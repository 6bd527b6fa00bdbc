import { expect, test } from 'vitest';
import { interfaceLanguages } from '../i18n/languages.ts';
import { countryCodes, countryName, defaultsOf, isCountry } from './countries.ts';

test('the 249 codes of ISO 3166-1, each with a name in every language of the interface', () => {
  expect(new Set(countryCodes).size).toBe(249);
  for (const language of interfaceLanguages) expect(countryCodes.filter((code) => countryName(code, language) === code)).toEqual([]);
  expect(isCountry('TN')).toBe(true);
  for (const code of ['XX', 'EU', 'SU', 'tn', '', '__proto__']) expect(isCountry(code)).toBe(false);
});

test.each([
  ['EG', 'ar', 'arab', 6, 'Africa/Cairo'],
  ['DZ', 'ar', 'latn', 6, 'Africa/Algiers'],
  ['MA', 'ar', 'latn', 1, 'Africa/Casablanca'],
  ['JO', 'ar', 'arab', 6, 'Asia/Amman'],
  ['JO', 'en', 'latn', 6, 'Asia/Amman'],
  ['KZ', 'ru', 'latn', 1, 'Asia/Almaty'],
  ['AQ', 'es', 'latn', 1, 'Etc/UTC'],
] as const)('%s in %s begins with %s digits, week on day %s, %s', (country, language, digits, firstDayOfWeek, timeZone) => {
  expect(defaultsOf(country, language)).toEqual({ digits, firstDayOfWeek, timeZone, calendar: 'gregory' });
  expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
});

test('all default zones are known to the platform', () => {
  for (const code of countryCodes) expect(() => new Intl.DateTimeFormat('en', { timeZone: defaultsOf(code, 'en').timeZone })).not.toThrow();
});
