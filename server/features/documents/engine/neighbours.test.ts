import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { newDoc } from './doc.ts';
import { hasHonestNeighbours } from './neighbours.ts';
import { decodeUpdate, hasGap } from './update.ts';

type Id = readonly [client: number, clock: number] | null;
interface Made {
  id: readonly [number, number];
  left: Id;
  right: Id;
  text: string;
}

/** One piece of text, as bytes: with neighbours as somebody claims them. */
function updateOf({ id: [client, clock], left, right, text }: Made): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
  encoding.writeUint8(encoder, 4 | (left ? 0x80 : 0) | (right ? 0x40 : 0));
  for (const id of [left, right]) if (id) for (const number of id) encoding.writeVarUint(encoder, number);
  if (!left && !right) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'text');
  }
  encoding.writeVarString(encoder, text);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

function isHonest(bytes: Uint8Array, doc: Y.Doc): boolean {
  const update = decodeUpdate(bytes);
  return update !== undefined && hasAllIn(doc)(bytes) && hasHonestNeighbours(update, doc);
}

const hasAllIn = (doc: Y.Doc) => (bytes: Uint8Array) => {
  const update = decodeUpdate(bytes);
  return update !== undefined && !hasGap(update, (client) => Y.getState(doc.store, client));
};

/** The text when updates come in any order in which none refers to what is not there. */
function textInSomeOrder(updates: readonly Uint8Array[], random: (below: number) => number): string {
  const doc = newDoc();
  const rest = [...updates];
  while (rest.length > 0) {
    const ready = rest.filter(hasAllIn(doc));
    const next = ready[random(ready.length)];
    if (!next) throw new Error('nothing fits');
    rest.splice(rest.indexOf(next), 1);
    Y.applyUpdate(doc, next);
  }
  return doc.getText('text').toString();
}

/** mulberry32 */
function randomFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Claims about neighbours at random: those that pass, in the order in which they came. */
function madeUp(random: (below: number) => number, judge: typeof isHonest): Uint8Array[] {
  const doc = newDoc();
  const taken: Uint8Array[] = [];
  const anyId = (): Id => {
    const ids = [...doc.store.clients.keys()].flatMap((client) =>
      Array.from({ length: Y.getState(doc.store, client) }, (_, clock) => [client, clock] as const),
    );
    return random(4) === 0 ? null : (ids[random(ids.length)] ?? null);
  };
  for (let i = 0; i < 24 && taken.length < 9; i += 1) {
    const client = 1 + random(5);
    const bytes = updateOf({
      id: [client, Y.getState(doc.store, client)],
      left: anyId(),
      right: anyId(),
      text: 'abcdefghijklmnopqrstuvwxyz'.slice(i, i + 1 + random(2)),
    });
    if (!judge(bytes, doc)) continue;
    Y.applyUpdate(doc, bytes);
    taken.push(bytes);
  }
  return taken;
}

const seed = 1;
const trials = 400;

function divergences(judge: typeof isHonest): string[] {
  const random = randomFrom(seed);
  const found: string[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    const updates = madeUp(random, judge);
    const text = textInSomeOrder(updates, () => 0);
    for (let order = 0; order < 6; order += 1) {
      const other = textInSomeOrder(updates, random);
      if (other !== text) found.push(`${text} ${other}`);
    }
  }
  return found;
}

function docOf(...made: Made[]): Y.Doc {
  const doc = newDoc();
  for (const one of made) Y.applyUpdate(doc, updateOf(one));
  return doc;
}

