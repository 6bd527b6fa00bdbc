import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { awarenessMessage, message, TestClient } from '../service/documents-client.ts';
import { between, randomFrom } from '../support/random.ts';
import { damaged, honestUpdates } from './garden.ts';
import { hostileUpdates, longVector, manyStates, numbers } from './hostile-updates.ts';
import { startRemoteHub, type RemoteHub } from './remote-hub.ts';

const isLong = process.env['MULTAQA_SOAK'] === '1';
const seed = Number(process.env['SEED'] ?? process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const frames = Number(process.env['FUZZ_FRAMES'] ?? 4000);
/** One document takes so many, and is then compared with what the log says. */
const framesPerDocument = 1_000;
const framesPerConnection = 18;
/** 200 ms is promised on the machine of docs/reliability.md, where `npm run soak` is taken; `npm test` also runs on slower ones. */
const longestStallMs = isLong ? 200 : 500;
const mostGrowthMib = 100;

type Kind = Exclude<DocumentKind, 'tree'>;
const queryOf = (kind: Kind) => (kind === 'plain' ? 'ack=1' : 'ack=1&schema=1');

let hub: RemoteHub;
beforeAll(async () => {
  console.log(`seed ${seed} (SEED), ${frames} frames (FUZZ_FRAMES)`);
  hub = await startRemoteHub();
}, 60_000);
afterAll(() => hub.stop());

/** Without Yjs's tidying of formats, which a client does in its own time: a seed is to mean one and the same run. */
async function open(documentId: string, kind: Kind, session = 'amina'): Promise<TestClient> {
  const client = await TestClient.open({ url: hub.url, documentId, session, query: queryOf(kind) });
  client.doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return client;
}

/** Someone who writes all the while, and must not notice anything. */
class Healthy {
  readonly client: TestClient;
  readonly #kind: Kind;
  count = 0;
  worstMs = 0;
  constructor(client: TestClient, kind: Kind) {
    this.client = client;
    this.#kind = kind;
  }
  async write(): Promise<void> {
    const { doc } = this.client;
    if (this.#kind === 'plain') doc.getText('healthy').insert(0, 'h');
    else doc.getMap('meta').set('count', this.count);
    this.count += 1;
    const started = performance.now();
    await this.client.until(() => this.client.decided === this.client.sent, 60_000);
    this.worstMs = Math.max(this.worstMs, performance.now() - started);
    expect(this.client.closeCode).toBeUndefined();
    expect(this.client.refusals).toEqual([]);
  }
}

async function openHealthy(kind: Kind, random = randomFrom(seed)): Promise<{ documentId: string; healthy: Healthy }> {
  const documentId = await hub.ask('create', { kind });
  const client = await open(documentId, kind, 'karim');
  client.doc.clientID = between(random, 1, 2 ** 32);
  return { documentId, healthy: new Healthy(client, kind) };
}

interface Attack {
  documentId: string;
  kind: Kind;
  healthy: Healthy;
  /** Of one connection, given what it was told of the document. */
  updates: (doc: Y.Doc) => Iterable<Uint8Array>;
  isStep2?: (nth: number) => boolean;
}

/** One connection full of bad updates, while the healthy one writes. Answers how many were sent and refused. */
async function attack({ documentId, kind, healthy, updates, isStep2 = () => false }: Attack): Promise<{ sent: number; refused: number }> {
  const attacker = await open(documentId, kind);
  let sent = 0;
  for (const update of updates(attacker.doc)) {
    if (isStep2(sent)) attacker.sendStep2(update);
    else attacker.sendUpdate(update);
    sent += 1;
  }
  await Promise.all([
    attacker.until(() => attacker.closeCode !== undefined || attacker.decided === attacker.sent, 60_000),
    healthy.write(),
  ]);
  const refused = attacker.refusals.length;
  await attacker.leave();
  return { sent, refused };
}

/** Many updates on as many connections as it takes. */
async function attackWith(updates: readonly Uint8Array[], at: Omit<Attack, 'updates'>): Promise<{ sent: number; refused: number }> {
  let [sent, refused] = [0, 0];
  for (let start = 0; start < updates.length; start += framesPerConnection) {
    const some = await attack({ ...at, updates: () => updates.slice(start, start + framesPerConnection) });
    sent += some.sent;
    refused += some.refused;
  }
  return { sent, refused };
}

const contentOf = (doc: Y.Doc, kind: Kind) =>
  kind === 'plain'
    ? [doc.getText('healthy').toString(), doc.getText('text').toDelta(), doc.getMap('map').toJSON(), doc.getArray('array').toJSON()]
    : [doc.getMap('meta').toJSON(), doc.getXmlFragment('content').toString()];
const vectorOf = (doc: Y.Doc) => [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([one], [other]) => one - other);

/** After everything: what the server tells a newcomer, what the healthy client has and what the log gives back are one. */
async function expectOneTruth({ documentId, kind, healthy }: Pick<Attack, 'documentId' | 'kind' | 'healthy'>): Promise<void> {
  await healthy.write();
  const newcomer = await open(documentId, kind);
  const { update, isWhole } = await hub.ask('stored', { documentId });
  expect(isWhole).toBe(true);
  const stored = new Y.Doc();
  Y.applyUpdate(stored, update);
  for (const { store } of [stored, newcomer.doc, healthy.client.doc]) expect([store.pendingStructs, store.pendingDs]).toEqual([null, null]);
  await expect.poll(() => contentOf(healthy.client.doc, kind), { timeout: 10_000 }).toEqual(contentOf(stored, kind));
  expect(contentOf(newcomer.doc, kind)).toEqual(contentOf(stored, kind));
  expect(vectorOf(healthy.client.doc)).toEqual(vectorOf(newcomer.doc));
  await Promise.all([newcomer.leave(), healthy.client.leave()]);
}

describe.each(['plain', 'lesson'] as const)('a %s', (kind) => {
  test('[DW95] every truncation of a good update', async () => {
    const at = { kind, ...(await openHealthy(kind)) };
    const good = Y.mergeUpdates(honestUpdates(Uint8Array.of(0, 0), { kind, count: 12, random: randomFrom(seed) }));
    const cuts = Array.from({ length: good.byteLength }, (_, length) => good.subarray(0, length));
    const { refused, sent } = await attackWith(cuts, at);
    // Cut between two client sections it may still be whole; nearly all are not.
    expect(refused).toBeGreaterThan(sent * 0.9);
    await expectOneTruth(at);
  });

  test('[DW96] frames that claim, hide or reach too much', async () => {
    const at = { kind, ...(await openHealthy(kind)) };
    await hub.ask('measure', {});
    for (const [i, update] of [...hostileUpdates()].entries()) {
      await attackWith([update], at);
      const { stallMs } = await hub.ask('measure', {});
      if (stallMs > longestStallMs / 2)
        console.log(`${kind}: hostile update ${i} (${update.byteLength} bytes) took ${Math.round(stallMs)} ms`);
      expect.soft(stallMs, `hostile update ${i}`).toBeLessThan(longestStallMs);
    }
    await expectOneTruth(at);
  });
});

test(
  '[DW95] [DW96] damaged updates: nobody dies, nobody differs, nobody waits, nothing grows',
  { timeout: isLong ? 2_400_000 : 180_000 },
  async () => {
    const random = randomFrom(seed);
    let [sent, refused, worstMs, stallMs, wallStallMs, peakMib] = [0, 0, 0, 0, 0, 0];
    let warmMib: number | undefined;
    for (let round = 0; sent < frames; round += 1) {
      const kind = round % 2 === 0 ? 'plain' : 'lesson';
      const at = { kind, ...(await openHealthy(kind, random)) } as const;
      for (let here = 0; here < Math.min(framesPerDocument, frames / 2);) {
        const some = await attack({
          ...at,
          isStep2: () => random() < 0.2,
          *updates(doc) {
            const honest = honestUpdates(Y.encodeStateAsUpdate(doc), { kind, count: framesPerConnection, random });
            for (const [i, update] of honest.entries()) yield damaged(update, honest[between(random, 0, i + 1)] ?? update, random);
          },
        });
        here += some.sent;
        sent += some.sent;
        refused += some.refused;
      }
      await expectOneTruth(at);
      worstMs = Math.max(worstMs, at.healthy.worstMs);
      const measured = await hub.ask('measure', {});
      // Two documents warm it up: code is compiled, pools are filled.
      if (round === 1) warmMib = measured.peakMib;
      if (round > 1) peakMib = Math.max(peakMib, measured.peakMib);
      stallMs = Math.max(stallMs, measured.stallMs);
      wallStallMs = Math.max(wallStallMs, measured.wallStallMs);
      if (isLong && round % 10 === 9)
        console.log(`${sent} sent, ${refused} refused, stall ${Math.round(stallMs)} ms, ${Math.round(measured.rssMib)} MiB`);
    }
    const growthMib = warmMib === undefined ? 0 : peakMib - warmMib;
    console.log(
      `${sent} sent, ${refused} refused; event loop held for at most ${Math.round(stallMs)} ms of its own work (${Math.round(wallStallMs)} ms by the clock); ` +
        `the healthy client waited at most ${Math.round(worstMs)} ms; memory ${Math.round(warmMib ?? 0)} MiB warm, at most ${Math.round(growthMib)} MiB more`,
    );
    expect(hub.ended()).toBeUndefined();
    expect(refused).toBeGreaterThan(sent / 4);
    expect(stallMs).toBeLessThan(longestStallMs);
    expect(growthMib).toBeLessThan(mostGrowthMib);
  },
);

test('[DW96] 400 gaps, and a megabyte that never fits, cost nothing', async () => {
  const at = { kind: 'plain', ...(await openHealthy('plain')) } as const;
  const doc = new Y.Doc();
  const gaps: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => gaps.push(update));
  for (let i = 0; i < 401; i += 1) doc.getText('text').insert(0, i === 200 ? 'y'.repeat(1_000_000) : 'x');
  // The first is left out: none of them can be taken.
  await attack({ ...at, updates: () => gaps.slice(1) });
  await expectOneTruth(at);
});

test('[DW50] [DW96] frames that are no updates: vectors, carets and floods', async () => {
  const at = { kind: 'lesson', ...(await openHealthy('lesson')) } as const;
  const floods: ((client: TestClient) => void)[] = [
    (client) => client.send(message(0, 0, longVector(150_000))),
    (client) => client.send(message(0, 0, longVector(300_000))),
    (client) => client.send(message(0, 0, numbers(2 ** 40))),
    (client) => client.send(manyStates(100_000)),
    (client) => client.send(awarenessMessage([{ clientId: 9, clock: 2 ** 50, state: '{"cursor":{"anchor":"garbage"}}' }])),
    (client) => client.send(awarenessMessage([{ clientId: 9, clock: 1, state: `{"cursor":"${'x'.repeat(1_000_000)}"}` }])),
    (client) => client.send(awarenessMessage([{ clientId: 9, clock: 1, state: '{broken' }])),
    (client) => {
      for (let i = 0; i < 20_000; i += 1) client.socket.ping();
    },
    (client) => {
      for (let i = 0; i < 50_000; i += 1) client.socket.send(Uint8Array.of(0), { fin: false });
      client.socket.send(Uint8Array.of(0), { fin: true });
    },
    (client) => {
      for (let i = 0; i < 5_000; i += 1) client.sendStep1();
    },
  ];
  for (const [i, flood] of floods.entries()) {
    await hub.ask('measure', {});
    const attacker = await open(at.documentId, 'lesson');
    flood(attacker);
    await at.healthy.write();
    await attacker.leave();
    const { stallMs } = await hub.ask('measure', {});
    expect.soft(stallMs, `flood ${i}`).toBeLessThan(longestStallMs);
  }
  await expectOneTruth(at);
});

const letters = isLong ? 20_000 : 4_000;
test(`[DW96] ${letters} updates of one letter as fast as they go: all stored, and nobody waits for them`, async () => {
  const at = { kind: 'plain', ...(await openHealthy('plain')) } as const;
  const writer = await open(at.documentId, 'plain');
  await hub.ask('measure', {});
  const started = performance.now();
  for (let i = 0; i < letters; i += 1) {
    writer.doc.getText('text').insert(i, 'م');
    if (i % 500 === 499) await at.healthy.write();
  }
  await writer.until(() => writer.decided === writer.sent, 60_000);
  const { stallMs } = await hub.ask('measure', {});
  const tookMs = performance.now() - started;
  console.log(
    `${letters} letters in ${Math.round(tookMs)} ms; event loop held for at most ${Math.round(stallMs)} ms, the healthy client waited at most ${Math.round(at.healthy.worstMs)} ms`,
  );
  expect(writer.refusals).toEqual([]);
  expect(stallMs).toBeLessThan(longestStallMs);
  await writer.leave();
  await expectOneTruth(at);
});

const rows = isLong ? 200_000 : 40_000;
test(`[DW33] a log of ${rows} entries opens while others go on`, { timeout: 180_000 }, async () => {
  const at = { kind: 'plain', ...(await openHealthy('plain')) } as const;
  const documentId = await hub.ask('create', { kind: 'plain' });
  await hub.ask('fill', { documentId, entries: rows });
  await hub.ask('measure', {});
  const started = performance.now();
  const reader = new TestClient({ url: hub.url, documentId, session: 'amina', query: queryOf('plain') });
  await reader.opened();
  reader.sendStep1();
  const opening = reader.until(() => reader.said.some(({ kind }) => kind === 'step2'), 120_000);
  while (!(await Promise.race([opening.then(() => true), at.healthy.write().then(() => false)])));
  const tookMs = performance.now() - started;
  const { stallMs } = await hub.ask('measure', {});
  await opening;
  console.log(
    `${rows} entries: open after ${Math.round(tookMs)} ms; event loop held for at most ${Math.round(stallMs)} ms, another document's client waited at most ${Math.round(at.healthy.worstMs)} ms`,
  );
  expect(reader.doc.getText('text').length).toBe(rows);
  expect(stallMs).toBeLessThan(longestStallMs);
  await reader.leave();
  await expectOneTruth(at);
});

test('[DW96] random frames', async () => {
  const at = { kind: 'lesson', ...(await openHealthy('lesson')) } as const;
  const random = randomFrom(seed + 1);
  for (let i = 0; i < 200; i += 1) {
    const attacker = await open(at.documentId, 'lesson');
    const body = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256));
    attacker.send(
      [body, message(0, Math.floor(random() * 4), body), message(1, body), message(3, body), message(0, 0, body)][i % 5] ?? body,
    );
    if (i % 20 === 0) await at.healthy.write();
    await attacker.leave();
  }
  await expectOneTruth(at);
});
