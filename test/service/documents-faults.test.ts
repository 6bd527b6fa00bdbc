import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { DamagedRecordError } from '#server/platform/errors.ts';
import type { Log } from '#server/platform/log/port.ts';
import { awarenessMessage, message, TestClient } from './documents-client.ts';
import { startWorld, type NodeOptions, type TestWorld } from './documents-hub.ts';

let world: TestWorld | undefined;
async function start(options: NodeOptions = {}): Promise<TestWorld> {
  world = await startWorld({ amina: 'member', karim: 'member', olga: 'observer' }, options);
  return world;
}
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const settled = (client: TestClient) => client.until(() => client.decided === client.sent);
const stream = (documentId: string) => `document:${documentId}`;

async function appendUpdates(log: Log, documentId: string, updates: readonly Uint8Array[]): Promise<void> {
  for (let start = 0; start < updates.length; start += 1000) {
    await log.append(
      stream(documentId),
      updates
        .slice(start, start + 1000)
        .map((bytes) => ({ type: 'update', at: '2026-01-01T00:00:00.000Z', actor: 'amina', data: {}, bytes })),
    );
  }
}
function updatesOf(write: (text: Y.Text) => void): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  write(doc.getText('text'));
  return updates;
}

describe('a document in memory', () => {
  test('[DW30] goes some seconds after the last client left, and comes back whole', async () => {
    const clock = fakeClock();
    const { url, node, createDocument } = await start({ clock });
    const documentId = await createDocument('plain');
    const client = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
    client.doc.getText('text').insert(0, 'kept');
    await settled(client);
    expect(node.hub.gateway.counts()).toEqual({ connections: 1, documents: 1 });
    await client.leave();
    await expect.poll(() => node.hub.gateway.counts().connections).toBe(0);
    await clock.advance(2000);
    expect(node.hub.gateway.counts().documents).toBe(1);
    await clock.advance(4000);
    expect(node.hub.gateway.counts().documents).toBe(0);
    const again = await TestClient.open({ url, documentId, session: 'karim' });
    expect(again.text).toBe('kept');
  });

  test('[DW31] is loaded once for all who open it at once; a failed load closes them and stores nothing', async () => {
    let reads = 0;
    let failure: Error | undefined;
    const log = (inner: Log): Log => ({
      ...inner,
      async read(name, after, limit) {
        if (!name.startsWith('document:')) return inner.read(name, after, limit);
        if (after === 0) reads += 1;
        if (failure) throw failure;
        return inner.read(name, after, limit);
      },
    });
    const { url, createDocument, ports } = await start({ log });
    const documentId = await createDocument('plain');
    await appendUpdates(
      ports.log,
      documentId,
      updatesOf((text) => text.insert(0, 'stored')),
    );
    failure = new Error('no disk');
    const failed = Array.from({ length: 5 }, () => new TestClient({ url, documentId, session: 'amina', query: 'ack=1' }));
    expect(await Promise.all(failed.map((client) => client.closed()))).toEqual(failed.map(() => closeCodes.loadFailed));
    failure = undefined;
    reads = 0;
    const clients = await Promise.all(Array.from({ length: 10 }, () => TestClient.open({ url, documentId, session: 'karim' })));
    expect(reads).toBe(1);
    expect(clients.every(({ text }) => text === 'stored')).toBe(true);
    expect((await ports.log.heads([stream(documentId)])).get(stream(documentId))).toBe(1);
  });

  test('[DW32] a damaged entry leaves it readable at its last good state, and closed to edits', async () => {
    const { url, createDocument, ports } = await start();
    for (const spoil of [
      (update: Uint8Array) => update.map((byte, i) => (i === 4 ? 255 : byte)),
      (update: Uint8Array) => update.subarray(0, update.byteLength - 2),
    ]) {
      const documentId = await createDocument('plain');
      const updates = updatesOf((text) => {
        for (const [i, letter] of [...'abcdef'].entries()) text.insert(i, letter);
      });
      await appendUpdates(
        ports.log,
        documentId,
        updates.map((update, i) => (i === 3 ? spoil(update) : update)),
      );
      const client = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
      expect(client.text).toBe('abc');
      client.doc.getText('text').insert(0, 'x');
      await settled(client);
      // Said at once, and of each attempt.
      expect(client.refusals).toEqual([
        { n: 0, code: refusalCodes.damaged },
        { n: client.sent, code: refusalCodes.damaged },
      ]);
    }
  });

  test('[DW32] so does a record that the store itself finds damaged', async () => {
    const log = (inner: Log): Log => ({
      ...inner,
      async read(name, after, limit) {
        const entries = await inner.read(name, after, limit);
        if (name.startsWith('document:') && entries.some(({ seq }) => seq === 4)) throw new DamagedRecordError('checksum');
        return entries;
      },
    });
    const { url, createDocument, ports } = await start({ log });
    const documentId = await createDocument('plain');
    await appendUpdates(
      ports.log,
      documentId,
      updatesOf((text) => {
        for (const [i, letter] of [...'abcdef'].entries()) text.insert(i, letter);
      }),
    );
    const client = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
    expect(client.text).toBe('abc');
  });

  test('[DW33] 260,000 keystrokes stored in 60,000 entries open in the time of a breath', async () => {
    const { url, createDocument, ports } = await start();
    const documentId = await createDocument('plain');
    const updates = updatesOf((text) => {
      for (let i = 0; i < 60_000; i += 1) {
        if (i % 11 === 10) text.delete(Math.floor(text.length / 3), 2);
        else text.insert(i % 50 === 0 ? Math.floor(text.length / 2) : text.length, 'كلمة ');
      }
    });
    await appendUpdates(ports.log, documentId, updates);
    const started = performance.now();
    const before = process.cpuUsage();
    const client = await TestClient.open({ url, documentId, session: 'amina' });
    const used = process.cpuUsage(before);
    const cpuMs = (used.user + used.system) / 1000;
    console.log(
      `cold open of 60,000 entries: ${Math.round(performance.now() - started)} ms, ${Math.round(cpuMs)} ms of processor with the client`,
    );
    expect(client.text.length).toBeGreaterThan(200_000);
    // Processor time, since the machine may be busy; merging one by one would take minutes.
    expect(cpuMs).toBeLessThan(4000);
  });
});

