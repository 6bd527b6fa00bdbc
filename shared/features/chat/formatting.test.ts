import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mentionsOf, parseMessage, plainTextOf, type Block, type Inline } from './formatting.ts';
import { mentionToken, type Mention } from './mentions.ts';

const names: Record<string, string> = { salma: 'سلمى ب.', omar: 'Omar D.' };
const nameOf = (mention: Mention): string => (mention.kind === 'person' ? (names[mention.id] ?? '…') : mention.kind);

/** Inlines as a reader sees them: bold between [ ], code between ‹ ›, links between { }. */
function shownInline(inline: Inline): string {
  if (inline.kind === 'bold') return `[${shownLine(inline.children)}]`;
  if (inline.kind === 'code') return `‹${inline.text}›`;
  if (inline.kind === 'link') return `{${inline.text}}`;
  return inline.kind === 'mention' ? `@${nameOf(inline.mention)}` : inline.text;
}
const shownLine = (line: readonly Inline[]): string => line.map(shownInline).join('');
function shown(text: string): string {
  const [block, ...rest] = parseMessage(text);
  expect(rest).toEqual([]);
  if (block === undefined) return '';
  expect(block.kind).toBe('paragraph');
  return block.kind === 'paragraph' ? block.lines.map(shownLine).join('⏎') : '';
}
const kinds = (blocks: readonly Block[]): unknown[] =>
  blocks.map((block) => (block.kind === 'quote' ? ['quote', ...kinds(block.blocks)] : block.kind));

