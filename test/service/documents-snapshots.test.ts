import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { compact, type CompactWorld } from '#server/features/documents/engine/compact.ts';
import { eraseHistory } from '#server/features/documents/engine/erase.ts';
import { loadContent, loadDocument } from '#server/features/documents/engine/load.ts';
import { createMerger } from '#server/features/documents/engine/merger.ts';
import { readSnapshot } from '#server/features/documents/engine/snapshots.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { DamagedRecordError } from '#server/platform/errors.ts';
import type { Log } from '#server/platform/log/port.ts';
import { newId } from '#server/platform/ids/ids.ts';
import { temporaryCore } from '../conformance/embedded-worlds.ts';
import { createEmbeddedLog } from '#server/platform/log/embedded/log.ts';
import { circularUpdate, TestClient } from './documents-client.ts';
import { startWorld } from './documents-hub.ts';

const streamOf = (documentId: string) => `document:${documentId}`;
const at = '2026-11-24T10:00:00.000Z';

/** An author whose edits are appended one by one, as the engine would. */
function authorOn(log: Log, documentId: string) {
  const doc = new Y.Doc();
  let updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  return {
    doc,
    get text() {
      return doc.getText('text');
    },
    async store(): Promise<void> {
      const entries = updates.map((bytes) => ({ type: 'update', at, actor: 'amina', data: {}, bytes }));
      updates = [];
      for (let start = 0; start < entries.length; start += 1000) await log.append(streamOf(documentId), entries.slice(start, start + 1000));
    },
    type(count: number, letter = 'x'): void {
      for (let n = 0; n < count; n += 1) doc.getText('text').insert(doc.getText('text').length, letter);
    },
  };
}

