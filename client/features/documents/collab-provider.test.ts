import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import { browserTiming, type Timing } from '#client/kernel/connection.ts';
import { createCollab, type Collab, type CollabOptions, type CollabState } from './collab-provider.ts';
import { beyond, refusedText } from './refused-text.ts';

/** The hub's side of one document: stores updates, and decides them when the test lets it. */
interface FakeHub {
  doc: Y.Doc;
  url: string;
  addresses: string[];
  /** Update messages of the newest connection. */
  received: Uint8Array[];
  isDeciding: boolean;
  /** Refuses updates with this code instead of storing them. */
  refuseWith: number | undefined;
  closeOnOpen: number | undefined;
  decide(): void;
  /** Update messages of the newest connection that arrived: at least this many. */
  has(count: number): Promise<void>;
  /** Somebody else writes. */
  say(text: string): void;
  close(code: number): void;
  opened(): Promise<void>;
  stop(): Promise<void>;
}

function frame(...parts: (number | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

async function startHub(): Promise<FakeHub> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  const waiting: (() => void)[] = [];
  const arrivals = new Set<() => void>();
  let socket: ServerSocket | undefined;
  let decided = 0;
  const hub: FakeHub = {
    doc: new Y.Doc(),
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/collab`,
    addresses: [],
    received: [],
    isDeciding: true,
    refuseWith: undefined,
    closeOnOpen: undefined,
    decide() {
      decided = hub.received.length;
      socket?.send(frame(120, decided));
    },
    has: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (hub.received.length < count) return;
          arrivals.delete(check);
          resolve();
        };
        arrivals.add(check);
        check();
      }),
    say(text) {
      hub.doc.once('update', (update: Uint8Array) => socket?.send(frame(0, 2, update)));
      hub.doc.getText('t').insert(0, text);
    },
    close: (code) => socket?.close(code),
    opened: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    stop: () => {
      for (const client of server.clients) client.terminate();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
  function take(update: Uint8Array): void {
    hub.received.push(update);
    for (const check of [...arrivals]) check();
    if (hub.refuseWith !== undefined && update.length > 2) {
      socket?.send(frame(121, hub.received.length, hub.refuseWith));
      return;
    }
    if (update.length > 2) Y.applyUpdate(hub.doc, update, 'client');
    if (hub.isDeciding) hub.decide();
  }
  server.on('connection', (client, request) => {
    hub.addresses.push(request.url ?? '');
    if (hub.closeOnOpen !== undefined) return client.close(hub.closeOnOpen);
    socket = client;
    hub.received = [];
    client.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data);
      if (decoding.readVarUint(decoder) !== 0) return;
      const type = decoding.readVarUint(decoder);
      const payload = decoding.readVarUint8Array(decoder);
      if (type !== 0) return take(payload);
      client.send(frame(0, 1, Y.encodeStateAsUpdate(hub.doc, payload)));
      client.send(frame(0, 0, Y.encodeStateVector(hub.doc)));
    });
    for (const resolve of waiting.splice(0)) resolve();
  });
  return hub;
}

let hub: FakeHub;
let collabs: Collab[];
beforeEach(async () => {
  hub = await startHub();
  collabs = [];
});
afterEach(async () => {
  for (const collab of collabs) collab.destroy();
  await hub.stop();
});

/** Waits as the browser does, but not as long. */
const quick: Timing = { ...browserTiming, later: (delayMs, run) => browserTiming.later(delayMs / 50, run) };

function open(options: Partial<CollabOptions> = {}): Collab {
  const collab = createCollab({
    url: hub.url,
    documentId: 'd1',
    schemaVersion: 1,
    epoch: 3,
    isReadOnly: false,
    timing: quick,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    ...options,
  });
  collabs.push(collab);
  return collab;
}
function until(collab: Collab, holds: (state: CollabState) => boolean): Promise<CollabState> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!holds(collab.current())) return;
      stop();
      resolve(collab.current());
    };
    const stop = collab.subscribe(check);
    check();
  });
}
const sign = (wanted: CollabState['sign']) => (state: CollabState) => state.sign === wanted;
const write = (collab: Collab, at: number, text: string): void => collab.current().doc.getText('t').insert(at, text);
const hubText = (): string => hub.doc.getText('t').toJSON();

test('the page asks for acknowledgements, its schema and its epoch, and takes what the hub holds', async () => {
  hub.doc.getText('t').insert(0, 'المنهاج');
  const collab = open();
  expect(collab.current().sign).toBe('opening');
  await until(collab, sign('saved'));
  expect(hub.addresses).toEqual(['/collab/d1?ack=1&epoch=3&schema=1']);
  expect(collab.current().doc.getText('t').toJSON()).toBe('المنهاج');
});

test('"saving" until the hub decided everything, "saved" only then', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  write(collab, 1, 'b');
  expect(collab.current()).toMatchObject({ sign: 'saving', hasUnsaved: true });
  const told: string[] = [];
  collab.subscribe(() => told.push(collab.current().sign));
  hub.isDeciding = true;
  write(collab, 2, 'c');
  await until(collab, sign('saved'));
  expect([hubText(), collab.current().hasUnsaved, told.at(-1)]).toEqual(['abc', false, 'saved']);
});

test('an acknowledgement of a part leaves the rest unsaved', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  await hub.has(2);
  write(collab, 1, 'b');
  hub.decide();
  const heard = new Promise<void>((resolve) => {
    const stop = collab.subscribe(() => {
      stop();
      resolve();
    });
  });
  await heard;
  expect(collab.current().sign).toBe('saving');
});

test('what others write is not ours to save', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  hub.say('from elsewhere');
  await new Promise<void>((resolve) => {
    collab.current().doc.once('update', () => resolve());
  });
  expect(collab.current()).toMatchObject({ sign: 'saved', hasUnsaved: false });
  await hub.has(1);
  expect(hub.received.every((update) => update.length === 2)).toBe(true);
});

test('written without a line, it is unsaved until the hub has it, and then saved without more ado', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.close(closeCodes.restarting);
  await until(collab, sign('offline'));
  expect(collab.current().hasUnsaved).toBe(false);
  hub.isDeciding = false;
  const back = hub.opened();
  write(collab, 0, 'نصّ');
  expect(collab.current()).toMatchObject({ sign: 'offline', hasUnsaved: true });
  await back;
  await until(collab, (state) => state.sign === 'saving');
  hub.isDeciding = true;
  write(collab, 0, '!');
  await until(collab, sign('saved'));
  expect(hubText()).toBe('!نصّ');
});

test('what was sent and not decided before a cut is unsaved after it, until decided', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  hub.close(closeCodes.tooSlow);
  const cut = await until(collab, sign('offline'));
  expect(cut.hasUnsaved).toBe(true);
  hub.isDeciding = true;
  await until(collab, sign('saved'));
  expect(hubText()).toBe('a');
});

test('a refused change: a new document under a new client id, the text offered back, the rest kept', async () => {
  hub.doc.getText('t').insert(0, 'kept ');
  const collab = open();
  await until(collab, sign('saved'));
  const before = collab.current();
  hub.refuseWith = refusalCodes.documentFull;
  write(collab, 5, 'مرفوضX');
  collab.current().doc.getText('t').delete(10, 1);
  const refused = await until(collab, (state) => state.refusal?.text !== undefined);
  hub.refuseWith = undefined;
  expect(refused).toMatchObject({ sign: 'refused', refusal: { reason: 'documentFull', text: 'مرفوض' }, generation: 1 });
  expect(refused.doc.clientID).not.toBe(before.doc.clientID);
  expect([refused.doc.getText('t').toJSON(), hubText()]).toEqual(['kept ', 'kept ']);
  collab.dismissRefusal();
  expect(collab.current().sign).toBe('saved');
  write(collab, 5, 'accepted');
  await until(collab, (state) => state.sign === 'saved' && !state.hasUnsaved && hubText() === 'kept accepted');
});

test('refused for want of the right, the page only reads from then on', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.refuseWith = refusalCodes.notAllowed;
  write(collab, 0, 'x');
  await until(collab, (state) => state.refusal?.text !== undefined);
  hub.refuseWith = undefined;
  collab.dismissRefusal();
  expect(collab.current().sign).toBe('readOnly');
});

test('a page that only reads sends nothing that its rendering wrote', async () => {
  hub.doc.getText('t').insert(0, 'text');
  const collab = open({ isReadOnly: true });
  await until(collab, sign('readOnly'));
  write(collab, 0, 'rendered');
  hub.close(closeCodes.restarting);
  await until(collab, sign('offline'));
  await until(collab, sign('readOnly'));
  await hub.has(1);
  expect([hubText(), hub.received.every((update) => update.length === 2), collab.current().hasUnsaved]).toEqual(['text', true, false]);
});

test('an editor that writes what is refused again and again is made to read', async () => {
  hub.refuseWith = refusalCodes.shape;
  const collab = open();
  for (let round = 1; round <= 4; round += 1) {
    await until(collab, (state) => state.generation === round - 1 && (state.sign === 'saved' || state.refusal?.text !== undefined));
    write(collab, 0, `again ${round} `);
    await until(collab, (state) => state.generation === round);
  }
  await until(collab, (state) => state.refusal?.text !== undefined);
  collab.dismissRefusal();
  expect(collab.current().sign).toBe('readOnly');
});

test.each([
  [closeCodes.notSignedIn, 'notSignedIn'],
  [closeCodes.notAllowed, 'notAllowed'],
  [closeCodes.unknownDocument, 'unknownDocument'],
  [closeCodes.schemaOrEpochDiffers, 'schemaOrEpochDiffers'],
  [closeCodes.refusedContent, 'refusedContent'],
])('closed with %i the document is gone: %s', async (code, reason) => {
  hub.closeOnOpen = code;
  const collab = open();
  const { gone } = await until(collab, sign('gone'));
  expect(gone).toEqual({ reason, text: '' });
  collab.connectNow();
  expect(hub.addresses).toHaveLength(1);
});

test('gone with something unsaved, its text is given back', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  write(collab, 0, 'stored ');
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 7, 'unsaved');
  hub.close(closeCodes.notSignedIn);
  const { gone } = await until(collab, sign('gone'));
  expect(gone).toEqual({ reason: 'notSignedIn', text: 'unsaved' });
});

test.each([closeCodes.tooSlow, closeCodes.loadFailed, closeCodes.restarting])('closed with %i it comes again', async (code) => {
  hub.closeOnOpen = code;
  const collab = open();
  await until(collab, sign('offline'));
  hub.closeOnOpen = undefined;
  await until(collab, sign('saved'));
});

test('refused text reads in order, by block, without what was deleted', () => {
  const doc = new Y.Doc();
  const [first, second] = [new Y.XmlText(), new Y.XmlText()];
  doc.getXmlFragment('f').insert(0, [first, second]);
  first.insert(0, 'known here');
  const held = Y.decodeStateVector(Y.encodeStateVector(doc));
  second.insert(0, 'ثانية');
  first.insert(5, ' lost');
  first.insert(0, 'start');
  first.delete(2, 2);
  expect(refusedText(doc, beyond(held)).split('\n').sort()).toEqual(['stt  lost', 'ثانية'].sort());
  expect(refusedText(doc, beyond(Y.decodeStateVector(Y.encodeStateVector(doc))))).toBe('');
});
