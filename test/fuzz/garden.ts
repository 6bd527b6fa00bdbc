import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { between, oneOf } from '../support/random.ts';

/* Valid edits of a document as it stands, and what can be done to their bytes. */
const words = ['الاستماع', 'ملتقى ', 'شُرطة', 'listening ', 'x', '😀', 'سؤال؟\n'];

type Random = () => number;

function changeText(text: Y.Text, random: Random): void {
  const choice = random();
  if (text.length < 5 || choice < 0.5) text.insert(between(random, 0, text.length + 1), oneOf(random, words));
  else if (choice < 0.75) text.delete(between(random, 0, text.length - 3), between(random, 1, 4));
  else text.format(between(random, 0, text.length - 3), between(random, 1, 4), { bold: random() < 0.6 ? {} : null });
}

function changePlain(doc: Y.Doc, random: Random): void {
  const choice = random();
  const map = doc.getMap<unknown>('map');
  const array = doc.getArray<unknown>('array');
  if (choice < 0.5) return changeText(doc.getText('text'), random);
  if (choice < 0.65) return void map.set(oneOf(random, ['a', 'b', 'c']), random() < 0.5 ? [1, { two: null }] : new Y.Map([['in', 1]]));
  if (choice < 0.75) return map.delete(oneOf(random, ['a', 'b', 'c']));
  if (choice < 0.9 || array.length < 3)
    return array.insert(between(random, 0, array.length + 1), [oneOf(random, words), 7, new Y.Text('in')]);
  array.delete(between(random, 0, array.length - 1), 1);
}

function block(random: Random): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.setAttribute(
    'id',
    `b${between(random, 0, 2 ** 50)
      .toString(36)
      .padStart(11, '0')}`,
  );
  paragraph.setAttribute('dir', random() < 0.5 ? 'rtl' : 'ltr');
  paragraph.insert(0, [new Y.XmlText(oneOf(random, words))]);
  if (random() < 0.7) return paragraph;
  const list = new Y.XmlElement('bulletList');
  const item = new Y.XmlElement('listItem');
  item.insert(0, [paragraph]);
  list.insert(0, [item]);
  return list;
}
function changeLesson(doc: Y.Doc, random: Random): void {
  const root = doc.getXmlFragment('content');
  const texts = [...root.createTreeWalker((node) => node instanceof Y.XmlText)].filter((node) => node instanceof Y.XmlText);
  const choice = random();
  if (texts.length === 0 || choice < 0.2) return root.insert(between(random, 0, root.length + 1), [block(random)]);
  if (choice > 0.95 && root.length > 5) return root.delete(between(random, 0, root.length), 1);
  if (choice > 0.9) return void doc.getMap('meta').set('minutes', between(random, 1, 90));
  changeText(oneOf(random, texts), random);
}

/** Updates that an honest client with this state could send: each follows the former. */
export function honestUpdates(state: Uint8Array, about: { kind: DocumentKind; count: number; random: Random }): Uint8Array[] {
  const { kind, count, random } = about;
  const doc = new Y.Doc();
  doc.clientID = between(random, 1, 2 ** 32);
  Y.applyUpdate(doc, state);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i += 1) doc.transact(() => (kind === 'plain' ? changePlain(doc, random) : changeLesson(doc, random)));
  doc.destroy();
  return updates;
}

const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Cut, flipped, moved, doubled, spliced with another's bytes; one in twenty is left whole. */
export function damaged(update: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const size = update.byteLength;
  const [from, to] = [between(random, 0, size), between(random, 0, size + 1)].sort((a, b) => a - b) as [number, number];
  const flipped = Uint8Array.from(update);
  switch (between(random, 0, 10)) {
    case 0:
      return update.subarray(0, to);
    case 1:
      return joined(update.subarray(0, from), update.subarray(to));
    case 2:
      return joined(update.subarray(0, to), update.subarray(from));
    case 3:
      return joined(update.subarray(0, from), other.subarray(between(random, 0, other.byteLength)));
    case 4:
      return joined(
        update.subarray(0, from),
        Uint8Array.from({ length: between(random, 1, 6) }, () => between(random, 0, 256)),
        update.subarray(from),
      );
    case 5:
    case 6:
      // Clocks, lengths and ids are mostly single bytes: the next number is the meanest.
      for (let i = between(random, 1, 3); i > 0; i -= 1) {
        const at = between(random, 0, size);
        flipped[at] = ((flipped[at] ?? 0) + (random() < 0.5 ? 1 : 255)) % 256;
      }
      return flipped;
    case 7:
      return random() < 0.5 ? update : joined(update, other);
    default:
      for (let i = between(random, 1, 4); i > 0; i -= 1) flipped[between(random, 0, size)] = between(random, 0, 256);
      return flipped;
  }
}
