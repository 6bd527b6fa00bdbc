import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import type { Log } from '#server/platform/log/port.ts';
import { circularUpdate, message, TestClient } from './documents-client.ts';
import { startWorld, type TestWorld } from './documents-hub.ts';

/** A log whose appends to documents wait while it is held. */
function gatedLog() {
  let gate: Promise<void> | undefined;
  let release: () => void = () => undefined;
  let failure: Error | undefined;
  let waiting = 0;
  const wrap = (log: Log): Log => ({
    ...log,
    async append(stream, entries, expectedHead) {
      if (stream.startsWith('document:')) {
        waiting += 1;
        await gate;
        if (failure) throw failure;
      }
      return log.append(stream, entries, expectedHead);
    },
  });
  return {
    wrap,
    get waiting() {
      return waiting;
    },
    hold() {
      gate = new Promise((resolve) => {
        release = resolve;
      });
    },
    release() {
      gate = undefined;
      release();
    },
    fail(error: Error | undefined) {
      failure = error;
    },
  };
}

let world: TestWorld;
let gate: ReturnType<typeof gatedLog>;
const acks = 'ack=1';

beforeAll(async () => {
  gate = gatedLog();
  world = await startWorld({ amina: 'member', karim: 'member', olga: 'observer', root: 'coordinator' }, { log: gate.wrap });
});
afterEach(() => {
  gate.release();
  gate.fail(undefined);
});
afterAll(() => world.stop());

const open = (session: string, documentId: string, query = acks) => TestClient.open({ url: world.url, documentId, session, query });
const failing = (session: string, documentId: string, query = '') => new TestClient({ url: world.url, documentId, session, query });

describe('opening', () => {
  test('[DW1] an unmodified provider writes and hears', async () => {
    const documentId = await world.createDocument('plain');
    const docs = [new Y.Doc(), new Y.Doc()];
    const providers = docs.map(
      (doc, i) =>
        new WebsocketProvider(`${world.url}/collab`, documentId, doc, {
          WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
          disableBc: true,
          params: { token: ['amina', 'karim'][i] ?? '' },
        }),
    );
    await Promise.all(
      providers.map(
        (provider) =>
          new Promise<void>((resolve) => {
            provider.on('sync', (isSynced) => {
              if (isSynced) resolve();
            });
          }),
      ),
    );
    const heard = new Promise<void>((resolve) => {
      docs[1]?.on('update', () => {
        if (docs[1]?.getText('text').toString() === 'مرحبا') resolve();
      });
    });
    docs[0]?.getText('text').insert(0, 'مرحبا');
    await heard;
    const [first, second] = providers;
    first?.awareness.setLocalStateField('cursor', null);
    await new Promise<void>((resolve) => {
      const check = () => {
        if ([...(second?.awareness.getStates().values() ?? [])].some((state) => state['user']?.name === 'Captain amina')) resolve();
      };
      second?.awareness.on('change', check);
      check();
    });
    for (const provider of providers) provider.destroy();
  });

  test('[DW2] refusals are told by close codes, and what is hidden looks like what does not exist', async () => {
    const documentId = await world.createDocument('lesson');
    expect(await failing('', documentId).closed()).toBe(closeCodes.notSignedIn);
    expect(await failing('amina', 'unknown').closed()).toBe(closeCodes.unknownDocument);
    expect(await failing('stranger', documentId, 'schema=1').closed()).toBe(closeCodes.unknownDocument);
    expect(await failing('amina', '..%2Fx', 'schema=1').closed()).toBe(closeCodes.unknownDocument);
    expect(await failing('amina', documentId).closed()).toBe(closeCodes.schemaOrEpochDiffers);
    expect(await failing('amina', documentId, 'schema=2').closed()).toBe(closeCodes.schemaOrEpochDiffers);
    expect(await failing('amina', documentId, 'schema=1&epoch=2').closed()).toBe(closeCodes.schemaOrEpochDiffers);
    const client = await open('amina', documentId, 'schema=1&epoch=1');
    await client.leave();
    // Opening made nothing.
    expect((await world.ports.log.heads(['document:unknown'])).get('document:unknown')).toBe(0);
  });
});

