import { expect, test } from 'vitest';
import { linkify } from './linkify.ts';

const links = (text: string): string[] => linkify(text).flatMap(({ href, text: shown }) => (href === undefined ? [] : [shown]));

test('the pieces make up the text again, whatever it is', () => {
  for (const text of [
    '',
    'لا رابط هنا',
    'https://a.example',
    'انظر https://a.example/x، ثم (http://b.example/y).',
    'https://',
    'x https://[bad y',
  ])
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
});

test.each([
  ['انظر https://example.org/a، ثم نتابع', 'https://example.org/a'],
  ['هل قرأت https://example.org/a؟', 'https://example.org/a'],
  ['(https://example.org/a)', 'https://example.org/a'],
  ['https://example.org/a_(b)', 'https://example.org/a_(b)'],
  ['https://example.org/a_(b).', 'https://example.org/a_(b)'],
  ['«https://example.org/a»', 'https://example.org/a'],
  ['HTTP://EXAMPLE.org/?q=1&r=2#x.', 'HTTP://EXAMPLE.org/?q=1&r=2#x'],
])('%s', (text, link) => {
  expect(links(text)).toEqual([link]);
});

test('only http and https become links', () => {
  const text = 'javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.example www.example.org vbscript:x file:///etc/passwd';
  expect(links(text)).toEqual([]);
});

test('a script cannot hide behind an address', () => {
  for (const { href } of linkify('https://a.example/"onmouseover="x https://a.example/<script>')) {
    if (href !== undefined) expect(href).toMatch(/^https:\/\/a\.example\/[^"<>]*$/);
  }
});

test('a message of addresses alone makes a bounded number of links', () => {
  const text = 'https://a.example '.repeat(400);
  expect(links(text)).toHaveLength(50);
  expect(
    linkify(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
