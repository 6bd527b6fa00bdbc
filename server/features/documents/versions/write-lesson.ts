import * as Y from 'yjs';
import { isTextBlock, type LessonNode } from '#shared/features/documents/lesson-content.ts';
import { applyChanges, type Change } from '#shared/features/documents/lesson-changes.ts';
import { compareBlocks } from '#shared/features/documents/lesson-diff.ts';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import { inlineElements, rewriteInline } from './inline-cursor.ts';
import { attributesOf } from './read-lesson.ts';

type Parent = Y.XmlElement | Y.XmlFragment;

/** Work that finding the smallest change may take; what is left over after it is written as wholes. */
const restoreBudget = 2_000_000;

/** Yjs types the attributes of an XML element as text; the editor keeps numbers in them. */
function setAttribute(element: Y.XmlElement, name: string, value: string | number): void {
  element.setAttribute(name, value as string);
}

/** A block and all in it, not yet in a document. */
export function elementOf(node: LessonNode): Y.XmlElement {
  const element = new Y.XmlElement(node.type);
  for (const [name, value] of Object.entries(node.attrs ?? {})) setAttribute(element, name, value);
  const content = node.content ?? [];
  element.insert(0, isTextBlock(node) ? inlineElements(content) : content.map(elementOf));
  return element;
}

function rewriteAttributes(element: Y.XmlElement, wanted: Readonly<Record<string, string | number>>): void {
  const present = attributesOf(element) ?? {};
  for (const [name, value] of Object.entries(wanted)) if (present[name] !== value) setAttribute(element, name, value);
  for (const name of Object.keys(present)) if (!(name in wanted)) element.removeAttribute(name);
}

function elementAt(parent: Parent, at: number): Y.XmlElement {
  const child: unknown = parent.get(at);
  if (!(child instanceof Y.XmlElement)) throw new RangeError('a block is not where it was');
  return child;
}

type Changed = Extract<Change, { kind: 'change' }>;

/** Place of a block that goes or, since Yjs can neither move an element nor rename it, is written anew; else undefined. */
function leftPlace(change: Change, from: readonly LessonNode[]): number | undefined {
  if (change.kind === 'remove' || change.kind === 'move') return change.from;
  if (change.kind !== 'change') return undefined;
  return change.isMoved || change.block.type !== from[change.from]?.type ? change.from : undefined;
}

function rewrite(element: Y.XmlElement, before: LessonNode, change: Changed): void {
  rewriteAttributes(element, change.block.attrs ?? {});
  if (change.pieces) rewriteInline(element, change.pieces);
  else applyTo(element, before.content ?? [], change.children ?? []);
}

/** Makes the blocks under `parent`, which are `from`, what the steps lead to; what stays is not touched. */
function applyTo(parent: Parent, from: readonly LessonNode[], changes: readonly Change[]): void {
  if (parent.length !== from.length) throw new RangeError('blocks are not what they were');
  const gone = changes.map((change) => leftPlace(change, from)).filter((at) => at !== undefined);
  for (const at of gone.sort((a, b) => b - a)) parent.delete(at, 1);
  let at = 0;
  for (const change of changes) {
    if (change.kind === 'remove') continue;
    if (change.kind === 'keep') {
      at += change.count;
      continue;
    }
    const before = change.kind === 'change' ? from[change.from] : undefined;
    if (change.kind === 'change' && before && leftPlace(change, from) === undefined) rewrite(elementAt(parent, at), before, change);
    else parent.insert(at, applyChanges(from, [change]).map(elementOf));
    at += 1;
  }
}

/** What a lesson shall say. */
export interface WantedLesson {
  blocks: readonly LessonNode[];
  meta: Readonly<Record<string, unknown>>;
}

/** How a lesson becomes what it shall be; good as long as it stays as it is. */
export interface Rewrite {
  present: readonly LessonNode[];
  changes: readonly Change[];
  meta: WantedLesson['meta'];
}

/** Finds the smallest change that makes a lesson say what another state of it said. */
export function planRewrite(present: readonly LessonNode[], { blocks, meta }: WantedLesson): Rewrite {
  return { present, changes: compareBlocks(present, blocks, { left: restoreBudget }), meta };
}

/** Makes the change, touching only the blocks and stretches of text that differ. Call it within a transaction. */
export function rewriteLesson(doc: Y.Doc, { present, changes, meta: wanted }: Rewrite): void {
  applyTo(doc.getXmlFragment(lessonRoots.content), present, changes);
  const meta = doc.getMap(lessonRoots.meta);
  for (const [key, value] of Object.entries(wanted)) if (meta.get(key) !== value) meta.set(key, value);
  for (const key of [...meta.keys()]) if (!(key in wanted)) meta.delete(key);
}