describe('snapshots of a document', () => {
  let core: Awaited<ReturnType<typeof temporaryCore>>;
  let log: Log;
  let world: CompactWorld;
  const merger = createMerger(systemClock());
  beforeAll(async () => {
    core = await temporaryCore('libsql');
    log = createEmbeddedLog(core);
    world = { log, clock: systemClock(), merger, newId: () => newId() };
  });
  afterAll(async () => {
    await merger.close();
    await log.close();
    await core.close();
  });
  const textOf = async (documentId: string): Promise<string> =>
    (await loadDocument(log, streamOf(documentId))).doc.getText('text').toString();
  const seqsOf = async (stream: string): Promise<number[]> => (await log.read(stream, 0, 1000)).map(({ seq }) => seq);
  const always = { atLeast: 0, keepsFormer: true };

  test('[DW42] a snapshot says what its entries said; those that the one before it covers are dropped, and no others', async () => {
    const author = authorOn(log, 'a');
    author.type(300);
    await author.store();
    expect(await compact(world, streamOf('a'), { atLeast: 301, keepsFormer: true })).toBe('enough');
    expect(await compact(world, streamOf('a'), always)).toBe('stored');
    expect(await seqsOf(streamOf('a'))).toHaveLength(300);
    author.type(50, 'y');
    await author.store();
    await compact(world, streamOf('a'), always);
    author.type(5, 'z');
    await author.store();
    expect(await seqsOf(streamOf('a'))).toEqual(Array.from({ length: 55 }, (_, index) => 301 + index));
    expect(await seqsOf('snapshot:a')).toEqual([1, 2]);
    const loaded = await loadContent(log, streamOf('a'));
    expect(loaded).toMatchObject({ head: 355, tail: { entries: 5 } });
    expect(await textOf('a')).toBe(author.text.toString());
  });

  test('[DW42] random edits, deletions, formats and compactions: what is loaded is what was written', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('insert', 'delete', 'format', 'compact', 'store'), fc.nat(), fc.string()), { maxLength: 40 }),
        async (steps) => {
          const documentId = `random${(run += 1)}`;
          const author = authorOn(log, documentId);
          for (const [step, where, text] of steps) {
            const { length } = author.text;
            const index = length === 0 ? 0 : where % length;
            if (step === 'insert') author.text.insert(index, text);
            else if (step === 'delete') author.text.delete(index, Math.min(length - index, 3));
            else if (step === 'format') author.text.format(index, Math.min(length - index, 4), { bold: where % 2 === 0 ? true : null });
            else if (step === 'store') await author.store();
            else expect(await compact(world, streamOf(documentId), always)).toMatch(/stored/);
          }
          await author.store();
          const { doc, damagedAt } = await loadDocument(log, streamOf(documentId));
          expect(damagedAt).toBeUndefined();
          expect(doc.getText('text').toDelta()).toEqual(author.text.toDelta());
          expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(author.doc));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('[DW43] a damaged snapshot is passed over for the one before it, and nothing is missing', async () => {
    const author = authorOn(log, 'damaged');
    for (let round = 0; round < 3; round += 1) {
      author.type(20, String(round));
      await author.store();
      await compact(world, streamOf('damaged'), always);
    }
    const newest = (await log.heads(['snapshot:damaged'])).get('snapshot:damaged');
    const failing: Log = {
      ...log,
      async readBack(stream, before, limit) {
        const entries = await log.readBack(stream, before, limit);
        if (entries.some(({ seq }) => seq === newest)) throw new DamagedRecordError('flipped');
        return entries;
      },
    };
    const noisy: Log = {
      ...log,
      async readBack(stream, before, limit) {
        const entries = await log.readBack(stream, before, limit);
        return entries.map((entry) =>
          entry.seq === newest && stream === 'snapshot:damaged' ? { ...entry, bytes: new Uint8Array(30) } : entry,
        );
      },
    };
    for (const broken of [failing, noisy]) {
      const loaded = await loadDocument(broken, streamOf('damaged'));
      expect(loaded.damagedAt).toBeUndefined();
      expect(loaded.doc.getText('text').toString()).toBe(author.text.toString());
    }
  });

  test('[DW43] a snapshot whose writer died half-way is never read', async () => {
    const author = authorOn(log, 'half');
    author.type(10);
    await author.store();
    await compact(world, streamOf('half'), always);
    const whole = await readSnapshot(log, streamOf('half'));
    const data = { group: 'g', part: 0, parts: 2, upTo: 99, sum: 1, vector: '' };
    await log.append('snapshot:half', [{ type: 'snapshot', at, actor: 'system', data, bytes: new Uint8Array(5) }]);
    expect(await readSnapshot(log, streamOf('half'))).toEqual(whole);
    author.type(10);
    await author.store();
    expect(await compact(world, streamOf('half'), always)).toBe('stored');
    expect(await textOf('half')).toBe('x'.repeat(20));
  });

  test('[DW44] of two nodes that compact at once one stores; entries that come meanwhile stay', async () => {
    const author = authorOn(log, 'race');
    for (let round = 0; round < 5; round += 1) {
      author.type(30);
      await author.store();
      const both = Promise.all([
        compact(world, streamOf('race'), always),
        compact({ ...world, merger: createMerger(systemClock()) }, streamOf('race'), always),
      ]);
      author.type(7, 'y');
      await author.store();
      expect((await both).sort()).toContain('stored');
      expect(await textOf('race')).toBe(author.text.toString());
    }
  });

  test('[DW44] the first parts of an update that is still being stored stay, and it counts when the last stands', async () => {
    const author = authorOn(log, 'parts');
    author.type(5);
    await author.store();
    const other = new Y.Doc();
    other.getText('text').insert(0, 'large');
    const bytes = Y.encodeStateAsUpdate(other);
    const now = new Date().toISOString();
    const part = (index: number) => ({
      type: 'update',
      at: now,
      actor: 'karim',
      data: { group: 'g', part: index, parts: 2 },
      bytes: index === 0 ? bytes.subarray(0, 9) : bytes.subarray(9),
    });
    await log.append(streamOf('parts'), [part(0)]);
    author.type(5);
    await author.store();
    for (let round = 0; round < 3; round += 1) await compact(world, streamOf('parts'), always);
    expect(await textOf('parts')).toHaveLength(10);
    await log.append(streamOf('parts'), [part(1)]);
    expect(await textOf('parts')).toHaveLength(15);
  });

  test('[DW32] nothing takes the place of an entry that cannot be applied', async () => {
    const author = authorOn(log, 'noise');
    author.type(5);
    await author.store();
    await log.append(streamOf('noise'), [{ type: 'update', at, actor: 'amina', data: {}, bytes: new Uint8Array([9, 9, 9, 9]) }]);
    expect(await compact(world, streamOf('noise'), always)).toBe('damaged');
    expect(await seqsOf(streamOf('noise'))).toHaveLength(6);
    expect(await loadContent(log, streamOf('noise'), merger)).toMatchObject({ damagedAt: 6 });
  });

  test('[DW45] a state of several MB goes in chunks and comes back whole', async () => {
    const author = authorOn(log, 'large');
    for (let n = 0; n < 10; n += 1) {
      author.text.insert(0, `${n}`.repeat(1_000_000));
      await author.store();
    }
    expect(await compact(world, streamOf('large'), always)).toBe('stored');
    const parts = await log.readBack('snapshot:large', undefined, 1);
    expect(parts[0]?.data['parts']).toBe(3);
    const { content } = await loadContent(log, streamOf('large'));
    const state = 'merged' in content ? content.merged.state : new Uint8Array();
    expect(Buffer.compare(state, Y.encodeStateAsUpdate(author.doc))).toBe(0);
  });

  test('[DW48] an erased history holds nothing that was deleted, in no entry and no snapshot, and the document goes on', async () => {
    const author = authorOn(log, 'erase');
    const secret = 'canary-of-amina';
    author.text.insert(0, `keep ${secret} keep`);
    await author.store();
    await compact(world, streamOf('erase'), always);
    author.type(3);
    await author.store();
    await compact(world, streamOf('erase'), always);
    author.text.delete(5, secret.length);
    await author.store();
    await eraseHistory(world, 'erase');
    for (const stream of [streamOf('erase'), 'snapshot:erase'])
      for (const { bytes } of await log.read(stream, 0, 1000)) expect(Buffer.from(bytes ?? []).includes(secret)).toBe(false);
    expect(await textOf('erase')).toBe('keep  keepxxx');
    author.type(2, 'z');
    await author.store();
    expect(await textOf('erase')).toBe('keep  keepxxxzz');
    await log.scrub();
    expect(readdirSync(core.dataDir).some((name) => readFileSync(join(core.dataDir, name)).includes(secret))).toBe(false);
    await eraseHistory(world, 'erase');
    await eraseHistory(world, 'never-written');
    expect(await textOf('erase')).toBe('keep  keepxxxzz');
  });

  test('[DW43] [DW48] an erasure beside another node that begins a snapshot keeps its own whole', async () => {
    const author = authorOn(log, 'beside');
    for (let n = 0; n < 10; n += 1) {
      author.text.insert(0, `${n}`.repeat(1_000_000));
      await author.store();
    }
    let hasBegun = false;
    const beside: Log = {
      ...log,
      async trim(stream, upTo) {
        await log.trim(stream, upTo);
        if (hasBegun || stream !== 'snapshot:beside') return;
        hasBegun = true;
        const data = { group: 'other', part: 0, parts: 2, upTo: 10, sum: 1, vector: '' };
        await log.append(stream, [{ type: 'snapshot', at, actor: 'system', data, bytes: new Uint8Array(5) }]);
      },
    };
    await eraseHistory({ ...world, log: beside }, 'beside');
    expect(hasBegun).toBe(true);
    expect(await textOf('beside')).toBe(author.text.toString());
  });
});

