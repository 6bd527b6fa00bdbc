import * as Y from 'yjs';
import type { Piece } from '#shared/features/documents/lesson-changes.ts';
import type { LessonNode } from '#shared/features/documents/lesson-content.ts';

type Child = Y.XmlElement | Y.XmlText;
type Stretch = { insert?: unknown; attributes?: Record<string, unknown> };

function formatOf({ marks = [] }: LessonNode): Record<string, object> {
  return Object.fromEntries(marks.map(({ type, attrs = {} }) => [type, attrs]));
}

/** Texts and line breaks of a text block, not yet in a document. */
export function inlineElements(inline: readonly LessonNode[]): Child[] {
  const made: Child[] = [];
  let text: Y.XmlText | undefined;
  let at = 0;
  for (const node of inline) {
    if (node.text === undefined) {
      made.push(new Y.XmlElement(node.type));
      text = undefined;
      continue;
    }
    if (!text) {
      text = new Y.XmlText();
      at = 0;
      made.push(text);
    }
    text.insert(at, node.text, formatOf(node));
    at += node.text.length;
  }
  return made;
}

/** The end of a text from a place on, as a text of its own. */
function tailOf(text: Y.XmlText, start: number): Y.XmlText {
  const tail = new Y.XmlText();
  const stretches: Stretch[] = text.toDelta();
  let at = 0;
  let to = 0;
  for (const { insert, attributes = {} } of stretches) {
    if (typeof insert !== 'string') continue;
    const part = insert.slice(Math.max(start - at, 0));
    at += insert.length;
    tail.insert(to, part, attributes);
    to += part.length;
  }
  return tail;
}

/** Walks through the text of one block while it is changed: keeps, takes away and puts in, and never goes back. */
class InlineCursor {
  readonly #block: Y.XmlElement;
  #child = 0;
  #offset = 0;

  constructor(block: Y.XmlElement) {
    this.#block = block;
  }

  /** What stands under the cursor; a text also when the cursor is at its end. */
  #current(): Child | undefined {
    const child: unknown = this.#child < this.#block.length ? this.#block.get(this.#child) : undefined;
    return child instanceof Y.XmlText || child instanceof Y.XmlElement ? child : undefined;
  }

  #next(): void {
    this.#child += 1;
    this.#offset = 0;
  }

  /** Calls back for each part of the next `length` units; the callback has moved the cursor, or taken the part away. */
  #walk(length: number, text: (child: Y.XmlText, here: number) => void, lineBreak: () => void): void {
    for (let left = length; left > 0;) {
      const child = this.#current();
      if (!child) throw new RangeError('these steps were made for another text');
      if (!(child instanceof Y.XmlText)) {
        lineBreak();
        left -= 1;
      } else if (this.#offset === child.length) {
        this.#next();
      } else {
        const here = Math.min(child.length - this.#offset, left);
        text(child, here);
        left -= here;
      }
    }
  }

  keep(length: number): void {
    this.#walk(
      length,
      (_child, here) => {
        this.#offset += here;
      },
      () => this.#next(),
    );
  }

  drop(length: number): void {
    this.#walk(
      length,
      (child, here) => child.delete(this.#offset, here),
      () => this.#block.delete(this.#child, 1),
    );
  }

  add(inline: readonly LessonNode[]): void {
    for (const node of inline) {
      if (node.text === undefined) this.#break(node);
      else this.#insert(node.text, formatOf(node));
    }
  }

  #insert(words: string, format: Record<string, object>): void {
    let child = this.#current();
    if (!(child instanceof Y.XmlText)) {
      child = new Y.XmlText();
      this.#block.insert(this.#child, [child]);
    }
    child.insert(this.#offset, words, format);
    this.#offset += words.length;
  }

  /** A line break stands between two texts: what follows it in this one moves into a text of its own. */
  #break(node: LessonNode): void {
    const child = this.#current();
    const made: Child[] = [new Y.XmlElement(node.type)];
    if (child instanceof Y.XmlText && this.#offset > 0) {
      if (this.#offset < child.length) {
        made.push(tailOf(child, this.#offset));
        child.delete(this.#offset, child.length - this.#offset);
      }
      this.#next();
    }
    this.#block.insert(this.#child, made);
    this.#next();
  }
}

/** Changes the text of a block, which is in a document, by steps made for it. @throws RangeError when they were not */
export function rewriteInline(block: Y.XmlElement, pieces: readonly Piece[]): void {
  const cursor = new InlineCursor(block);
  for (const piece of pieces) {
    if ('keep' in piece) cursor.keep(piece.keep);
    else if ('drop' in piece) cursor.drop(piece.drop);
    else cursor.add(piece.add);
  }
}