describe('storing', () => {
  test('[DW10] nobody is told of an update, nor its sender that it is stored, before its append resolved', async () => {
    const documentId = await world.createDocument('plain');
    const [writer, reader] = await Promise.all([open('amina', documentId), open('karim', documentId)]);
    await writer.until(() => writer.decided === writer.sent);
    const before = writer.decided;
    gate.hold();
    writer.doc.getText('text').insert(0, 'saved');
    const pinged = Promise.all(
      [writer, reader].map(
        (client) =>
          new Promise((resolve) => {
            client.socket.once('pong', resolve);
            client.socket.ping();
          }),
      ),
    );
    await pinged;
    await expect.poll(() => gate.waiting).toBeGreaterThan(0);
    // A newcomer asks while the append is under way: it must not see the text either.
    const newcomer = new TestClient({ url: world.url, documentId, session: 'karim.2', query: acks });
    await newcomer.opened();
    newcomer.sendStep1();
    await new Promise((resolve) => {
      newcomer.socket.once('pong', resolve);
      newcomer.socket.ping();
    });
    expect(writer.decided).toBe(before);
    expect(reader.text).toBe('');
    expect(newcomer.said.some(({ kind }) => kind === 'step2')).toBe(false);
    gate.release();
    await Promise.all([
      writer.until(() => writer.decided === writer.sent),
      reader.until(() => reader.text === 'saved'),
      newcomer.until(() => newcomer.text === 'saved'),
    ]);
  });

  test('[DW11] acknowledgements are cumulative and in order, for SyncStep2 and Update alike', async () => {
    const documentId = await world.createDocument('plain');
    const writer = await open('amina', documentId);
    for (let i = 0; i < 500; i += 1) writer.doc.getText('text').insert(i, 'x');
    writer.sendUpdate(Uint8Array.of(0, 0));
    writer.sendStep2();
    await writer.until(() => writer.decided === writer.sent);
    const told = writer.said.flatMap((said) => (said.kind === 'decided' ? [said.n] : []));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(writer.sent);
    expect(writer.refusals).toEqual([]);
  });

  test('[DW12] when an append fails, everybody is told to come again, and nothing of it is kept', async () => {
    const documentId = await world.createDocument('plain');
    const [writer, reader] = await Promise.all([open('amina', documentId), open('karim', documentId)]);
    gate.fail(new Error('disk'));
    writer.doc.getText('text').insert(0, 'lost');
    expect(await writer.closed()).toBe(closeCodes.loadFailed);
    expect(await reader.closed()).toBe(closeCodes.loadFailed);
    gate.fail(undefined);
    const again = await open('karim', documentId);
    expect(again.text).toBe('');
    // The writer still has it, and brings it back.
    const back = new TestClient({ url: world.url, documentId, session: 'amina', query: acks });
    Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(writer.doc), back);
    await again.until(() => again.text === 'lost');
  });

  test('[DW13] what was acknowledged is there after everything in memory is gone', async () => {
    const documentId = await world.createDocument('plain');
    const clients = await Promise.all(['amina', 'karim', 'root'].map((session) => open(session, documentId)));
    for (let i = 0; i < 200; i += 1) {
      const text = clients[i % 3]?.doc.getText('text');
      if (text) text.insert(Math.floor(text.length / 2), String(i % 10));
      if (text && i % 7 === 0 && text.length > 2) text.delete(1, 1);
    }
    await Promise.all(clients.map((client) => client.until(() => client.decided === client.sent)));
    const [first] = clients;
    await expect.poll(() => new Set(clients.map(({ text }) => text)).size, { timeout: 10_000 }).toBe(1);
    const expected = first?.text;
    await world.reopen();
    const again = await TestClient.open({ url: world.url, documentId, session: 'amina' });
    expect(again.text).toBe(expected);
    expect(expected?.length).toBeGreaterThan(100);
  });

  test('[DW14] an update larger than one entry is stored in parts and comes back whole', async () => {
    const documentId = await world.createDocument('plain');
    const writer = await open('amina', documentId);
    const big = new Y.Doc();
    big.getText('text').insert(0, 'ملتقى '.repeat(400_000));
    writer.sendStep2(Y.encodeStateAsUpdate(big));
    await writer.until(() => writer.decided === writer.sent);
    expect((await world.ports.log.heads([`document:${documentId}`])).get(`document:${documentId}`)).toBe(2);
    await world.reopen();
    const again = await TestClient.open({ url: world.url, documentId, session: 'karim' });
    expect(again.text.length).toBe(2_400_000);
  });
});

