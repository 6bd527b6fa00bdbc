import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Direction } from '#shared/kernel/fields.ts';
import { FormattedText } from './formatted-text.tsx';

const names: Record<string, string> = { salma: 'سلمى ب.', omar: 'Omar D.' };

function rendered(text: string, direction: Direction = 'rtl', isStop = true): string {
  return renderToStaticMarkup(
    <FormattedText
      text={text}
      direction={direction}
      languageOf={(_words, dir) => (dir === 'rtl' ? 'ar' : 'en')}
      nameOf={(mention) => (mention.kind === 'person' ? (names[mention.id] ?? '…') : mention.kind)}
      isYou={(mention) => mention.kind === 'person' && mention.id === 'salma'}
      isStop={isStop}
    />,
  );
}
const directions = (html: string, tag: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}\\b[^>]*\\bdir="(rtl|ltr)"`, 'g'))].map(([, dir = '']) => dir);

test('each line runs its own way and says its language; lines of one way stand together', () => {
  const html = rendered('مرحباً بالجميع\nغداً اجتماع\nWelcome everybody here');
  expect(directions(html, 'p')).toEqual(['rtl', 'ltr']);
  expect(html).toContain('lang="ar"');
  expect(html).toContain('lang="en"');
  expect(html).toContain('مرحباً بالجميع\nغداً اجتماع');
});

test('what the author turned stays turned in all its parts', () => {
  expect(directions(rendered('مرحباً بالجميع\nغداً اجتماع', 'ltr'), 'p')).toEqual(['ltr']);
  expect(directions(rendered('- مرحباً بكم\n\n> أهلاً بالجميع', 'ltr'), '(?:ul|li|blockquote)')).toEqual(['ltr', 'ltr', 'ltr']);
});

test('the bar of a quotation and the mark of a list stand where their words begin', () => {
  expect(directions(rendered('> the draft is ready\n\nشكراً جزيلاً'), 'blockquote')).toEqual(['ltr']);
  expect(directions(rendered('- عنصر أول في القائمة\n- second item of the list'), 'li')).toEqual(['rtl', 'ltr']);
});

test('numbers are shown as typed, and told to a screen reader as numbers', () => {
  const html = rendered('٣. مقدمة\n٤. خاتمة');
  expect(html).toMatch(/<ol role="list"[^>]*>/);
  expect(html).toMatch(/<li value="3"[^>]*><span[^>]*aria-hidden="false"[^>]*>٣\./);
});

test('links, code and mentions are isolated, whatever stands around them', () => {
  const html = rendered('انظر https://a.example/x و`npm start` ثم <@omar>');
  expect(html).toMatch(/<a href="https:\/\/a\.example\/x" target="_blank" rel="noopener noreferrer nofollow" tabindex="0"><bdi dir="ltr">/);
  expect(html).toMatch(/<bdi dir="ltr"><code[^>]*>npm start<\/code><\/bdi>/);
  expect(html).toMatch(/<a href="\/people\/omar"[^>]*><bdi>@Omar D\.<\/bdi><\/a>/);
});

test('a mention of the reader is marked, the others are not', () => {
  const [salma = '', omar = ''] = rendered('<@salma> <@omar>').match(/<a href="\/people[^>]*>/g) ?? [];
  expect(salma).toContain('you');
  expect(omar).not.toContain('you');
});

test('nothing in a row that the Tab key passes by is reached by it', () => {
  expect(rendered('<@omar> https://a.example', 'rtl', false).match(/tabindex="-1"/g)).toHaveLength(2);
});

test('markup stays words', () => {
  const html = rendered('<img src=x onerror=alert(1)> *<b>x</b>* `<script>`');
  expect(html).not.toMatch(/<(?:img|b|script)\b/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});
