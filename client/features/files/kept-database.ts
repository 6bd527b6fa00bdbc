import { asPromise, outboxStore, uploadsName } from '#client/kernel/device-copies.ts';
import { openDatabase, type Database } from '#client/kernel/device-database.ts';
import type { KeptFile, KeptFiles } from './kept-files.ts';

/** Ten messages of pictures; beyond it a file is kept by the page alone. */
const maxKeptBytes = 100 * 1024 * 1024;
const maxKeptFiles = 100;

/** What is known of a file, apart from its bytes: it changes with each letter of a description. */
interface Card extends Omit<KeptFile, 'content'> {
  place: string;
  size: number;
}
const isCard = (value: unknown): value is Card =>
  value !== null && typeof value === 'object' && 'place' in value && 'clientId' in value && 'size' in value;

const cardKey = (clientId: string): string => `card ${clientId}`;
const contentKey = (clientId: string): string => `content ${clientId}`;
const allCards = (): IDBKeyRange => IDBKeyRange.bound('card ', 'card \uffff');

/** Of one person, for all places; opened when first used. */
export function openUploads(databases: IDBFactory, userId: string): Database {
  return openDatabase(databases, uploadsName(userId), (db) => db.createObjectStore(outboxStore));
}

interface Place {
  database: Database;
  name: string;
  /** Whether this tab has the place in hand: two would bring one file twice. */
  isOurs: Promise<boolean>;
  release: () => void;
}

export function databaseFiles({ database, name, isOurs, release }: Place): KeptFiles {
  async function step<T>(mode: IDBTransactionMode, otherwise: T, run: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    if (!(await isOurs)) return otherwise;
    return database.run(outboxStore, mode, run).catch(() => otherwise);
  }
  const cardsIn = async (store: IDBObjectStore): Promise<Card[]> => {
    const found: unknown[] = await asPromise(store.getAll(allCards(), maxKeptFiles));
    return found.filter(isCard);
  };
  return {
    load: () =>
      step('readonly', [], async (store) => {
        const cards = (await cardsIn(store)).filter(({ place }) => place === name).sort((a, b) => a.order - b.order);
        const contents: unknown[] = await Promise.all(cards.map(({ clientId }) => asPromise(store.get(contentKey(clientId)))));
        return cards.flatMap(({ place: _place, size: _size, ...card }, index) => {
          const content = contents[index];
          return content instanceof Blob ? [{ ...card, content }] : [];
        });
      }),
    keep: ({ content, ...card }) =>
      step('readwrite', undefined, async (store) => {
        const others = (await cardsIn(store)).filter(({ clientId }) => clientId !== card.clientId);
        const bytes = others.reduce((sum, { size }) => sum + size, content.size);
        if (bytes > maxKeptBytes || others.length >= maxKeptFiles) return;
        store.put({ ...card, place: name, size: content.size } satisfies Card, cardKey(card.clientId));
        store.put(content, contentKey(card.clientId));
      }),
    change: (clientId, changes) =>
      step('readwrite', undefined, async (store) => {
        const card: unknown = await asPromise(store.get(cardKey(clientId)));
        if (isCard(card)) store.put({ ...card, ...changes }, cardKey(clientId));
      }),
    remove: (clientIds) =>
      step('readwrite', undefined, async (store) => {
        for (const clientId of clientIds) {
          store.delete(cardKey(clientId));
          store.delete(contentKey(clientId));
        }
      }),
    close: release,
  };
}
