import { DuplicateError, type Store } from '../../../platform/store/port.ts';
import { limits } from './limits.ts';

interface DocumentClient {
  id: string;
  documentId: string;
  clientId: number;
  userId: string;
}

/** Which person writes under which Yjs client id of a document. */
export function documentClients(store: Store) {
  return store.collection<DocumentClient>('documentClients', { indexes: [['documentId']], schemaVersion: 1 });
}
type DocumentClients = ReturnType<typeof documentClients>;

/** Key of a client id in the collection. */
export const clientKey = (documentId: string, clientId: number) => `${documentId}:${clientId}`;
const maxTries = 5;
/** The store takes so many ids or writes at once. */
const storeChunk = 1000;

/** Owner of an id whose content nobody claimed (imported, or written by the hub): no person may go on with it. */
const nobody = '';

/** Who owns the client ids of one document. Yjs believes any id; here an id belongs for ever to the person who first wrote with it. */
export interface ClientOwners {
  /** Undefined when not asked for yet. */
  ownerOf(clientId: number): string | undefined;
  /**
   * Claims ids for people; afterwards `ownerOf` answers for each of them. Whoever is first in the store wins, on any node;
   * an id in `written` has content already and is only looked up. Durable when it resolves, and so before anything
   * written with it is.
   */
  claim(claims: ReadonlyMap<number, string>, written: ReadonlySet<number>): Promise<void>;
}

export function createClientOwners(world: { store: Store; documentId: string }): ClientOwners {
  const { store, documentId } = world;
  const collection: DocumentClients = documentClients(store);
  const known = new Map<number, string>();

  function remember(clientId: number, userId: string): void {
    const oldest = known.keys().next().value;
    if (known.size >= limits.knownOwners && oldest !== undefined) known.delete(oldest);
    known.set(clientId, userId);
  }

  async function insertMissing(claims: readonly (readonly [number, string])[]): Promise<void> {
    const found = await collection.getMany(claims.map(([clientId]) => clientKey(documentId, clientId)));
    for (const { clientId, userId } of found) remember(clientId, userId);
    const missing = claims.filter(([clientId]) => !known.has(clientId));
    if (missing.length === 0) return;
    await store.commit(
      missing.map(([clientId, userId]) => collection.insert({ id: clientKey(documentId, clientId), documentId, clientId, userId })),
    );
    for (const [clientId, userId] of missing) remember(clientId, userId);
  }

  async function lookUp(clientIds: readonly number[]): Promise<void> {
    for (const clientId of clientIds) remember(clientId, nobody);
    const found = await collection.getMany(clientIds.map((clientId) => clientKey(documentId, clientId)));
    for (const { clientId, userId } of found) remember(clientId, userId);
  }

  async function inChunks<T>(items: readonly T[], run: (chunk: T[]) => Promise<void>): Promise<void> {
    for (let start = 0; start < items.length; start += storeChunk) await run(items.slice(start, start + storeChunk));
  }

  async function claimChunk(claims: readonly (readonly [number, string])[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await insertMissing(claims);
      } catch (error) {
        // Another node claimed one of them in between: read again.
        if (!(error instanceof DuplicateError) || attempt >= maxTries) throw error;
      }
    }
  }

  return {
    ownerOf: (clientId) => known.get(clientId),
    async claim(claims, written) {
      await inChunks(
        [...claims].filter(([clientId]) => !written.has(clientId)),
        claimChunk,
      );
      await inChunks(
        [...claims.keys()].filter((clientId) => written.has(clientId)),
        lookUp,
      );
    },
  };
}