describe('checks', () => {
  test('[DW20] an update above the cap is refused, and so are cut, empty and V2 bytes', async () => {
    const documentId = await world.createDocument('plain');
    const writer = await open('amina', documentId);
    const good = new Y.Doc();
    good.getText('text').insert(0, 'good');
    const v1 = Y.encodeStateAsUpdate(good);
    const bad: [Uint8Array, number][] = [
      [new Uint8Array(1024 * 1024 + 1), refusalCodes.tooLarge],
      [v1.subarray(0, v1.byteLength - 3), refusalCodes.undecodable],
      [Uint8Array.of(), refusalCodes.undecodable],
      [Uint8Array.of(0, 0, 0, 0), refusalCodes.undecodable],
      [Y.encodeStateAsUpdateV2(good), refusalCodes.undecodable],
    ];
    const expected = bad.map(([bytes, code]) => ({ n: writer.sendUpdate(bytes), code }));
    await writer.until(() => writer.decided === writer.sent);
    expect(writer.refusals).toEqual(expected);
    writer.sendUpdate(v1);
    await writer.until(() => writer.decided === writer.sent);
    expect(writer.refusals).toEqual(expected);
  });

  test('[DW21] a plain client whose update is refused is closed for good', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('amina', documentId, '');
    client.sendUpdate(Uint8Array.of(1, 2, 3));
    expect(await client.closed()).toBe(closeCodes.refusedContent);
  });

  test('[DW22] readers hear and do not write: by Update or SyncStep2, refused or closed', async () => {
    const documentId = await world.createDocument('plain');
    const writer = await open('amina', documentId);
    writer.doc.getText('text').insert(0, 'read me');
    const reader = await open('olga', documentId);
    await reader.until(() => reader.text === 'read me');
    // What the server has already, and what a mere render may send, is harmless.
    reader.sendStep2();
    reader.sendUpdate(Uint8Array.of(0, 0));
    await reader.until(() => reader.decided === reader.sent);
    expect(reader.refusals).toEqual([]);
    const mine = new Y.Doc();
    mine.getText('text').insert(0, 'mine');
    const n = [reader.sendUpdate(Y.encodeStateAsUpdate(mine)), reader.sendStep2(Y.encodeStateAsUpdate(mine))];
    await reader.until(() => reader.decided === reader.sent);
    expect(reader.refusals).toEqual(n.map((one) => ({ n: one, code: refusalCodes.notAllowed })));
    const wipe = new Y.Doc();
    Y.applyUpdate(wipe, Y.encodeStateAsUpdate(reader.doc));
    wipe.getText('text').delete(0, 4);
    reader.sendUpdate(Y.encodeStateAsUpdate(wipe, Y.encodeStateVector(wipe)));
    await reader.until(() => reader.refusals.length === 3);
    const plain = await open('olga.2', documentId, '');
    plain.sendUpdate(Y.encodeStateAsUpdate(mine));
    expect(await plain.closed()).toBe(closeCodes.notAllowed);
    expect(writer.text).toBe('read me');
  });

  test('[DW23] a client id belongs to the person who first wrote with it, also after everything was forgotten', async () => {
    const documentId = await world.createDocument('plain');
    const amina = await open('amina', documentId);
    amina.doc.getText('text').insert(0, 'amina');
    await amina.until(() => amina.decided === amina.sent);
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(amina.doc));
    forged.clientID = amina.doc.clientID;
    forged.getText('text').insert(5, ' forged');
    const update = Y.encodeStateAsUpdate(forged, Y.encodeStateVector(amina.doc));
    const karim = await open('karim', documentId);
    const n = karim.sendUpdate(update);
    await karim.until(() => karim.refusals.length === 1);
    expect(karim.refusals).toEqual([{ n, code: refusalCodes.foreignClientId }]);
    await world.reopen();
    const later = await TestClient.open({ url: world.url, documentId, session: 'karim', query: acks });
    later.sendUpdate(update);
    await later.until(() => later.refusals.length === 1);
    // The same person on another connection goes on with her own id.
    const same = await TestClient.open({ url: world.url, documentId, session: 'amina.2', query: acks });
    same.sendUpdate(update);
    await same.until(() => same.decided === same.sent);
    expect(same.refusals).toEqual([]);
    await later.until(() => later.text === 'amina forged');
  });

  test('[DW24] a gap is answered by SyncStep1, and what then comes whole is stored and acknowledged', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('amina', documentId);
    await client.until(() => client.decided === client.sent);
    const source = new Y.Doc();
    source.getText('text').insert(0, 'ab');
    const vector = Y.encodeStateVector(source);
    source.getText('text').insert(2, 'cd');
    client.answersStep1 = false;
    const questions = () => client.said.filter(({ kind }) => kind === 'step1').length;
    const [asked, stand] = [questions(), client.decided];
    // However many refer to what is missing, it is asked for once.
    const updates: Uint8Array[] = [Y.encodeStateAsUpdate(source, vector)];
    source.on('update', (update: Uint8Array) => updates.push(update));
    for (let i = 0; i < 10; i += 1) source.getText('text').insert(4 + i, 'e');
    for (const update of updates) client.sendUpdate(update);
    await client.until(() => questions() > asked);
    const fine = new Y.Doc();
    fine.getText('other').insert(0, 'fine');
    client.sendUpdate(Y.encodeStateAsUpdate(fine));
    const reader = await open('karim', documentId);
    await reader.until(() => reader.doc.getText('other').toString() === 'fine');
    // Stored, but what came before it is not: nothing beyond that is acknowledged.
    expect(client.decided).toBe(stand);
    client.sendStep2(Y.encodeStateAsUpdate(source));
    await client.until(() => client.decided === client.sent);
    await reader.until(() => reader.text === 'abcdeeeeeeeeee');
    expect(questions()).toBe(asked + 1);
    expect(client.refusals).toEqual([]);
  });

  test('[DW25] who brings gaps again and again is refused after three questions', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('amina', documentId);
    const source = new Y.Doc();
    source.getText('text').insert(0, 'ab');
    const vector = Y.encodeStateVector(source);
    source.getText('text').insert(2, 'cd');
    const gap = Y.encodeStateAsUpdate(source, vector);
    for (let i = 0; i < 4; i += 1) client.sendStep2(gap);
    await client.until(() => client.decided === client.sent);
    expect(client.refusals.map(({ code }) => code)).toEqual(Array.from({ length: client.refusals.length }, () => refusalCodes.gap));
    expect(client.refusals.length).toBeGreaterThanOrEqual(4);
    const reader = await open('karim', documentId);
    expect(reader.text).toBe('');
  });

  test('[DW26] a lesson takes what its schema knows and nothing else', async () => {
    const documentId = await world.createDocument('lesson');
    const writer = await open('amina', documentId, 'ack=1&schema=1');
    const content = writer.doc.getXmlFragment('content');
    const paragraph = new Y.XmlElement('paragraph');
    const text = new Y.XmlText('أهلا');
    writer.doc.transact(() => {
      content.insert(0, [paragraph]);
      paragraph.setAttribute('id', 'abcdefghij12');
      paragraph.setAttribute('dir', 'rtl');
      paragraph.insert(0, [text]);
    });
    text.format(0, 2, { bold: {} });
    text.format(0, 4, { link: { href: 'https://example.org/a' } });
    await writer.until(() => writer.decided === writer.sent);
    expect(writer.refusals).toEqual([]);

    const wrong: ((doc: Y.Doc, paragraph: Y.XmlElement, text: Y.XmlText) => void)[] = [
      (doc) => doc.getXmlFragment('content').insert(0, [new Y.XmlElement('script')]),
      (doc) => doc.getXmlFragment('content').insert(0, [new Y.XmlElement('listItem')]),
      (doc) => doc.getText('elsewhere').insert(0, 'x'),
      (_doc, node) => node.setAttribute('onerror', 'alert(1)'),
      (_doc, node) => node.setAttribute('id', 'x'.repeat(1000)),
      (_doc, node) => node.setAttribute('dir', { ltr: true } as unknown as string),
      (_doc, _node, run) => run.format(0, 2, { link: { href: 'javascript:alert(1)' } }),
      (_doc, _node, run) => run.format(0, 2, { link: { href: ' java\nscript:alert(1)' } }),
      (_doc, _node, run) => run.format(0, 2, { link: { href: 'data:text/html,x' } }),
      (_doc, _node, run) => run.format(0, 2, { blink: {} }),
      (_doc, _node, run) => run.insertEmbed(0, { image: 'http://169.254.169.254' }),
      (doc) => doc.getMap('meta').set('__proto__', 'x'),
      (doc) => doc.getMap('meta').set('deep', { a: {} }),
    ];
    for (const spoil of wrong) {
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(writer.doc));
      const node = copy.getXmlFragment('content').get(0) as Y.XmlElement;
      const vector = Y.encodeStateVector(copy);
      spoil(copy, node, node.get(0) as Y.XmlText);
      const attacker = await open('karim', documentId, 'ack=1&schema=1');
      const n = attacker.sendUpdate(Y.encodeStateAsUpdate(copy, vector));
      await attacker.until(() => attacker.refusals.length > 0);
      expect(attacker.refusals, spoil.toString()).toEqual([{ n, code: refusalCodes.shape }]);
      await attacker.leave();
    }
  });

  test('[DW27] an archived document is read', async () => {
    const documentId = await world.createDocument('plain', { isArchived: true });
    const client = await open('amina', documentId);
    client.doc.getText('text').insert(0, 'x');
    await client.until(() => client.refusals.length === 1);
    expect(client.refusals[0]?.code).toBe(refusalCodes.archived);
  });

  test('[DW28] a full document takes deletions and nothing else', async () => {
    const documentId = await world.createDocument('lesson');
    const writer = await open('amina', documentId, 'ack=1&schema=1');
    const paragraph = (letter: string) => {
      const node = new Y.XmlElement('paragraph');
      node.insert(0, [new Y.XmlText(letter.repeat(6 * 1024 * 1024))]);
      const doc = new Y.Doc();
      doc.getXmlFragment('content').insert(0, [node]);
      return Y.encodeStateAsUpdate(doc);
    };
    writer.sendStep2(paragraph('a'));
    const n = writer.sendStep2(paragraph('b'));
    await writer.until(() => writer.decided === writer.sent, 30_000);
    expect(writer.refusals).toEqual([{ n, code: refusalCodes.documentFull }]);
    const reader = await open('karim', documentId, 'ack=1&schema=1');
    const content = reader.doc.getXmlFragment('content');
    expect(content.length).toBe(1);
    content.delete(0, 1);
    await reader.until(() => reader.decided === reader.sent);
    expect(reader.refusals).toEqual([]);
  });

  test('[DW29] an update that breaks the document in memory is refused, and its neighbours in the batch are stored', async () => {
    const documentId = await world.createDocument('plain');
    const [first, breaker, last] = await Promise.all([open('amina', documentId), open('karim', documentId), open('root', documentId)]);
    gate.hold();
    first.doc.getText('text').insert(0, 'held ');
    await expect.poll(() => gate.waiting).toBeGreaterThan(0);
    // These three come while an append is under way, and so are judged together.
    first.doc.getText('text').insert(5, 'one');
    const n = breaker.sendUpdate(circularUpdate());
    last.doc.getText('other').insert(0, 'two');
    await Promise.all(
      [first, breaker, last].map(
        (client) =>
          new Promise((resolve) => {
            client.socket.once('pong', resolve);
            client.socket.ping();
          }),
      ),
    );
    gate.release();
    await Promise.all([first, breaker, last].map((client) => client.until(() => client.decided === client.sent)));
    expect(breaker.refusals).toEqual([{ n, code: refusalCodes.undecodable }]);
    await breaker.until(() => breaker.text === 'held one' && breaker.doc.getText('other').toString() === 'two');
    expect([first.refusals, last.refusals]).toEqual([[], []]);
  });

  test('[DW3] text, unknown types and garbage close the connection, and nobody else', async () => {
    const documentId = await world.createDocument('plain');
    const healthy = await open('karim', documentId);
    const bad: (Uint8Array | string)[] = [
      'hello',
      Uint8Array.of(),
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
      message(99, 1),
      message(0, 7, Uint8Array.of(0)),
      Uint8Array.of(0, 0, 200),
      Uint8Array.of(...message(3), 1),
      Uint8Array.of(1, 5, 255, 255, 255, 255, 15),
    ];
    for (const bytes of bad) {
      const client = await open('amina', documentId);
      client.send(bytes);
      expect(await client.closed(), String(bytes)).toBe(closeCodes.refusedContent);
    }
    const tooLarge = await open('amina', documentId);
    tooLarge.socket.send(new Uint8Array(65 * 1024 * 1024));
    expect(await tooLarge.closed()).toBe(1009);
    healthy.doc.getText('text').insert(0, 'still here');
    await healthy.until(() => healthy.decided === healthy.sent);
  });
});
