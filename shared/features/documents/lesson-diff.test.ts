import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChanges, applyPieces, Change, type Piece } from './lesson-changes.ts';
import { joinTexts, plainTextOf, type LessonNode } from './lesson-content.ts';
import { compareBlocks, usualBudget } from './lesson-diff.ts';
import { piecesBetween } from './text-diff.ts';

const text = (words: string, ...marks: string[]): LessonNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (id: string, ...content: (LessonNode | string)[]): LessonNode => {
  const inline = content.map((part) => (typeof part === 'string' ? text(part) : part));
  return { type: 'paragraph', attrs: { id }, ...(inline.length > 0 && { content: inline }) };
};
const list = (id: string, ...items: LessonNode[]): LessonNode => ({
  type: 'bulletList',
  attrs: { id },
  content: items.map((item, i) => ({ type: 'listItem', attrs: { id: `${id}${i}` }, content: [item] })),
});

const plenty = () => ({ left: 1_000_000 });
/** The steps as a reader sees them: `[-gone-]`, `{+come+}`. */
function shown(before: string, after: string): string {
  const old = [text(before)];
  let at = 0;
  return piecesBetween(old, [text(after)], plenty())
    .map((piece: Piece) => {
      if ('add' in piece) return `{+${piece.add.map(plainTextOf).join('')}+}`;
      const size = 'keep' in piece ? piece.keep : piece.drop;
      const part = before.slice(at, at + size);
      at += size;
      return 'keep' in piece ? part : `[-${part}-]`;
    })
    .join('');
}

