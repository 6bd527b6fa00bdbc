import * as Y from 'yjs';
import { isTextBlock } from '#shared/features/documents/lesson-content.ts';
import type { AuthoredBlock } from '#shared/features/documents/versions-contract.ts';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import { limits } from '../engine/limits.ts';
import { attributesOf } from './read-lesson.ts';

type Run = { userId: string | null; text: string };

function push(runs: Run[], userId: string | null, text: string): void {
  const last = runs.at(-1);
  if (last?.userId === userId) last.text += text;
  else runs.push({ userId, text });
}

/** Items of a text stand in a row of their own; each bears the client id it was written under. */
function* itemsOf(text: Y.XmlText): Generator<{ client: number; words: string }> {
  for (let item = text._start; item; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) yield { client: item.id.client, words: item.content.str };
}

type OwnerOf = (client: number) => string | null;

function runsOf(block: Y.XmlElement, ownerOf: OwnerOf): Run[] {
  const runs: Run[] = [];
  for (const child of block.toArray()) {
    if (child instanceof Y.XmlText) for (const { client, words } of itemsOf(child)) push(runs, ownerOf(client), words);
    else if (child instanceof Y.XmlElement) push(runs, child._item ? ownerOf(child._item.id.client) : null, '\n');
  }
  return runs;
}

function authored(block: Y.XmlElement, ownerOf: OwnerOf, depth: number): AuthoredBlock {
  const attrs = attributesOf(block);
  const about = { type: block.nodeName, ...(attrs && { attrs }) };
  if (isTextBlock({ type: block.nodeName })) return { ...about, runs: runsOf(block, ownerOf) };
  const content = blocksIn(block, ownerOf, depth + 1);
  return { ...about, ...(content.length > 0 && { content }) };
}

function blocksIn(parent: Y.XmlElement | Y.XmlFragment, ownerOf: OwnerOf, depth: number): AuthoredBlock[] {
  if (depth > limits.maxDepth) return [];
  return parent.toArray().flatMap((child) => (child instanceof Y.XmlElement ? [authored(child, ownerOf, depth)] : []));
}

/** Client ids that wrote anything in a document. */
export function clientsOf(doc: Y.Doc): number[] {
  return [...doc.store.clients.keys()];
}

/** Who wrote each stretch of a lesson, by the client ids its content bears. */
export function authorshipOf(doc: Y.Doc, owners: ReadonlyMap<number, string>): AuthoredBlock[] {
  return blocksIn(doc.getXmlFragment(lessonRoots.content), (client) => owners.get(client) ?? null, 0);
}
