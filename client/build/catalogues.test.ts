import { expect, test } from 'vitest';
import { compileMessage, readCatalogue } from './catalogues.ts';

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