describe('neighbours', () => {
  // a, and b and c typed behind it one after the other.
  const [a, b, c]: Made[] = [
    { id: [1, 0], left: null, right: null, text: 'a' },
    { id: [2, 0], left: [1, 0], right: null, text: 'b' },
    { id: [3, 0], left: [2, 0], right: null, text: 'c' },
  ] as const;

  test('[DW34] somebody who reaches across what stood there would part those who got it sooner or later', () => {
    const [x, y]: Made[] = [
      { id: [4, 0], left: [1, 0], right: [3, 0], text: 'x' },
      { id: [5, 0], left: [2, 0], right: null, text: 'y' },
    ] as const;
    if (!a || !b || !c || !x || !y) throw new Error('unreachable');
    const texts = [docOf(a, b, c, x, y), docOf(a, b, c, y, x)].map((doc) => doc.getText('text').toString());
    expect(texts[0]).not.toBe(texts[1]);
    expect(isHonest(updateOf(x), docOf(a, b, c))).toBe(false);
    expect(isHonest(updateOf(y), docOf(a, b, c))).toBe(true);
  });

  test.each<{ where: string; left: Id; right: Id; isFine: boolean }>([
    { where: 'between two', left: [1, 0], right: [2, 0], isFine: true },
    { where: 'at the end', left: [3, 0], right: null, isFine: true },
    { where: 'at the start', left: null, right: [1, 0], isFine: true },
    { where: 'behind and before the same', left: [2, 0], right: [2, 0], isFine: false },
    { where: 'the wrong way round', left: [2, 0], right: [1, 0], isFine: false },
    { where: 'at the start, before the second', left: null, right: [2, 0], isFine: false },
  ])('[DW34] $where: $isFine', ({ left, right, isFine }) => {
    if (!a || !b || !c) throw new Error('unreachable');
    expect(isHonest(updateOf({ id: [4, 0], left, right, text: 'x' }), docOf(a, b, c))).toBe(isFine);
  });

  test('[DW34] neighbours in two lists', () => {
    const doc = new Y.Doc();
    doc.clientID = 1;
    doc.getText('text').insert(0, 'a');
    doc.getText('other').insert(0, 'b');
    expect(isHonest(updateOf({ id: [4, 0], left: [1, 0], right: [1, 1], text: 'x' }), doc)).toBe(false);
  });

  test(`[DW34] whatever passes has one order for all, seed ${seed}`, () => {
    expect(divergences(isHonest)).toEqual([]);
  }, 60_000);
  test('[DW34] what does not pass has several', () => {
    expect(divergences((bytes, doc) => hasAllIn(doc)(bytes)).length).toBeGreaterThan(0);
  }, 60_000);

  test('[DW34] whatever editors write together passes: typing, formatting, deleting, undoing, and all of it at once', () => {
    const random = randomFrom(seed);
    const server = newDoc();
    const editors = Array.from({ length: 4 }, () => {
      const doc = new Y.Doc();
      const undo = new Y.UndoManager([doc.getText('text'), doc.getArray('list')], { captureTimeout: 0 });
      return { doc, undo };
    });
    for (let round = 0; round < 400; round += 1) {
      const editor = editors[random(editors.length)];
      if (!editor) continue;
      const { doc, undo } = editor;
      const text = doc.getText('text');
      const list = doc.getArray<Y.Text>('list');
      const at = random(text.length + 1);
      const child = list.length > 0 ? list.get(random(list.length)) : undefined;
      const acts = [
        () => text.insert(at, 'abc'.slice(random(3))),
        () => text.insert(at, 'x'),
        () => text.format(at, Math.min(3, text.length - at), { bold: random(2) === 0 ? true : null }),
        () => text.delete(at, Math.min(4, text.length - at)),
        () => undo.undo(),
        () => undo.redo(),
        () => list.insert(random(list.length + 1), [new Y.Text('child')]),
        () => child?.insert(random(child.length + 1), 'y'),
        () => list.length > 0 && list.delete(random(list.length)),
      ];
      acts[random(acts.length)]?.();
      if (random(3) > 0) continue;
      const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server));
      expect(isHonest(update, server)).toBe(true);
      Y.applyUpdate(server, update);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)));
    }
    expect(isHonest(Y.encodeStateAsUpdate(server), newDoc())).toBe(true);
  }, 60_000);
});
