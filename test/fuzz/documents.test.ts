import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { circularUpdate, message, TestClient } from '../service/documents-client.ts';
import { startWorld, type TestWorld } from '../service/documents-hub.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const flips = Number(process.env['FUZZ_FRAMES'] ?? 5000);

/** mulberry32: small, good enough, the same everywhere. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

let world: TestWorld;
beforeAll(async () => {
  console.log(`seed ${seed} (FUZZ_SEED), ${flips} frames (FUZZ_FRAMES)`);
  world = await startWorld({ amina: 'member', karim: 'member' });
});
afterAll(() => world.stop());

const queryOf = (kind: DocumentKind) => (kind === 'plain' ? 'ack=1' : 'ack=1&schema=1');

/** Someone who writes all the while, and must not notice anything. */
class Healthy {
  readonly client: TestClient;
  readonly #kind: DocumentKind;
  count = 0;
  worstMs = 0;
  constructor(client: TestClient, kind: DocumentKind) {
    this.client = client;
    this.#kind = kind;
  }
  async write(): Promise<void> {
    const { doc } = this.client;
    if (this.#kind === 'plain') doc.getText('healthy').insert(0, 'h');
    else doc.getMap('meta').set('count', this.count);
    this.count += 1;
    const started = performance.now();
    await this.client.until(() => this.client.decided === this.client.sent);
    this.worstMs = Math.max(this.worstMs, performance.now() - started);
    expect(this.client.closeCode).toBeUndefined();
    expect(this.client.refusals).toEqual([]);
  }
}

async function openHealthy(kind: DocumentKind): Promise<{ documentId: string; healthy: Healthy }> {
  const documentId = await world.createDocument(kind);
  const client = await TestClient.open({ url: world.url, documentId, session: 'karim', query: queryOf(kind) });
  return { documentId, healthy: new Healthy(client, kind) };
}

/** Sends updates on as many connections as it takes; each ends after some refusals. */
async function attack(
  documentId: string,
  kind: DocumentKind,
  updates: Iterable<Uint8Array>,
  healthy: Healthy,
): Promise<{ refused: number; sent: number }> {
  let refused = 0;
  let sent = 0;
  let batch: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const attacker = await TestClient.open({ url: world.url, documentId, session: 'amina', query: queryOf(kind) });
    for (const update of batch) attacker.sendUpdate(update);
    sent += batch.length;
    await Promise.all([
      attacker.until(
        () =>
          attacker.closeCode !== undefined ||
          attacker.decided === attacker.sent ||
          attacker.said.filter(({ kind: said }) => said === 'step1').length > 1,
      ),
      healthy.write(),
    ]);
    refused += attacker.refusals.length;
    await attacker.leave();
    batch = [];
  };
  for (const update of updates) {
    batch.push(update);
    if (batch.length === 18) await flush();
  }
  if (batch.length > 0) await flush();
  return { refused, sent };
}

/** After everything: what the server tells a newcomer, what the healthy client has and what the log gives back are one. */
async function expectOneTruth(documentId: string, kind: DocumentKind, healthy: Healthy): Promise<void> {
  await healthy.write();
  const newcomer = await TestClient.open({ url: world.url, documentId, session: 'amina', query: queryOf(kind) });
  const stored = new Y.Doc();
  for (let after = 0; ;) {
    const entries = await world.ports.log.read(`document:${documentId}`, after, 1000);
    const last = entries.at(-1);
    if (!last) break;
    after = last.seq;
    stored.transact(() => {
      for (const { bytes } of entries) if (bytes) Y.applyUpdate(stored, bytes);
    });
  }
  for (const { store } of [stored, newcomer.doc, healthy.client.doc]) expect([store.pendingStructs, store.pendingDs]).toEqual([null, null]);
  const content = (doc: Y.Doc) =>
    kind === 'plain'
      ? [doc.getText('healthy').toString(), doc.getText('text').toString()]
      : [JSON.stringify(doc.getMap('meta').toJSON()), doc.getXmlFragment('content').toString()];
  await expect.poll(() => content(healthy.client.doc), { timeout: 5000 }).toEqual(content(stored));
  expect(content(newcomer.doc)).toEqual(content(stored));
  await newcomer.leave();
}

function paragraphUpdate(): Uint8Array {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement('paragraph');
  const text = new Y.XmlText('الاستماع إلى الناجيات');
  doc.transact(() => {
    doc.getXmlFragment('content').insert(0, [paragraph]);
    paragraph.setAttribute('id', 'abcdefghij12');
    paragraph.setAttribute('dir', 'rtl');
    paragraph.insert(0, [text]);
  });
  text.format(3, 4, { bold: {} });
  text.delete(1, 2);
  return Y.encodeStateAsUpdate(doc);
}
function textUpdate(): Uint8Array {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, 'hello');
  text.insert(2, 'ملتقى');
  text.format(1, 3, { bold: true });
  doc.getMap('map').set('key', { nested: [1, 'two', null] });
  text.delete(0, 1);
  return Y.encodeStateAsUpdate(doc);
}

