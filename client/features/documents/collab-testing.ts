/** The hub as the tests of this folder need it; for tests only. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket as NodeWebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import * as Y from 'yjs';
import { browserTiming, type Timing } from '#client/kernel/connection.ts';
import type { Collab, CollabOptions, CollabState } from './collab-provider.ts';

/** The hub's side of one document: stores updates, and decides them when the test lets it. */
export interface FakeHub {
  doc: Y.Doc;
  url: string;
  addresses: string[];
  /** Update messages of the newest connection. */
  received: Uint8Array[];
  isDeciding: boolean;
  /** Refuses updates with this code instead of storing them. */
  refuseWith: number | undefined;
  /** Says on opening, with this code, that it takes nothing. */
  takesNothing: number | undefined;
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

function portOf(server: WebSocketServer): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

export async function startHub(): Promise<FakeHub> {
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
    url: `ws://127.0.0.1:${portOf(server)}/collab`,
    addresses: [],
    received: [],
    isDeciding: true,
    refuseWith: undefined,
    takesNothing: undefined,
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
    if (hub.takesNothing !== undefined) client.send(frame(121, 0, hub.takesNothing));
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

/** Waits as the browser does, but not as long. */
const quick: Timing = { ...browserTiming, later: (delayMs, run) => browserTiming.later(delayMs / 50, run) };

export function openOptions(hub: FakeHub): CollabOptions {
  return {
    url: hub.url,
    documentId: 'd1',
    schemaVersion: 1,
    epoch: 3,
    isReadOnly: false,
    timing: quick,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
  };
}
export function until(collab: Collab, holds: (state: CollabState) => boolean): Promise<CollabState> {
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
export const sign = (wanted: CollabState['sign']) => (state: CollabState) => state.sign === wanted;
export const write = (collab: Collab, at: number, text: string): void => collab.current().doc.getText('t').insert(at, text);
export const hubText = (hub: FakeHub): string => hub.doc.getText('t').toJSON();
