import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { createCollab } from '#client/features/documents/collab-provider.ts';
import { browserTiming, type Timing } from '#client/kernel/connection.ts';
import { stateOf, textOf, writerOf } from './editing.ts';
import { journalled, type Journal } from './journal.ts';
import { randomFrom } from './random.ts';

export interface Place {
  /** `ws://host:port/collab`. */
  url: string;
  documentId: string;
  kind: 'plain' | 'lesson';
}

/** Somebody who writes, by a public client. */
export interface Editor {
  readonly name: string;
  doc(): Y.Doc;
  /** One seeded edit. */
  write(): void;
  /** In step with the server, as far as this client can tell; our own also knows that all is stored. */
  isCalm(): boolean;
  /** What our own client tells its person; undefined of other clients. */
  sign(): string | undefined;
  destroy(): void;
}

export interface EditorOptions {
  place: Place;
  /** Small letters and digits, of this editor alone. */
  name: string;
  token: string;
  seed: number;
  journal: Journal;
}

/** Reconnects as the page does, only sooner: a test has no minutes to wait. */
const hasty: Timing = { ...browserTiming, later: (delayMs, run) => browserTiming.later(delayMs / 10, run) };

/** An unmodified y-websocket provider, which knows nothing of acknowledgements. */
function plainProvider({ place, name, token, seed, journal }: EditorOptions): Omit<Editor, 'write'> {
  const doc = new Y.Doc();
  doc.clientID = Math.floor(randomFrom(seed)() * 2 ** 32);
  const schema = schemaVersions[place.kind];
  const provider = new WebsocketProvider(place.url, place.documentId, doc, {
    params: { schema: String(schema) },
    WebSocketPolyfill: journalled(journal, { name, token }) as never,
    disableBc: true,
    maxBackoffTime: 500,
  });
  return {
    name,
    doc: () => doc,
    isCalm: () => provider.wsconnected && provider.synced,
    sign: () => undefined,
    destroy: () => provider.destroy(),
  };
}

/** The page's own client, as it is but for the browser around it. */
function ownClient({ place, name, token, journal }: EditorOptions): Omit<Editor, 'write'> {
  const collab = createCollab({
    url: place.url,
    documentId: place.documentId,
    schemaVersion: place.kind === 'plain' ? undefined : schemaVersions[place.kind],
    epoch: 1,
    isReadOnly: false,
    timing: hasty,
    WebSocket: journalled(journal, { name, token }) as unknown as typeof globalThis.WebSocket,
  });
  return {
    name,
    doc: () => collab.current().doc,
    sign: () => collab.current().sign,
    isCalm: () => collab.current().sign === 'saved' && !collab.current().hasUnsaved,
    destroy: () => collab.destroy(),
  };
}

/** Opens an editor: `own` is the page's client, otherwise an unmodified y-websocket provider. */
export function openEditor(options: EditorOptions & { own: boolean }): Editor {
  const { own, place, name, seed, journal } = options;
  const client = own ? ownClient(options) : plainProvider(options);
  const write = writerOf({ kind: place.kind, name, random: randomFrom(seed), journal });
  return { ...client, write: () => write(client.doc()) };
}

/** Somebody who comes new, reads once and goes. */
export async function readFresh(place: Place, token: string, journal: Journal): Promise<Y.Doc> {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(place.url, place.documentId, doc, {
    params: { schema: String(schemaVersions[place.kind]) },
    WebSocketPolyfill: journalled(journal, { name: 'reader', token }) as never,
    disableBc: true,
    maxBackoffTime: 300,
  });
  const ends: number[] = [];
  provider.on('connection-close', (event) => ends.push(event?.code ?? 0));
  provider.on('closed', ({ code }) => ends.push(code));
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () =>
          reject(
            new Error(`${place.documentId} at ${place.url} was not given to a fresh reader within 30 s; closed with ${ends.join(', ')}`),
          ),
        30_000,
      );
      provider.once('sync', () => {
        clearTimeout(late);
        resolve();
      });
    });
    return doc;
  } finally {
    provider.destroy();
  }
}

export const stateIn = (doc: Y.Doc, { kind }: Place) => stateOf(doc, kind);
export const textIn = (doc: Y.Doc, { kind }: Place) => textOf(doc, kind);