describe('inside a line', () => {
  test.each([
    ['هذا *مهم* جداً', 'هذا [مهم] جداً'],
    ['*مهم*: الموعد', '[مهم]: الموعد'],
    ['«*مهم*»', '«[مهم]»'],
    ['**two** and *one*', '[two] and [one]'],
    ['و**المهم** هنا', 'و[المهم] هنا'],
    ['*bold `code` and https://a.example/x*', '[bold ‹code› and {https://a.example/x}]'],
    ['*قال <@salma>*', '[قال @سلمى ب.]'],
    ['2*3*4 = 24', '2*3*4 = 24'],
    ['a * b * c', 'a * b * c'],
    ['*not closed', '*not closed'],
    ['** **', '** **'],
    ['****', '****'],
    ['***three***', '***three***'],
    ['*one\ntwo*', '*one⏎two*'],
    ['`*not bold*` `<@salma>`', '‹*not bold*› ‹<@salma>›'],
    ['`not closed', '`not closed'],
    ['_no italics_ here', '_no italics_ here'],
    ['https://a.example/*b*c, ثم', '{https://a.example/*b*c}, ثم'],
    ['javascript:alert(1) <b>x</b> &amp;', 'javascript:alert(1) <b>x</b> &amp;'],
    ['<@omar> و<@space> و<@role:coordinator>', '@Omar D. و@space و@role'],
    ['<@role:king> <@UPPER> <@a b>', '<@role:king> <@UPPER> <@a b>'],
    ['first\nsecond', 'first⏎second'],
    ['first\r\nsecond', 'first⏎second'],
    ['🎉*مبارك*🎉', '🎉[مبارك]🎉'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('blocks', () => {
  test('an empty line parts paragraphs', () => {
    expect(kinds(parseMessage('one\ntwo\n\n\nthree'))).toEqual(['paragraph', 'paragraph']);
    expect(parseMessage('\n \n')).toEqual([]);
  });

  test('a quotation, and the answer below it', () => {
    expect(kinds(parseMessage('> سؤال\n> ثانٍ\nجواب'))).toEqual([['quote', 'paragraph'], 'paragraph']);
    expect(kinds(parseMessage('>one'))).toEqual([['quote', 'paragraph']]);
  });

  test('nothing nests deeper than three', () => {
    expect(kinds(parseMessage('>>>> deep'))).toEqual([['quote', ['quote', ['quote', 'paragraph']]]]);
    expect(kinds(parseMessage('>>- item'))).toEqual([['quote', ['quote', 'list']]]);
    expect(kinds(parseMessage('>>>- item'))).toEqual([['quote', ['quote', ['quote', 'paragraph']]]]);
    expect(plainTextOf('>>>> deep', nameOf)).toBe('> deep');
  });

  test('lists keep the numbers and digits of their author', () => {
    const list = (text: string) =>
      parseMessage(text).map((block) =>
        block.kind === 'list' ? block.items.map(({ marker, number, children }) => [marker, number, shownLine(children)]) : block.kind,
      );
    expect(list('- واحد\n* اثنان\n• *ثلاثة*')).toEqual([
      [
        ['-', undefined, 'واحد'],
        ['*', undefined, 'اثنان'],
        ['•', undefined, '[ثلاثة]'],
      ],
    ]);
    expect(list('٣. مقدمة\n٤- خاتمة')).toEqual([
      [
        ['٣.', 3, 'مقدمة'],
        ['٤-', 4, 'خاتمة'],
      ],
    ]);
    expect(list('1. one\n- two')).toEqual([[['1.', 1, 'one']], [['-', undefined, 'two']]]);
    expect(list('-5 degrees\n10-12 people\n2026. year\n- ')).toEqual(['paragraph']);
  });

  test('a block of code keeps its lines and marks; one that is not closed is words', () => {
    expect(parseMessage('```\nconst a = *b*;\n\n  > c\n```\nبعد')).toEqual([
      { kind: 'code', text: 'const a = *b*;\n\n  > c' },
      { kind: 'paragraph', lines: [[{ kind: 'text', text: 'بعد' }]] },
    ]);
    expect(parseMessage('```npm start``` يشغّل')).toMatchObject([{ kind: 'code', text: 'npm start' }, { kind: 'paragraph' }]);
    expect(kinds(parseMessage('```\nopen\n```\n```\nnot closed'))).toEqual(['code', 'paragraph']);
  });
});

describe('as plain text', () => {
  test.each([
    ['*مرحباً* <@salma>،\n`كود` https://a.example', '@سلمى ب.، كود https://a.example'],
    ['> سؤال طويل\nجواب', 'جواب'],
    ['> سؤال', 'سؤال'],
    ['البنود:\n1. أول\n2. ثانٍ\n- x', 'البنود: 1. أول 2. ثانٍ x'],
    ['```\na\nb\n```', 'a b'],
  ])('%j', (text, expected) => {
    expect(plainTextOf(text, nameOf)).toContain(expected);
  });
});

test('a message calls whom it names, not those in code or in a quotation, each once', () => {
  expect(mentionsOf('> <@omar>\n*<@salma>* `<@omar>` <@salma>\n- <@space>\n```\n<@omar>\n```\n<@role:trainer>')).toEqual([
    { kind: 'person', id: 'salma' },
    { kind: 'space' },
    { kind: 'role', role: 'trainer' },
  ]);
});

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
function lettersOf(blocks: readonly Block[]): string {
  const inline = (one: Inline): string =>
    one.kind === 'bold' ? one.children.map(inline).join('') : one.kind === 'mention' ? mentionToken(one.mention) : one.text;
  const line = (inlines: readonly Inline[]): string => inlines.map(inline).join('');
  return blocks
    .map((block) => {
      if (block.kind === 'code') return block.text;
      if (block.kind === 'quote') return lettersOf(block.blocks);
      return block.kind === 'list' ? block.items.map((item) => item.marker + line(item.children)).join('') : block.lines.map(line).join('');
    })
    .join('');
}
function depthOf(blocks: readonly Block[]): number {
  return Math.max(0, ...blocks.map((block) => (block.kind === 'quote' ? 1 + depthOf(block.blocks) : block.kind === 'list' ? 1 : 0)));
}
function elementsOf(blocks: readonly Block[]): number {
  const inline = (one: Inline): number => (one.kind === 'text' ? 0 : one.kind === 'bold' ? 1 + one.children.map(inline).reduce(sum, 0) : 1);
  const sum = (one: number, other: number): number => one + other;
  const line = (inlines: readonly Inline[]): number => inlines.map(inline).reduce(sum, 0);
  return blocks
    .map((block) => {
      if (block.kind === 'code') return 1;
      if (block.kind === 'quote') return 1 + elementsOf(block.blocks);
      return block.kind === 'list'
        ? block.items.map(({ children }) => 1 + line(children)).reduce(sum, 0)
        : block.lines.map(line).reduce(sum, 0);
    })
    .reduce(sum, 0);
}

const pieces = [
  '*',
  '**',
  '`',
  '```',
  '>',
  '> ',
  '- ',
  '1. ',
  '٢- ',
  '_',
  '[',
  ']',
  '(',
  ')',
  ' ',
  '\n',
  '\n\n',
  'a',
  'ب',
  'ُ',
  '7',
  '٧',
  '😀',
  '<@salma>',
  '<@space>',
  'https://a.example/',
  '.',
  ':',
  '<',
  '@',
];

test('no letter is lost, whatever is written', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 200 }), (parts) => {
      const text = parts.join('');
      const blocks = parseMessage(text);
      expect(letters(lettersOf(blocks))).toBe(letters(text));
      expect(depthOf(blocks)).toBeLessThanOrEqual(3);
    }),
    { numRuns: 2_000 },
  );
});

const maxCharacters = 8_000;
const hostile = (part: string): string => part.repeat(maxCharacters / part.length).slice(0, maxCharacters);

test.each(
  pieces.concat(['*a ', '**a', '`a`', '>*', '> - ', '*a*', '```a```', '```\n', 'https://a.', '<@a', '>>>>\n', '- *a* `b`\n', '* `_ [']),
)('eight thousand characters of %j cost little more than as many plain ones, and make few elements', (part) => {
  const cost = (text: string): number => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      parseMessage(text);
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  expect(cost(hostile(part)) - cost(hostile('كلمة '))).toBeLessThan(50);
  expect(elementsOf(parseMessage(hostile(part)))).toBeLessThanOrEqual(410);
});
