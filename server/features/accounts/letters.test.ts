import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { interfaceLanguages } from '#shared/i18n/languages.ts';
import { writeLetter, type LetterKind } from './letters.ts';

const kinds: LetterKind[] = ['invitation', 'resetPassword', 'confirmEmail', 'emailChanged', 'passwordChanged', 'secondFactorRemoved'];
const url = 'https://hub.example.org/join/abc';
const values = { inviter: 'Omar <b>D.</b>', expiryDate: '2026-12-24T10:00:00.000Z', newEmail: 'new@example.org', url };

describe.each(interfaceLanguages)('letters in %s', (language) => {
  test.each(kinds)('%s is whole, in its direction, without an unfilled place', (kind) => {
    const letter = writeLetter({ kind, to: 'a@example.org', language, values });
    expect(letter.direction).toBe(language === 'ar' ? 'rtl' : 'ltr');
    expect(letter.subject).toMatch(/\p{L}{4}/u);
    expect(`${letter.subject}${letter.text}${letter.html}`).not.toMatch(/[{}]|undefined/);
    expect(letter.text.includes(url)).toBe(['invitation', 'resetPassword', 'confirmEmail'].includes(kind));
  });
  test('texts use plain names only: the server fills them without an ICU parser', () => {
    const text = readFileSync(new URL(`../../../shared/i18n/${language}/letters.json`, import.meta.url), 'utf8');
    expect(text.match(/\{\w+,/g)).toBeNull();
  });
});

test('what people wrote cannot become markup, nor turn the line', () => {
  const { html } = writeLetter({ kind: 'invitation', to: 'a@example.org', language: 'ar', values });
  expect(html).toContain('<bdi>Omar &lt;b&gt;D.&lt;/b&gt;</bdi>');
  expect(html).not.toContain('<b>');
});

test('dates are written out in the reader’s language', () => {
  const text = (language: 'ar' | 'ru') => writeLetter({ kind: 'invitation', to: 'a@example.org', language, values }).text;
  expect(text('ru')).toContain('24 декабря 2026');
  expect(text('ar')).toContain('24 ديسمبر 2026');
});
