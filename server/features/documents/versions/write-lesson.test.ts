import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { joinTexts, type LessonNode } from '#shared/features/documents/lesson-content.ts';
import { readLesson } from './read-lesson.ts';
import { elementOf, planRewrite, rewriteLesson } from './write-lesson.ts';

const text = (words: string, ...marks: string[]): LessonNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (id: string, ...content: LessonNode[]): LessonNode => ({
  type: 'paragraph',
  attrs: { id },
  ...(content.length > 0 && { content }),
});
const lineBreak: LessonNode = { type: 'hardBreak' };

function docOf(blocks: readonly LessonNode[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment('content').insert(0, blocks.map(elementOf));
  return doc;
}
function rewrite(doc: Y.Doc, blocks: readonly LessonNode[]): void {
  const plan = planRewrite(readLesson(doc), { blocks, meta: {} });
  doc.transact(() => rewriteLesson(doc, plan));
}
const caretIn = (doc: Y.Doc, block: number, offset: number) => {
  const element = doc.getXmlFragment('content').get(block);
  const inside = element instanceof Y.XmlElement ? element.get(0) : undefined;
  if (!(inside instanceof Y.XmlText)) throw new Error('no text there');
  return Y.createRelativePositionFromTypeIndex(inside, offset);
};
const whereIs = (doc: Y.Doc, caret: Y.RelativePosition) => Y.createAbsolutePositionFromRelativePosition(caret, doc)?.index;

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 7 });
const inline = fc
  .array(
    fc.oneof(
      fc
        .tuple(fc.string({ unit: fc.constantFrom('ا', 'كِ', 'b', ' ', '،'), minLength: 1, maxLength: 8 }), fc.subarray(['bold', 'italic']))
        .map(([words, marks]) => text(words, ...marks)),
      fc.constant(lineBreak),
    ),
    { maxLength: 5 },
  )
  .map(joinTexts);
const blockOf = (id: string) =>
  fc.oneof(
    inline.map((content) => paragraph(id, ...content)),
    inline.map((content): LessonNode => ({ ...paragraph(id, ...content), type: 'heading', attrs: { id, level: 2 } })),
    fc.array(inline, { minLength: 1, maxLength: 3 }).map((items): LessonNode => ({
      type: 'bulletList',
      attrs: { id },
      content: items.map((content, i) => ({
        type: 'listItem',
        attrs: { id: `${id}i${i}` },
        content: [paragraph(`${id}p${i}`, ...content)],
      })),
    })),
    fc.constant<LessonNode>({ type: 'horizontalRule', attrs: { id } }),
  );
const lesson = ids.chain((several) => fc.tuple(...several.map(blockOf)));

test('[DW120] a lesson is made what another state said, whatever both are', () => {
  fc.assert(
    fc.property(lesson, lesson, (from, to) => {
      const doc = docOf(from);
      expect(readLesson(doc)).toEqual(from);
      rewrite(doc, to);
      expect(readLesson(doc)).toEqual(to);
      const vector = Y.encodeStateVector(doc);
      rewrite(doc, to);
      // Nothing is written where nothing differs.
      expect(Y.encodeStateVector(doc)).toEqual(vector);
    }),
    { numRuns: 200 },
  );
});

test('[DW120] a first number that goes without saying is no difference', () => {
  const list = (start?: number): LessonNode => ({
    type: 'orderedList',
    attrs: { id: 'a', ...(start !== undefined && { start }) },
    content: [{ type: 'listItem', attrs: { id: 'b' }, content: [paragraph('c', text('one'))] }],
  });
  expect(readLesson(docOf([list(1)]))).toEqual([list()]);
  expect(readLesson(docOf([list(3)]))).toEqual([list(3)]);
});

test('[DW121] carets stay where the text around them stays, also in a block that changed', () => {
  const doc = docOf([paragraph('a', text('untouched')), paragraph('b', text('first second third')), paragraph('c', text('last'))]);
  const carets = [caretIn(doc, 0, 3), caretIn(doc, 1, 2), caretIn(doc, 1, 15), caretIn(doc, 2, 4)];
  rewrite(doc, [
    paragraph('n', text('new')),
    paragraph('a', text('untouched')),
    paragraph('b', text('first 2 third')),
    paragraph('c', text('last')),
  ]);
  expect(carets.map((caret) => whereIs(doc, caret))).toEqual([3, 2, 10, 4]);
});

test('[DW122] what others write meanwhile stays', () => {
  const doc = docOf([paragraph('a', text('one two')), paragraph('b', text('three'))]);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  rewrite(doc, [paragraph('a', text('one 2')), paragraph('b', text('three'))]);
  const [first, second] = other.getXmlFragment('content').toArray();
  if (!(first instanceof Y.XmlElement) || !(second instanceof Y.XmlElement)) throw new Error('no blocks');
  (first.get(0) as Y.XmlText).insert(0, 'here ');
  (second.get(0) as Y.XmlText).insert(5, ' there');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(readLesson(doc)).toEqual([paragraph('a', text('here one 2')), paragraph('b', text('three there'))]);
});