describe('an open document', () => {
  test('[DW42] [DW47] is snapshotted while people write and when the last one leaves; who comes next is sent the stored bytes', async () => {
    const world = await startWorld({ amina: 'member', karim: 'member' });
    try {
      const documentId = await world.createDocument('plain');
      const client = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
      for (let n = 0; n < 250; n += 1) {
        client.doc.getText('text').insert(0, 'x');
        await client.until(() => client.decided === client.sent);
      }
      await expect
        .poll(async () => (await readSnapshot(world.ports.log, streamOf(documentId)))?.upTo, { timeout: 15_000 })
        .toBeGreaterThanOrEqual(200);
      for (let n = 0; n < 60; n += 1) {
        client.doc.getText('text').insert(0, 'y');
        await client.until(() => client.decided === client.sent);
      }
      await client.leave();
      await expect.poll(async () => (await readSnapshot(world.ports.log, streamOf(documentId)))?.upTo, { timeout: 15_000 }).toBe(310);
      // Trimmed right after.
      await expect.poll(async () => (await world.ports.log.read(streamOf(documentId), 0, 1000))[0]?.seq).toBeGreaterThan(200);
      const again = await TestClient.open({ url: world.url, documentId, session: 'karim', query: 'ack=1' });
      const step2 = again.said.find(({ kind }) => kind === 'step2');
      const snapshot = await readSnapshot(world.ports.log, streamOf(documentId));
      expect(step2 && 'bytes' in step2 && Buffer.compare(step2.bytes, snapshot?.state ?? new Uint8Array())).toBe(0);
      expect(again.text).toBe('y'.repeat(60) + 'x'.repeat(250));
      again.doc.getText('text').insert(0, 'z');
      await again.until(() => again.decided === again.sent);
      await world.reopen();
      const after = await TestClient.open({ url: world.url, documentId, session: 'karim' });
      expect(after.text).toBe(`z${'y'.repeat(60)}${'x'.repeat(250)}`);
    } finally {
      await world.stop();
    }
  });

  test('[DW42] of one large update a snapshot is made as well', async () => {
    const world = await startWorld({ amina: 'member' });
    try {
      const documentId = await world.createDocument('plain');
      const client = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
      client.doc.getText('text').insert(0, 'x'.repeat(300_000));
      await client.until(() => client.decided === client.sent);
      await client.leave();
      await expect.poll(async () => (await readSnapshot(world.ports.log, streamOf(documentId)))?.upTo, { timeout: 15_000 }).toBe(1);
    } finally {
      await world.stop();
    }
  });

  test('[DW29] [DW40] after an update that broke the document, clients are told what the log brought that was new to this node', async () => {
    const world = await startWorld({ amina: 'member', karim: 'member' });
    let isDeaf = false;
    /** The feed pages by 500. */
    const deaf = (log: Log): Log => ({
      ...log,
      read: (stream, after, limit) =>
        isDeaf && limit === 500 && stream.startsWith('document:') ? Promise.resolve([]) : log.read(stream, after, limit),
    });
    try {
      const far = await world.startNode({ log: deaf });
      const documentId = await world.createDocument('plain');
      const near = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
      const reader = await TestClient.open({ url: far.url, documentId, session: 'karim', query: 'ack=1' });
      const hostile = await TestClient.open({ url: far.url, documentId, session: 'karim.2', query: 'ack=1' });
      near.doc.getText('text').insert(0, 'one ');
      await reader.until(() => reader.text === 'one ');
      isDeaf = true;
      near.doc.getText('text').insert(4, 'two ');
      await near.until(() => near.decided === near.sent);
      expect(reader.text).toBe('one ');
      hostile.sendUpdate(circularUpdate());
      await hostile.until(() => hostile.refusals.length === 1);
      await reader.until(() => reader.text === 'one two ');
    } finally {
      await world.stop();
    }
  });

  test('[DW46] a node that slept while others trimmed loads anew and tells its clients what it missed', async () => {
    const world = await startWorld({ amina: 'member', karim: 'member' });
    const merger = createMerger(systemClock());
    let isAsleep = false;
    const wake = new Set<() => void>();
    const sleeping = (log: Log): Log => ({
      ...log,
      async read(stream, after, limit) {
        while (isAsleep && stream.startsWith('document:')) await new Promise<void>((resolve) => wake.add(resolve));
        return log.read(stream, after, limit);
      },
    });
    try {
      const far = await world.startNode({ log: sleeping });
      const documentId = await world.createDocument('plain');
      const near = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
      const reader = await TestClient.open({ url: far.url, documentId, session: 'karim', query: 'ack=1' });
      near.doc.getText('text').insert(0, 'before ');
      await reader.until(() => reader.text === 'before ');
      isAsleep = true;
      const compacting = { log: world.ports.log, clock: systemClock(), merger, newId: () => newId() };
      for (let round = 0; round < 3; round += 1) {
        near.doc.getText('text').insert(0, `round ${round} `);
        near.doc.getText('text').delete(8, 1);
        await near.until(() => near.decided === near.sent);
        expect(await compact(compacting, streamOf(documentId), { atLeast: 0, keepsFormer: true })).toBe('stored');
      }
      await pause(50);
      isAsleep = false;
      for (const resolve of wake) resolve();
      await reader.until(() => reader.text === near.text);
      reader.doc.getText('text').insert(0, 'and on ');
      await near.until(() => near.text.startsWith('and on '));
      expect(reader.closeCode).toBeUndefined();
    } finally {
      await merger.close();
      await world.stop();
    }
  });
});
