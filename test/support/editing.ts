import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import { tokenPattern, type Journal } from './journal.ts';
import { between, oneOf } from './random.ts';

const words = ['الاستماع', 'ملتقى', 'الضحيّة أوّلًا', 'شُرطة', 'listening', 'témoin', 'note 7', 'مقابلة ٣', 'التحقيق', 'field', '😀', 'لا'];

/** Makes one edit at a time in whatever document it is given: always valid, always the same for one seed and state. */
export type Writer = (doc: Y.Doc) => void;

interface Writing {
  kind: Exclude<DocumentKind, 'tree'>;
  /** Small letters and digits; of this writer alone. */
  name: string;
  random: () => number;
  journal: Journal;
}

interface Place {
  at: number;
  length: number;
  id: string;
}

function plainText(text: Y.Text): string {
  const parts: { insert?: unknown }[] = text.toDelta();
  return parts.map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc')).join('');
}
function tokensIn(text: Y.Text): Place[] {
  return [...plainText(text).matchAll(tokenPattern)].map((match) => ({ at: match.index, length: match[0].length, id: match[1] ?? '' }));
}
function blocksIn(doc: Y.Doc): { element: Y.XmlElement; text: Y.XmlText }[] {
  return doc
    .getXmlFragment(lessonRoots.content)
    .toArray()
    .flatMap((element) => {
      const text = element instanceof Y.XmlElement ? element.get(0) : undefined;
      return element instanceof Y.XmlElement && text instanceof Y.XmlText ? [{ element, text }] : [];
    });
}

/** All text that a reader sees. */
export function textOf(doc: Y.Doc, kind: DocumentKind): string {
  if (kind === 'plain') return plainText(doc.getText('text'));
  return blocksIn(doc)
    .map(({ text }) => plainText(text))
    .join('\n');
}

/** Equal for two documents exactly when they hold the same: text, form, state vector and deletions. */
export function stateOf(doc: Y.Doc, kind: DocumentKind): { content: string; snapshot: string; pending: boolean } {
  return {
    content: kind === 'plain' ? JSON.stringify(doc.getText('text').toDelta()) : doc.getXmlFragment(lessonRoots.content).toString(),
    snapshot: Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))).toString('hex'),
    pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
  };
}

export function writerOf({ kind, name, random, journal }: Writing): Writer {
  let made = 0;
  const token = (): string => {
    made += 1;
    return `[${oneOf(random, words)}#${name}.${made}]`;
  };
  /** Between two tokens, never inside one. */
  function insert(text: Y.Text): void {
    const places = tokensIn(text);
    const next = places[between(random, 0, places.length + 1)];
    put(text, next ? next.at : text.length);
  }
  function put(text: Y.Text, at: number): void {
    const written = token();
    if (text.parent instanceof Y.XmlElement) journal.blockOf.set(`${name}.${made}`, String(text.parent.getAttribute('id')));
    text.insert(at, written);
  }
  function remove(text: Y.Text): void {
    const places = tokensIn(text);
    if (places.length < 5) return insert(text);
    const { at, length, id } = oneOf(random, places);
    journal.mayBeGone.add(id);
    text.delete(at, length);
  }
  function emphasise(text: Y.Text): void {
    const places = tokensIn(text);
    if (places.length === 0) return insert(text);
    const { at, length } = oneOf(random, places);
    text.format(at, length, { bold: random() < 0.7 ? {} : null });
  }
  function change(text: Y.Text): void {
    const choice = random();
    if (choice < 0.75) insert(text);
    else if (choice < 0.92) remove(text);
    else emphasise(text);
  }
  function addBlock(doc: Y.Doc, index: number): void {
    const isHeading = random() < 0.2;
    const element = new Y.XmlElement(isHeading ? 'heading' : 'paragraph');
    const text = new Y.XmlText();
    doc.getXmlFragment(lessonRoots.content).insert(index, [element]);
    element.setAttribute('id', `${name}x${String(made).padStart(10, '0')}`);
    element.setAttribute('dir', random() < 0.6 ? 'rtl' : 'ltr');
    // Yjs's type knows texts only; any value goes, and the schema wants a number.
    if (isHeading) Reflect.apply(element.setAttribute, element, ['level', between(random, 1, 4)]);
    element.insert(0, [text]);
    put(text, 0);
  }
  function removeBlock(doc: Y.Doc): void {
    const root = doc.getXmlFragment(lessonRoots.content);
    const { element, text } = oneOf(random, blocksIn(doc));
    for (const { id } of tokensIn(text)) journal.mayBeGone.add(id);
    journal.goneBlocks.add(element.getAttribute('id') ?? '');
    root.delete(root.toArray().indexOf(element), 1);
  }
  function changeLesson(doc: Y.Doc): void {
    const blocks = blocksIn(doc);
    const choice = random();
    if (blocks.length < 3 || (choice < 0.12 && blocks.length < 200)) return addBlock(doc, between(random, 0, blocks.length + 1));
    if (choice > 0.98 && blocks.length > 12) return removeBlock(doc);
    change(oneOf(random, blocks).text);
  }
  return (doc) => {
    doc.transact(() => (kind === 'plain' ? change(doc.getText('text')) : changeLesson(doc)));
  };
}