describe('connections', () => {
  test('[DW90] a reader who stalls costs a bounded amount, and then has everything without a hole', async () => {
    const { url, createDocument } = await start();
    const documentId = await createDocument('plain');
    const writer = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
    const slow = await TestClient.open({ url, documentId, session: 'karim' });
    const healthy = await TestClient.open({ url, documentId, session: 'olga' });
    slow.socket.pause();
    const array = writer.doc.getArray<string>('a');
    const chunk = 'k'.repeat(8192);
    for (let i = 0; i < 2500; i += 1) {
      array.push([chunk]);
      if (i % 100 === 99) await writer.until(() => writer.sent - writer.decided < 100);
    }
    await settled(writer);
    await healthy.until(() => healthy.doc.getArray('a').length === 2500);
    slow.socket.resume();
    await slow.until(() => slow.doc.getArray('a').length === 2500, 20_000);
    expect(slow.doc.store.pendingStructs).toBeNull();
    // It was not queued for: after what the network had taken came one diff.
    expect(Math.max(...slow.said.map((said) => ('bytes' in said ? said.bytes.byteLength : 0)))).toBeGreaterThan(1024 * 1024);
  });

  test('[DW91] a reader who takes nothing for 30 s is closed', async () => {
    const clock = fakeClock();
    const { url, node, createDocument } = await start({ clock });
    const documentId = await createDocument('plain');
    const writer = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
    const slow = await TestClient.open({ url, documentId, session: 'karim' });
    slow.socket.pause();
    for (let i = 0; i < 3000; i += 1) {
      writer.doc.getArray<string>('a').push(['k'.repeat(4096)]);
      if (i % 100 === 99) await writer.until(() => writer.sent - writer.decided < 100);
    }
    await settled(writer);
    await clock.advance(15_000);
    // Alive as far as pings tell; a second of it is not enough to be cut.
    expect(node.hub.gateway.counts().connections).toBe(2);
    await clock.advance(20_000);
    await expect.poll(() => node.hub.gateway.counts().connections).toBe(1);
    expect(writer.closeCode).toBeUndefined();
  });

  test('[DW92] a connection above its rate is slowed down, not refused', async () => {
    const { url, createDocument } = await start({ environment: { LIMITS: 'true', COLLAB_RATE_UPDATES: '100' } });
    const documentId = await createDocument('plain');
    const writer = await TestClient.open({ url, documentId, session: 'amina', query: 'ack=1' });
    const started = performance.now();
    // Spread over many reads of the socket: one read is always taken whole.
    for (let i = 0; i < 250; i += 1) {
      writer.doc.getText('text').insert(0, 'x'.repeat(900));
    }
    await settled(writer);
    expect(performance.now() - started).toBeGreaterThan(500);
    expect(writer.refusals).toEqual([]);
    const reader = await TestClient.open({ url, documentId, session: 'karim' });
    expect(reader.text.length).toBe(225_000);
  });

  test('[DW93] a drain stores what was sent, acknowledges it and says "come again"', async () => {
    const { url, node, createDocument, startNode } = await start();
    const documentId = await createDocument('plain');
    const clients = await Promise.all(
      ['amina', 'karim', 'olga'].map((session) => TestClient.open({ url, documentId, session, query: 'ack=1' })),
    );
    const [writer] = clients;
    for (let i = 0; i < 300; i += 1) writer?.doc.getText('text').insert(i, 'x');
    // Whatever the server has read by now must be told; what it has not is the client's to send again.
    await writer?.until(() => writer.decided > 0);
    await node.stop();
    expect(await Promise.all(clients.map((client) => client.closed()))).toEqual(clients.map(() => closeCodes.restarting));
    const other = await startNode();
    const reader = await TestClient.open({ url: other.url, documentId, session: 'karim' });
    // SyncStep2 was the first update of the connection.
    expect(reader.text.length).toBeGreaterThanOrEqual((writer?.decided ?? 0) - 1);
  });

  test('[DW53] a caret that is not renewed goes within 30 s', async () => {
    const clock = fakeClock();
    const { url, createDocument } = await start({ clock });
    const documentId = await createDocument('plain');
    const amina = await TestClient.open({ url, documentId, session: 'amina' });
    const karim = await TestClient.open({ url, documentId, session: 'karim' });
    amina.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 1, state: '{}' }]));
    await karim.until(() => karim.states.has(amina.doc.clientID));
    await clock.advance(20_000);
    expect(karim.states.get(amina.doc.clientID)).not.toBeNull();
    await clock.advance(10_000);
    await karim.until(() => karim.states.get(amina.doc.clientID) === null);
  });

  test('[DW4] a frame that breaks WebSocket itself ends its connection only', async () => {
    const { url, node, createDocument } = await start();
    const documentId = await createDocument('plain');
    const healthy = await TestClient.open({ url, documentId, session: 'karim', query: 'ack=1' });
    const raw: Uint8Array[] = [
      Uint8Array.of(0xc2, 0x80, 0, 0, 0, 0), // RSV1
      Uint8Array.of(0x8b, 0x80, 0, 0, 0, 0), // unknown opcode
      Uint8Array.of(0x82, 0x01, 0), // not masked
      Uint8Array.of(0x81, 0x81, 0, 0, 0, 0, 0xff), // text that is no UTF-8
      Uint8Array.of(0x89, 0xfe, 0, 126, 0, 0, 0, 0), // a ping of 126 bytes
    ];
    for (const bytes of raw) {
      const client = await TestClient.open({ url, documentId, session: 'amina' });
      const inner: unknown = Reflect.get(client.socket, '_socket');
      if (inner !== null && typeof inner === 'object' && 'write' in inner && typeof inner.write === 'function') inner.write(bytes);
      await client.closed();
    }
    healthy.send(message(3));
    healthy.doc.getText('text').insert(0, 'here');
    await settled(healthy);
    expect(node.hub.gateway.counts().connections).toBe(1);
  });
});
