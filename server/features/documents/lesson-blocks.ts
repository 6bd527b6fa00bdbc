import * as Y from 'yjs';
import { newBlockId } from '#shared/features/documents/block-id.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';

/** A block of a lesson as the hub itself writes it. With an `id` that is in the lesson, that block is meant. */
export type LessonBlock = { id?: string; dir?: Direction } & (
  | { type: 'heading'; level: 1 | 2 | 3; text: string }
  | { type: 'paragraph' | 'blockquote'; text: string }
  | { type: 'bulletList' | 'orderedList'; items: readonly string[] }
  | { type: 'horizontalRule' }
);

interface Named {
  id: string;
  dir: Direction;
}

function element(name: string, { id, dir }: Named, children: readonly (Y.XmlElement | Y.XmlText)[] = []): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.setAttribute('id', id);
  made.setAttribute('dir', dir);
  made.insert(0, [...children]);
  return made;
}

function textOf(block: LessonBlock): string {
  if (block.type === 'horizontalRule') return '';
  return 'items' in block ? block.items.join(' ') : block.text;
}

const paragraph = (text: string, dir: Direction) => element('paragraph', { id: newBlockId(), dir }, [new Y.XmlText(text)]);
const listItem = (text: string, dir: Direction) => element('listItem', { id: newBlockId(), dir }, [paragraph(text, dir)]);

/** @param fallback direction of text without words */
export function makeBlock(block: LessonBlock, fallback: Direction): Y.XmlElement {
  const dir = block.dir ?? directionOf(textOf(block), fallback);
  const named = { id: block.id ?? newBlockId(), dir };
  switch (block.type) {
    case 'heading': {
      const heading = element('heading', named, [new Y.XmlText(block.text)]);
      // Yjs types an attribute of an XML element as text; the editor keeps numbers in it.
      heading.setAttribute('level', block.level as unknown as string);
      return heading;
    }
    case 'paragraph':
      return element('paragraph', named, [new Y.XmlText(block.text)]);
    case 'blockquote':
      return element('blockquote', named, [paragraph(block.text, dir)]);
    case 'horizontalRule':
      return element('horizontalRule', named);
    default:
      return element(
        block.type,
        named,
        block.items.map((item) => listItem(item, dir)),
      );
  }
}

function plainTextOf(text: Y.XmlText): string {
  const parts: { insert?: unknown }[] = text.toDelta();
  return parts.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
}

const isTrailSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** Changes only the stretch that differs, so that carets and marks around it stay where they are. */
function rewriteText(text: Y.XmlText, wanted: string): void {
  const present = plainTextOf(text);
  if (present === wanted) return;
  let start = 0;
  while (start < present.length && start < wanted.length && present[start] === wanted[start]) start += 1;
  if (start > 0 && (isTrailSurrogate(present.charCodeAt(start)) || isTrailSurrogate(wanted.charCodeAt(start)))) start -= 1;
  let end = 0;
  while (
    end < present.length - start &&
    end < wanted.length - start &&
    present[present.length - 1 - end] === wanted[wanted.length - 1 - end]
  )
    end += 1;
  if (end > 0 && isTrailSurrogate(present.charCodeAt(present.length - end))) end -= 1;
  if (present.length - end > start) text.delete(start, present.length - end - start);
  if (wanted.length - end > start) text.insert(start, wanted.slice(start, wanted.length - end));
}

function firstText(node: Y.XmlElement): Y.XmlText | undefined {
  let current: unknown = node;
  for (let depth = 0; depth < maxNesting && current instanceof Y.XmlElement; depth += 1) current = current.get(0);
  return current instanceof Y.XmlText ? current : undefined;
}
const maxNesting = 4;

/** False when what stands there holds its text in another way, and must be replaced. */
function rewriteInPlace(node: Y.XmlElement, wanted: string): boolean {
  const text = firstText(node);
  if (!text) return wanted === '';
  rewriteText(text, wanted);
  return true;
}

function rewriteItems(list: Y.XmlElement, items: readonly string[], dir: Direction): void {
  for (const [index, item] of items.entries()) {
    const present: unknown = list.get(index);
    if (present instanceof Y.XmlElement && rewriteInPlace(present, item)) continue;
    if (present instanceof Y.XmlElement) list.delete(index, 1);
    list.insert(index, [listItem(item, dir)]);
  }
  if (list.length > items.length) list.delete(items.length, list.length - items.length);
}

function rewriteBlock(node: Y.XmlElement, block: LessonBlock, fallback: Direction): boolean {
  if (node.nodeName !== block.type) return false;
  const dir = block.dir ?? directionOf(textOf(block), fallback);
  if (node.getAttribute('dir') !== dir) node.setAttribute('dir', dir);
  if (block.type === 'horizontalRule') return true;
  if ('items' in block) {
    rewriteItems(node, block.items, dir);
    return true;
  }
  // A heading keeps its number as a number.
  if (block.type === 'heading' && Number(node.getAttribute('level')) !== block.level)
    node.setAttribute('level', block.level as unknown as string);
  return rewriteInPlace(node, block.text);
}

/** Position of the block with an id; -1 when it is not there. */
export function indexOfBlock(content: Y.XmlFragment, id: string): number {
  return content.toArray().findIndex((node) => node instanceof Y.XmlElement && node.getAttribute('id') === id);
}

/**
 * Puts blocks into a lesson: one whose id is there is changed in place, others are inserted after the one before them in
 * the list, or at the end. What the list does not name stays untouched.
 */
export function putBlocks(content: Y.XmlFragment, blocks: readonly LessonBlock[], fallback: Direction): string[] {
  let after = content.length - 1;
  return blocks.map((block) => {
    const at = block.id === undefined ? -1 : indexOfBlock(content, block.id);
    const present: unknown = at < 0 ? undefined : content.get(at);
    if (present instanceof Y.XmlElement && block.id !== undefined && rewriteBlock(present, block, fallback)) {
      after = at;
      return block.id;
    }
    if (at >= 0) content.delete(at, 1);
    const made = makeBlock(block, fallback);
    after = at >= 0 ? at : after + 1;
    content.insert(after, [made]);
    return block.id ?? String(made.getAttribute('id'));
  });
}