describe.each([
  ['plain', textUpdate],
  ['lesson', paragraphUpdate],
] as const)('a %s', (kind, make) => {
  test('[DW95] every truncation of a good update', async () => {
    const { documentId, healthy } = await openHealthy(kind);
    const good = make();
    const cuts = Array.from({ length: good.byteLength }, (_, length) => good.subarray(0, length));
    const { refused, sent } = await attack(documentId, kind, cuts, healthy);
    // Cut between two client sections it may still be whole; nearly all are not.
    expect(refused).toBeGreaterThan(sent * 0.9);
    await expectOneTruth(documentId, kind, healthy);
  });

  test('[DW95] flipped bytes', async () => {
    const { documentId, healthy } = await openHealthy(kind);
    const random = randomFrom(seed);
    function* flipped(): Generator<Uint8Array> {
      for (let i = 0; i < flips / 2; i += 1) {
        const update = Uint8Array.from(make());
        const changes = 1 + Math.floor(random() * 3);
        for (let k = 0; k < changes; k += 1) update[Math.floor(random() * update.byteLength)] = Math.floor(random() * 256);
        yield update;
      }
    }
    const { refused, sent } = await attack(documentId, kind, flipped(), healthy);
    console.log(`${kind}: ${sent} sent, ${refused} refused, the healthy client waited at most ${Math.round(healthy.worstMs)} ms`);
    expect(refused).toBeGreaterThan(0);
    await expectOneTruth(documentId, kind, healthy);
  });

  test('[DW96] frames that claim, hide or reach too much', async () => {
    const { documentId, healthy } = await openHealthy(kind);
    await attack(documentId, kind, hostileUpdates(), healthy);
    await expectOneTruth(documentId, kind, healthy);
    console.log(`${kind}: the healthy client waited at most ${Math.round(healthy.worstMs)} ms`);
    expect(healthy.worstMs).toBeLessThan(5000);
  });
});

function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}
const numbers = (...values: number[]) =>
  bytesOf((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value);
  });
const huge = 2 ** 40;

function docUpdate(write: (doc: Y.Doc) => void, clientId?: number): Uint8Array {
  const doc = new Y.Doc();
  if (clientId !== undefined) doc.clientID = clientId;
  write(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** docs: research battery 43–51. */
function* hostileUpdates(): Generator<Uint8Array> {
  yield numbers(huge, 1, 1, 0);
  yield numbers(1, huge, 1, 0);
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 4);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'text');
    encoding.writeVarUint(encoder, huge);
  });
  // A struct of no length, a collected range of enormous length, and a clock near the end of numbers.
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 0);
  });
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 2 ** 52);
    encoding.writeVarUint(encoder, 0);
  });
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 2 ** 52]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, 0);
  });
  // Delete sets: of everybody, of nobody, in great number.
  yield numbers(0, 1, 5, 1, 0, 2 ** 31);
  yield numbers(0, huge);
  yield numbers(0, 1, 5, huge);
  yield bytesOf((encoder) => {
    for (const value of [0, 1, 5, 200_000]) encoding.writeVarUint(encoder, value);
    for (let i = 0; i < 200_000; i += 1) {
      encoding.writeVarUint(encoder, i);
      encoding.writeVarUint(encoder, 1);
    }
  });
  yield docUpdate((doc) => doc.getText('text').insert(0, 'id'), 2 ** 32);
  yield docUpdate((doc) => doc.getText('text').insert(0, 'id'), 2 ** 53 - 1);
  yield Y.encodeStateAsUpdateV2(new Y.Doc());
  yield docUpdate((doc) => {
    for (let i = 0; i < 10_000; i += 1) doc.getMap(`root${i}`).set('x', 1);
  });
  yield docUpdate((doc) => doc.getMap('__proto__').set('x', 1));
  yield docUpdate((doc) => doc.getMap('map').set('__proto__', { polluted: true }));
  yield docUpdate((doc) => doc.getMap('map').set('constructor', 1));
  yield docUpdate((doc) => doc.getMap('map').set('fine', JSON.parse('{"__proto__":{"polluted":true}}')));
  yield docUpdate((doc) => {
    let parent: Y.XmlFragment = doc.getXmlFragment('content');
    for (let depth = 0; depth < 2000; depth += 1) {
      const child = new Y.XmlElement('blockquote');
      parent.insert(0, [child]);
      parent = child;
    }
  });
  let value: unknown = 1;
  for (let depth = 0; depth < 5000; depth += 1) value = [value];
  yield docUpdate((doc) => doc.getArray('deep').push([value]));
  yield circularUpdate();
}

test('[DW96] 400 gaps, and a megabyte that never fits, cost nothing', async () => {
  const { documentId, healthy } = await openHealthy('plain');
  const doc = new Y.Doc();
  const gaps: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => gaps.push(update));
  for (let i = 0; i < 401; i += 1) doc.getText('text').insert(0, i === 200 ? 'y'.repeat(1_000_000) : 'x');
  const attacker = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
  // The first is left out: none of them can be taken.
  const answered = attacker.said.length;
  for (const gap of gaps.slice(1)) attacker.sendUpdate(gap);
  await Promise.all([healthy.write(), attacker.until(() => attacker.said.length > answered || attacker.closeCode !== undefined)]);
  await attacker.leave();
  await expectOneTruth(documentId, 'plain', healthy);
  expect(healthy.worstMs).toBeLessThan(5000);
});

test('[DW96] random frames', async () => {
  const { documentId, healthy } = await openHealthy('lesson');
  const random = randomFrom(seed + 1);
  for (let i = 0; i < 200; i += 1) {
    const attacker = await TestClient.open({ url: world.url, documentId, session: 'amina', query: queryOf('lesson') });
    const body = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256));
    attacker.send(
      [body, message(0, Math.floor(random() * 4), body), message(1, body), message(3, body), message(0, 0, body)][i % 5] ?? body,
    );
    if (i % 20 === 0) await healthy.write();
    await attacker.leave();
  }
  await expectOneTruth(documentId, 'lesson', healthy);
});
