import { expect, test } from 'vitest';
import { lazyFeatures } from '#shared/i18n/catalogue.ts';
import { interfaceLanguages } from '#shared/i18n/languages.ts';
import { compileMessage, readCatalogue, readPart } from './catalogues.ts';

test('a text without arguments stays text, with its apostrophes resolved', () => {
  expect(compileMessage('حفظ', 'x')).toBe('حفظ');
  expect(compileMessage("It''s saved", 'x')).toBe("It's saved");
  expect(compileMessage('', 'x')).toBe('');
});

test('a text with arguments becomes its parts, without places in the source', () => {
  const compiled = compileMessage('{name} added {count, plural, one {# file} other {# files}}', 'x');
  expect(Array.isArray(compiled)).toBe(true);
  expect(JSON.stringify(compiled)).not.toContain('location');
});

test('a broken text stops the build and names its place', () => {
  expect(() => compileMessage('{count, plural, one {x}', 'ar/chat.json.unread')).toThrow(/ar\/chat\.json\.unread/);
});

test('what only the server speaks is not sent to phones', () => {
  const root = new URL('../../shared/i18n', import.meta.url).pathname;
  const features = Object.keys(readCatalogue(root, 'ar'));
  expect(features).toContain('common');
  expect(features).not.toContain('letters');
});

test.each(interfaceLanguages)('%s: the first load and the texts that come with their pages are together everything', (language) => {
  const root = new URL('../../shared/i18n', import.meta.url).pathname;
  const first = readPart(root, language);
  for (const feature of lazyFeatures) expect(first).not.toHaveProperty(feature);
  const later = lazyFeatures.map((feature) => [feature, readPart(root, `${language}/${feature}`)]);
  expect({ ...first, ...Object.fromEntries(later) }).toEqual(readCatalogue(root, language));
  expect(() => readPart(root, `${language}/nothing`)).toThrow(/nothing/);
});
