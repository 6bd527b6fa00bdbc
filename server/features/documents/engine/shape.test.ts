import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { lessonSchema } from '#shared/features/documents/schema.ts';
import { hasAllowedShape } from './shape.ts';
import { decodeUpdate } from './update.ts';

const id = 'abcdefghij12';
const words = (...marks: object[]) => [{ type: 'text', text: 'الاستماع', marks }];
const paragraph = (content: object[] = words()) => ({ type: 'paragraph', attrs: { id, dir: 'rtl' }, content });

function isAllowed(write: (doc: Y.Doc) => void, before = new Y.Doc()): boolean {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(before));
  const vector = Y.encodeStateVector(doc);
  write(doc);
  const update = decodeUpdate(Y.encodeStateAsUpdate(doc, vector));
  return update !== undefined && hasAllowedShape(update, before, 'lesson');
}
const isContent = (content: object[]) =>
  isAllowed((doc) => {
    prosemirrorJSONToYXmlFragment(lessonSchema, { type: 'doc', content }, doc.getXmlFragment('content'));
  });

describe('the shape of a lesson', () => {
  test('[DW26] holds whatever the editor binding writes by schema 1', () => {
    expect(
      isContent([
        { type: 'heading', attrs: { id, level: 2, dir: null }, content: words() },
        paragraph(words({ type: 'bold' }, { type: 'italic' }, { type: 'link', attrs: { href: 'https://example.org' } })),
        paragraph([...words({ type: 'code' }), { type: 'hardBreak' }, ...words()]),
        {
          type: 'bulletList',
          attrs: { id },
          content: [
            {
              type: 'listItem',
              attrs: { id },
              content: [paragraph(), { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [paragraph()] }] }],
            },
          ],
        },
        { type: 'blockquote', content: [paragraph()] },
        { type: 'horizontalRule', attrs: { id } },
        paragraph([]),
      ]),
    ).toBe(true);
  });

  test('[DW26] is judged by what stands around an edit, not by the edit alone', () => {
    const before = new Y.Doc();
    prosemirrorJSONToYXmlFragment(
      lessonSchema,
      { type: 'doc', content: [paragraph(), { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph()] }] }] },
      before.getXmlFragment('content'),
    );
    const nodeAt = (doc: Y.Doc, index: number) => doc.getXmlFragment('content').get(index) as Y.XmlElement;
    // Beside a list item only list items stand, though the update names no parent.
    expect(isAllowed((doc) => nodeAt(doc, 1).insert(1, [new Y.XmlElement('listItem')]), before)).toBe(true);
    expect(isAllowed((doc) => nodeAt(doc, 1).insert(1, [new Y.XmlElement('paragraph')]), before)).toBe(false);
    expect(isAllowed((doc) => nodeAt(doc, 0).insert(1, [new Y.XmlElement('hardBreak')]), before)).toBe(true);
    expect(isAllowed((doc) => nodeAt(doc, 0).insert(1, [new Y.XmlElement('heading')]), before)).toBe(false);
    // An attribute that is there is replaced: again the update names no parent.
    expect(isAllowed((doc) => nodeAt(doc, 0).setAttribute('dir', 'ltr'), before)).toBe(true);
    expect(isAllowed((doc) => nodeAt(doc, 0).setAttribute('dir', 'sideways'), before)).toBe(false);
    expect(isAllowed((doc) => nodeAt(doc, 0).removeAttribute('dir'), before)).toBe(true);
    // Text finds its place by the letter before it.
    expect(
      isAllowed((doc) => {
        const text = nodeAt(doc, 0).get(0) as Y.XmlText;
        text.insert(2, 'x');
      }, before),
    ).toBe(true);
  });

  test('[DW26] nests to a bound', () => {
    const nested = (depth: number) => (doc: Y.Doc) => {
      let parent: Y.XmlFragment = doc.getXmlFragment('content');
      for (let i = 0; i < depth; i += 1) {
        const child = new Y.XmlElement('blockquote');
        parent.insert(0, [child]);
        parent = child;
      }
    };
    expect(isAllowed(nested(32))).toBe(true);
    expect(isAllowed(nested(40))).toBe(false);
  });
});
