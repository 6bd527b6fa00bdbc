import { readFileSync, readdirSync } from 'node:fs';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { interfaceLanguages } from './languages.ts';

interface Tree {
  [key: string]: string | Tree;
}

function read(language: string, file: string): Map<string, string> {
  const tree: Tree = JSON.parse(readFileSync(new URL(`./${language}/${file}`, import.meta.url), 'utf8'));
  return new Map(flatten(tree, ''));
}

function flatten(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

function* elements(ast: MessageFormatElement[]): Generator<MessageFormatElement> {
  for (const element of ast) {
    yield element;
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) yield* elements(option.value);
    }
    if (element.type === TYPE.tag) yield* elements(element.children);
  }
}

function argumentsOf(text: string): string[] {
  const names = [...elements(parse(text))].flatMap((element) =>
    'value' in element && element.type !== TYPE.literal ? [String(element.value)] : [],
  );
  return [...new Set(names)].sort();
}

const folder = (language: string) => readdirSync(new URL(`./${language}`, import.meta.url)).sort();
const files = folder('ar');

// Singular masculine imperatives and forms a button must not open with: commands are verbal nouns.
const bareImperatives =
  /(?:^|[.،:] ?)(?:أرسل|احفظ|اكتب|اضغط|انقر|اختر|أدخل|ادخل|حاول|تأكد|افتح|أغلق|ابحث|أضف|احذف|انتظر|راجع|سجل|سجّل|جرب|جرّب)(?=[\s.،]|$)/u;

test('all languages have the same files', () => {
  for (const language of interfaceLanguages) expect(folder(language)).toEqual(files);
});

describe.each(files)('%s', (file) => {
  const arabic = read('ar', file);

  test.each(interfaceLanguages)('%s has every key with the same arguments', (language) => {
    const texts = read(language, file);
    expect([...texts.keys()].sort()).toEqual([...arabic.keys()].sort());
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('');
      expect({ key, arguments: argumentsOf(text) }).toEqual({ key, arguments: argumentsOf(arabic.get(key) ?? '') });
    }
  });

  test.each(interfaceLanguages)('%s plurals have exactly the categories of the language', (language) => {
    for (const [key, text] of read(language, file)) {
      for (const element of elements(parse(text))) {
        if (element.type !== TYPE.plural) continue;
        const rules = new Intl.PluralRules(language, { type: element.pluralType ?? 'cardinal' });
        const given = Object.keys(element.options).filter((category) => !category.startsWith('='));
        expect({ key, given: given.sort() }).toEqual({ key, given: [...rules.resolvedOptions().pluralCategories].sort() });
      }
    }
  });

  test('Arabic commands are verbal nouns, never masculine imperatives', () => {
    for (const [key, text] of arabic) {
      // Inside a `select` on the form of address an imperative is what the person asked for.
      if (text.includes('{address,')) continue;
      expect({ key, text, imperative: bareImperatives.exec(text)?.[0] }).toEqual({ key, text, imperative: undefined });
    }
  });

  test('typography: French no-break spaces, no exclamation marks in Arabic, Arabic question marks', () => {
    for (const [key, text] of read('fr', file)) expect({ key, bad: / [;:!?»]|« /.exec(text)?.[0] }).toEqual({ key, bad: undefined });
    for (const [key, text] of arabic) expect({ key, bad: /[!?]/.exec(text)?.[0] }).toEqual({ key, bad: undefined });
  });
});
