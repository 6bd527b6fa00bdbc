import * as decoding from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { closeCodes, refusalCodes, type RefusalReason } from '#shared/features/documents/contract.ts';
import { messageTypes } from '#shared/features/documents/wire.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { tappedSocket } from './collab-wire.ts';
import { beyond, refusedText } from './refused-text.ts';
import { createSaveLedger, type SaveLedger } from './save-ledger.ts';

/**
 * What may truly be said of the text on the page. `saved`: the hub stored all of it. `saving`: part of it is on its
 * way. `offline`: no connection, see `hasUnsaved`. `readOnly`: this person only reads. `refused`: the hub did not take
 * part of it, see `refusal`. `gone`: the document cannot be opened (any more), see `gone`.
 */
export type CollabSign = 'opening' | 'saving' | 'saved' | 'offline' | 'readOnly' | 'refused' | 'gone';
export type GoneReason = 'notSignedIn' | 'notAllowed' | 'unknownDocument' | 'schemaOrEpochDiffers' | 'refusedContent';

export interface CollabState {
  sign: CollabSign;
  /** Changes made here are not stored yet. */
  hasUnsaved: boolean;
  /** Replaced after a refusal: give the editor `key={generation}`. */
  doc: Y.Doc;
  awareness: Awareness;
  generation: number;
  /** The text is offered back; undefined until it is known what the hub holds. It may be empty: a format, a deletion. */
  refusal?: { reason: RefusalReason; text: string | undefined };
  /** `text`: what was written here and is not stored. */
  gone?: { reason: GoneReason; text: string };
}

export interface Collab {
  current(): CollabState;
  subscribe(listener: () => void): () => void;
  /** The refused text was taken or thrown away. */
  dismissRefusal(): void;
  /** Connects at once instead of waiting for the next attempt. */
  connectNow(): void;
  destroy(): void;
}

export interface CollabOptions {
  /** `wss://hub.example/collab` */
  url: string;
  documentId: string;
  /** Of lessons and trees. */
  schemaVersion?: number | undefined;
  epoch: number;
  isReadOnly: boolean;
  timing: Timing;
  WebSocket: typeof WebSocket;
}

const maxDelayMs = 5_000;
/** More refusals than this in a minute, and the page only reads: an editor that writes what is refused must not go round for ever. */
const maxRebuildsPerMinute = 3;

const finalReasons = new Map<number, GoneReason>([
  [closeCodes.notSignedIn, 'notSignedIn'],
  [closeCodes.notAllowed, 'notAllowed'],
  [closeCodes.unknownDocument, 'unknownDocument'],
  [closeCodes.schemaOrEpochDiffers, 'schemaOrEpochDiffers'],
  [closeCodes.refusedContent, 'refusedContent'],
]);

function goneReasonOf(code: number): GoneReason | undefined {
  const known = finalReasons.get(code);
  // By y-websocket's convention all of 4400–4499 are final.
  return known ?? (code >= 4400 && code < 4500 ? 'notAllowed' : undefined);
}
function refusalReasonOf(code: number): RefusalReason {
  const reasons = Object.entries(refusalCodes) as [RefusalReason, number][];
  return reasons.find(([, known]) => known === code)?.[0] ?? 'shape';
}

/** One document with its connection; replaced as a whole after a refusal. */
interface Line {
  doc: Y.Doc;
  provider: WebsocketProvider;
  ledger: SaveLedger;
}

