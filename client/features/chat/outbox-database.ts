import { asPromise, outboxName, outboxStore } from '#client/kernel/device-copies.ts';
import { openDatabase, type Database } from '#client/kernel/device-database.ts';
import { memoryOutbox } from './outbox-device.ts';
import { isOutboxEntry, type OutboxDevice } from './outbox-entry.ts';

/** Beyond it the device says no more; a room takes fewer (outbox.ts). */
const maxKept = 1_000;

/**
 * In IndexedDB, in one list for all tabs: its transactions decide who comes first. What cannot be written there is kept
 * in memory: a full disk does not stop a message.
 */
export function databaseOutbox(databases: IDBFactory, userId: string): OutboxDevice {
  const rest = memoryOutbox();
  const database: Database = openDatabase(databases, outboxName(userId), (db) => {
    db.createObjectStore(outboxStore, { autoIncrement: true }).createIndex('clientId', 'clientId', { unique: true });
  });

  function step<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    return database.run(outboxStore, mode, run);
  }
  return {
    async load() {
      const kept: unknown[] = await step('readonly', (store) => asPromise(store.getAll(null, maxKept))).catch(() => []);
      return [...kept.filter(isOutboxEntry), ...(await rest.load())];
    },
    async add(entry) {
      try {
        await step('readwrite', (store) => asPromise(store.add(entry)));
      } catch {
        await rest.add(entry);
      }
    },
    async change(clientId, change) {
      await rest.change(clientId, change);
      await step('readwrite', async (store) => {
        const place = await asPromise(store.index('clientId').getKey(clientId));
        if (place === undefined) return;
        const before: unknown = await asPromise(store.get(place));
        const after = isOutboxEntry(before) ? change(before) : null;
        if (after) store.put(after, place);
        else store.delete(place);
      });
    },
    close: () => database.close(),
  };
}
