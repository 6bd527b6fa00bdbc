import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { refusalCodes, type RefusalReason } from '#shared/features/documents/contract.ts';
import { messageTypes } from '#shared/features/documents/wire.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Unsent } from './collab-copy.ts';
import { tappedSocket } from './collab-wire.ts';
import { createSaveLedger } from './save-ledger.ts';

export interface LineOptions {
  /** `wss://hub.example/collab` */
  url: string;
  documentId: string;
  /** Of lessons and trees. */
  schemaVersion?: number | undefined;
  epoch: number;
  timing: Timing;
  WebSocket: typeof WebSocket;
}

export interface LineEvents {
  isReadOnly(): boolean;
  /** Whether a change was put there by the device, which has it already. */
  isFromDevice(origin: unknown): boolean;
  /** Something that the state tells has changed. */
  changed(): void;
  /** All that was written is decided. */
  stored(): void;
  refused(reason: RefusalReason): void;
  /** Nothing that is written from now on will be taken. */
  closedToWriting(reason: RefusalReason): void;
  synced(): void;
  closed(code: number): void;
}

/** One document with its connection and what of it is not stored; replaced as a whole after a refusal. */
export interface Line {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  isLive(): boolean;
  /** Something written here, or brought from the device, is not decided by the hub. */
  hasUnsaved(): boolean;
  unsent(): Unsent;
  /** Content of other client ids that waits, from the device or another tab: it goes to the hub with the next exchange. */
  waits(unsent: Unsent): void;
  connect(): void;
  /** The browser says that there is no network: if the hub does not answer soon either, there is none. */
  probe(): void;
  /** Leaves, and hears nothing more; the document stays. */
  leave(): void;
}

/** A line that is dead answers nothing for so long. */
const probeMs = 3_000;

function refusalReasonOf(code: number): RefusalReason {
  const reasons = Object.entries(refusalCodes) as [RefusalReason, number][];
  return reasons.find(([, known]) => known === code)?.[0] ?? 'shape';
}

export function openLine(options: LineOptions, events: LineEvents): Line {
  const doc = new Y.Doc();
  const ledger = createSaveLedger();
  const waiting = new Map<number, number>();
  let hasLeft = false;
  let cancelProbe = (): void => undefined;
  const ownClock = (): number => Y.getState(doc.store, doc.clientID);
  const params: Record<string, string> = { ack: '1', epoch: String(options.epoch) };
  if (options.schemaVersion !== undefined) params['schema'] = String(options.schemaVersion);

  // Heard before the provider hears it, so that a change is counted before it is sent.
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin === provider || events.isReadOnly() || events.isFromDevice(origin)) return;
    if (!waiting.has(doc.clientID)) waiting.set(doc.clientID, ledger.decidedClock());
    ledger.changed(ownClock());
    events.changed();
  });
  const provider = new WebsocketProvider(options.url, options.documentId, doc, {
    params,
    // Tabs of one browser would hold each other's text before it is stored.
    disableBc: true,
    connect: false,
    // We reconnect ourselves: spread over time, so that a restarted hub is not met by everybody at once.
    shouldReconnect: () => false,
    WebSocketPolyfill: tappedSocket(options.WebSocket, {
      isReadOnly: events.isReadOnly,
      opening: ledger.opening,
      sent: ledger.sent,
    }),
  });
  provider.messageHandlers[messageTypes.decided] = (_encoder, decoder) => {
    ledger.decided(decoding.readVarUint(decoder));
    if (!ledger.hasUnsaved() && waiting.size > 0) {
      waiting.clear();
      if (!hasLeft) events.stored();
    }
    if (!hasLeft) events.changed();
  };
  provider.messageHandlers[messageTypes.refused] = (_encoder, decoder) => {
    const isAboutAll = decoding.readVarUint(decoder) === 0;
    const reason = refusalReasonOf(decoding.readVarUint(decoder));
    if (hasLeft) return;
    if (isAboutAll) events.closedToWriting(reason);
    else events.refused(reason);
  };
  provider.on('sync', (isSynced) => {
    if (isSynced && !hasLeft) events.synced();
  });
  provider.on('status', () => {
    if (!hasLeft) events.changed();
  });
  provider.on('closed', ({ code }) => {
    if (!hasLeft) events.closed(code);
  });

  return {
    doc,
    provider,
    isLive: () => provider.wsconnected && provider.synced,
    hasUnsaved: ledger.hasUnsaved,
    unsent() {
      if (!waiting.has(doc.clientID)) return new Map(waiting);
      return new Map(waiting).set(doc.clientID, ledger.decidedClock());
    },
    waits(unsent) {
      if (unsent.size === 0) return;
      for (const [client, clock] of unsent) waiting.set(client, Math.min(clock, waiting.get(client) ?? Infinity));
      ledger.changed(ownClock());
    },
    connect() {
      // One that hangs in its opening is given up; the browser would wait for minutes.
      if (!provider.wsconnected) provider.disconnect();
      provider.connect();
    },
    probe() {
      if (!provider.wsconnected) return;
      const heardAt = provider.wsLastMessageReceived;
      const question = encoding.createEncoder();
      encoding.writeVarUint(question, messageTypes.queryAwareness);
      provider.ws?.send(encoding.toUint8Array(question));
      cancelProbe();
      cancelProbe = options.timing.later(probeMs, () => {
        if (hasLeft || !provider.wsconnected || provider.wsLastMessageReceived !== heardAt) return;
        provider.disconnect();
        events.closed(1006);
      });
    },
    leave() {
      hasLeft = true;
      cancelProbe();
      provider.destroy();
    },
  };
}
