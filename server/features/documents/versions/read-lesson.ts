import * as Y from 'yjs';
import { joinTexts, type LessonMark, type LessonNode } from '#shared/features/documents/lesson-content.ts';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import { limits } from '../engine/limits.ts';

/** An editor writes down what goes without saying. */
const isUsual = (name: string, value: unknown) => name === 'start' && value === 1;

/** The attributes of a block that say something, by name. In Yjs they are any JSON, whatever its types say. */
export function attributesOf(element: Y.XmlElement): LessonNode['attrs'] {
  const all: [string, unknown][] = Object.entries(element.getAttributes());
  const set = all.filter((pair): pair is [string, string | number] => {
    const [name, value] = pair;
    return (typeof value === 'string' || typeof value === 'number') && !isUsual(name, value);
  });
  return set.length === 0 ? undefined : Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function markOf([type, value]: [string, unknown]): LessonMark | undefined {
  if (value === null || value === undefined || value === false) return undefined;
  const attrs = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { type, ...(attrs.length > 0 && { attrs: Object.fromEntries(attrs) }) };
}

/** Marks of a stretch of text, by name. */
export function marksOf(attributes: Readonly<Record<string, unknown>>): LessonMark[] {
  return Object.entries(attributes)
    .map(markOf)
    .filter((mark) => mark !== undefined)
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

function textsOf(text: Y.XmlText): LessonNode[] {
  const stretches: { insert?: unknown; attributes?: Record<string, unknown> }[] = text.toDelta();
  return stretches.flatMap(({ insert, attributes = {} }): LessonNode[] => {
    if (typeof insert !== 'string') return [];
    const marks = marksOf(attributes);
    return [{ type: 'text', text: insert, ...(marks.length > 0 && { marks }) }];
  });
}

function childrenOf(parent: Y.XmlElement | Y.XmlFragment, depth: number): LessonNode[] {
  if (depth > limits.maxDepth) return [];
  const children = parent.toArray().flatMap((child): LessonNode[] => {
    if (child instanceof Y.XmlText) return textsOf(child);
    return child instanceof Y.XmlElement ? [nodeOf(child, depth + 1)] : [];
  });
  return joinTexts(children);
}

/** One block in canonical form. */
export function nodeOf(element: Y.XmlElement, depth = 0): LessonNode {
  const attrs = attributesOf(element);
  const content = childrenOf(element, depth);
  return { type: element.nodeName, ...(attrs && { attrs }), ...(content.length > 0 && { content }) };
}

/** The blocks of a lesson in canonical form. */
export function readLesson(doc: Y.Doc): LessonNode[] {
  return childrenOf(doc.getXmlFragment(lessonRoots.content), 0);
}