test.each([
  ['الدرس الأول', 'الدرس الثاني', 'الدرس [-الأول-]{+الثاني+}'],
  // Marks, and a stretched letter, belong to their word.
  ['كِتابُ التدريب', 'كُتّاب التدريب', '[-كِتابُ-]{+كُتّاب+} التدريب'],
  ['الحمـــاية واجبة', 'الحماية واجبة', '[-الحمـــاية-]{+الحماية+} واجبة'],
  // Punctuation stands apart, so that a comma does not make a word another one.
  ['نستمع، ثم نسجّل', 'نستمع؛ ثم نسجّل', 'نستمع[-،-]{+؛+} ثم نسجّل'],
  ['هل سمعتم', 'هل سمعتم؟', 'هل سمعتم{+؟+}'],
  ['في ١٢٫٥ دقيقة', 'في ١٢٫٧ دقيقة', 'في [-١٢٫٥-]{+١٢٫٧+} دقيقة'],
  ['Listen first, then write', 'Listen first and write', 'Listen first[-,-] [-then-]{+and+} write'],
  ["l'agent écoute", "l'agente écoute", "[-l'agent-]{+l'agente+} écoute"],
  ['one two three four', 'one 2 3 four', 'one [-two three-]{+2 3+} four'],
  // What came in one go is shown in one piece.
  ['من وزمن التدريس', 'من وزمن ثم نسأل: متى؟ التدريس', 'من وزمن {+ثم نسأل: متى؟ +}التدريس'],
  ['a b', 'a x y b', 'a {+x y +}b'],
  ['a x y b', 'a b', 'a [-x y -]b'],
  ['👩🏽‍✈️ here', '👩🏽‍✈️ there', '👩🏽‍✈️ [-here-]{+there+}'],
])('[DW110] %s → %s', (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

test('[DW110] a word of which only the marks changed goes and comes', () => {
  const pieces = piecesBetween([text('listen to all')], [text('listen '), text('to', 'bold'), text(' all')], plenty());
  expect(pieces).toEqual([{ keep: 7 }, { drop: 2 }, { add: [text('to', 'bold')] }, { keep: 4 }]);
});

test('[DW111] blocks are followed by their ids: kept, moved, added, removed, changed', () => {
  const from = [paragraph('a', 'one'), paragraph('b', 'two'), paragraph('c', 'three'), paragraph('d', 'four')];
  const to = [paragraph('c', 'three'), paragraph('a', 'one'), paragraph('e', 'new'), paragraph('d', 'four more')];
  expect(compareBlocks(from, to)).toEqual([
    { kind: 'move', from: 2 },
    { kind: 'keep', from: 0, count: 1 },
    { kind: 'remove', from: 1 },
    { kind: 'add', block: paragraph('e', 'new') },
    {
      kind: 'change',
      from: 3,
      isMoved: false,
      block: { type: 'paragraph', attrs: { id: 'd' } },
      pieces: [{ keep: 4 }, { add: [text(' more')] }],
    },
  ]);
});

test('[DW111] within a list the item that changed is named, not the whole list', () => {
  const from = [list('l', paragraph('p', 'one'), paragraph('q', 'two'))];
  const to = [list('l', paragraph('p', 'one'), paragraph('q', 'three'))];
  const [change] = compareBlocks(from, to);
  expect(change).toMatchObject({
    kind: 'change',
    children: [
      { kind: 'keep', from: 0, count: 1 },
      { kind: 'change', from: 1 },
    ],
  });
});

const letters = fc.constantFrom('ا', 'لـ', 'كِ', 'س', 'a', 'é', '1', '٢', '،', '؟', ' ', '\n', '👩🏽', '\u200f');
const inline = fc
  .array(
    fc.oneof(
      fc
        .tuple(fc.string({ unit: letters, minLength: 1, maxLength: 12 }), fc.subarray(['bold', 'italic']))
        .map(([words, marks]) => text(words, ...marks)),
      fc.constant<LessonNode>({ type: 'hardBreak' }),
    ),
    { maxLength: 5 },
  )
  .map(joinTexts);
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const textBlock = fc
  .tuple(ids, fc.constantFrom('paragraph', 'heading'), inline, fc.boolean())
  .map(([id, type, content, hasId]): LessonNode => ({
    type,
    ...((hasId || type === 'heading') && { attrs: { ...(hasId && { id }), ...(type === 'heading' && { level: 2 }) } }),
    ...(content.length > 0 && { content }),
  }));
const block = fc.oneof(
  { weight: 4, arbitrary: textBlock },
  fc
    .tuple(ids, fc.constantFrom('bulletList', 'orderedList', 'blockquote'), fc.array(textBlock, { minLength: 1, maxLength: 4 }))
    .map(([id, type, content]): LessonNode => ({ type, attrs: { id }, content })),
  ids.map((id): LessonNode => ({ type: 'horizontalRule', attrs: { id } })),
);
const lesson = fc.array(block, { maxLength: 10 });

test('[DW112] the steps lead from one lesson to the other, whatever they are, and cross the wire', () => {
  fc.assert(
    fc.property(lesson, lesson, fc.constantFrom(0, 3, 1_000_000), (from, to, left) => {
      const changes = compareBlocks(from, to, { left });
      const heard = JSON.parse(JSON.stringify(changes)).map((change: unknown) => Change.parse(change)) as Change[];
      expect(applyChanges(from, heard)).toEqual(to);
      expect(compareBlocks(to, to).every(({ kind }) => kind === 'keep')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('[DW112] steps of a text lead from one to the other, and are refused for a third', () => {
  fc.assert(
    fc.property(inline, inline, (before, after) => {
      const pieces = piecesBetween(before, after, plenty());
      expect(applyPieces(before, pieces)).toEqual(after);
      expect(() => applyPieces([...before, text('x')], pieces)).toThrow(RangeError);
    }),
    { numRuns: 1000 },
  );
});

test('[DW113] a lesson of 2,000 blocks in which every word changed is compared in bounded work', () => {
  const many = (word: string) =>
    Array.from({ length: 2000 }, (_, i) =>
      paragraph(`p${i}`, Array.from({ length: 70 }, (__, j) => `${word}${(i * 7 + j * 13) % 97}`).join(' ')),
    );
  const budget = { left: usualBudget };
  const from = many('قبل');
  const to = many('بعد');
  const started = performance.now();
  const changes = compareBlocks(from, to, budget);
  const took = performance.now() - started;
  expect(applyChanges(from, changes)).toEqual(to);
  expect(budget.left).toBeLessThan(usualBudget / 20);
  console.info(`compared in ${Math.round(took)} ms`);
  expect(took).toBeLessThan(2000);
});

test('[DW113] a block of 100,000 words falls back to one stretch', () => {
  const words = (seed: number) => Array.from({ length: 100_000 }, (_, i) => `w${(i * seed) % 1009}`).join(' ');
  const pieces = piecesBetween([text(`${words(3)} end`)], [text(`${words(5)} end`)], plenty());
  expect(pieces.length).toBeLessThan(6);
});