export function createCollab(options: CollabOptions): Collab {
  const { timing } = options;
  const listeners = new Set<() => void>();
  let isReadOnly = options.isReadOnly;
  let generation = 0;
  let attempts = 0;
  let hasTried = false;
  let gone: CollabState['gone'];
  let refusal: CollabState['refusal'];
  /** Documents that were refused, until it is known what the hub holds of them. */
  let lost: Y.Doc[] = [];
  let rebuilds: number[] = [];
  let cancelConnect: (() => void) | undefined;
  let shown: CollabState | undefined;
  let line = openLine();

  function changed(): void {
    shown = undefined;
    for (const listener of [...listeners]) listener();
  }
  function openLine(): Line {
    const doc = new Y.Doc();
    const ledger = createSaveLedger();
    const params: Record<string, string> = { ack: '1', epoch: String(options.epoch) };
    if (options.schemaVersion !== undefined) params.schema = String(options.schemaVersion);
    // Heard before the provider hears it, so that a change is counted before it is sent.
    doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === provider || isReadOnly) return;
      ledger.changed(Y.getState(doc.store, doc.clientID));
      changed();
    });
    const provider = new WebsocketProvider(options.url, options.documentId, doc, {
      params,
      // Tabs of one browser would hold each other's text before it is stored.
      disableBc: true,
      connect: false,
      // We reconnect ourselves: spread over time, so that a restarted hub is not met by everybody at once.
      shouldReconnect: () => false,
      WebSocketPolyfill: tappedSocket(options.WebSocket, { isReadOnly: () => isReadOnly, opening: ledger.opening, sent: ledger.sent }),
    });
    const made = { doc, provider, ledger };
    listen(made);
    return made;
  }
  function listen(made: Line): void {
    const { provider, ledger } = made;
    provider.messageHandlers[messageTypes.decided] = (_encoder, decoder) => {
      ledger.decided(decoding.readVarUint(decoder));
      changed();
    };
    provider.messageHandlers[messageTypes.refused] = (_encoder, decoder) => {
      decoding.readVarUint(decoder);
      const reason = refusalReasonOf(decoding.readVarUint(decoder));
      if (made === line) rebuild(reason);
    };
    provider.on('sync', (isSynced) => {
      if (!isSynced || made !== line) return;
      attempts = 0;
      hasTried = true;
      offerLost();
      changed();
    });
    provider.on('status', () => {
      if (made === line) changed();
    });
    provider.on('closed', ({ code }) => {
      if (made === line) closed(code);
    });
  }

  function closed(code: number): void {
    hasTried = true;
    const reason = goneReasonOf(code);
    if (reason) return end(reason);
    attempts += 1;
    const spread = code === closeCodes.restarting ? maxDelayMs : Math.min(maxDelayMs, 250 * 2 ** Math.min(attempts, 6));
    cancelConnect?.();
    cancelConnect = timing.later(100 + timing.random() * spread, () => line.provider.connect());
    changed();
  }
  function end(reason: GoneReason): void {
    const { doc, ledger } = line;
    const from = ledger.hasUnsaved() ? ledger.decidedClock() : Infinity;
    gone = { reason, text: refusedText(doc, (client) => (client === doc.clientID ? from : Infinity)) };
    changed();
  }

  function rebuild(reason: RefusalReason): void {
    const now = timing.now();
    rebuilds = [...rebuilds.filter((at) => now - at < 60_000), now];
    if (reason === 'notAllowed' || reason === 'archived' || rebuilds.length > maxRebuildsPerMinute) isReadOnly = true;
    const { doc, provider } = line;
    lost = [...lost, doc];
    refusal = { reason, text: undefined };
    generation += 1;
    provider.destroy();
    line = openLine();
    line.provider.connect();
    changed();
  }
  /** Now that the hub's text is here, what it lacks of the refused documents is what was refused. */
  function offerLost(): void {
    if (!refusal || lost.length === 0) return;
    const held = beyond(Y.decodeStateVector(Y.encodeStateVector(line.doc)));
    const text = lost
      .map((doc) => refusedText(doc, held))
      .filter((part) => part !== '')
      .join('\n');
    for (const doc of lost) doc.destroy();
    lost = [];
    refusal = { ...refusal, text };
  }

  function sign(): CollabSign {
    if (gone) return 'gone';
    if (refusal) return 'refused';
    const { provider, ledger } = line;
    if (!provider.wsconnected || !provider.synced) return hasTried ? 'offline' : 'opening';
    if (isReadOnly) return 'readOnly';
    return ledger.hasUnsaved() ? 'saving' : 'saved';
  }

  line.provider.connect();
  return {
    current() {
      const { doc, provider, ledger } = line;
      shown ??= {
        sign: sign(),
        hasUnsaved: ledger.hasUnsaved() || lost.length > 0,
        doc,
        awareness: provider.awareness,
        generation,
        ...(refusal ? { refusal } : {}),
        ...(gone ? { gone } : {}),
      };
      return shown;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dismissRefusal() {
      if (refusal?.text === undefined) return;
      refusal = undefined;
      changed();
    },
    connectNow() {
      if (gone) return;
      cancelConnect?.();
      line.provider.connect();
    },
    destroy() {
      cancelConnect?.();
      listeners.clear();
      line.provider.destroy();
      for (const doc of [...lost, line.doc]) doc.destroy();
    },
  };
}
