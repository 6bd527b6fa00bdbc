import { asPromise, roomsName } from '#client/kernel/device-copies.ts';
import { contractVersion } from '#shared/features/contract-version.ts';
import type { Space } from '#shared/features/spaces/contract.ts';
import { openDatabase } from '#client/kernel/device-database.ts';
import { maxKeptRooms, type KeptRooms } from './room-kept.ts';
import type { KeptLog } from './room-log.ts';

const roomStore = 'rooms';
const spaceStore = 'spaces';

/** What this very version of the contract left; the hub's answer is soon there for what another one did. */
function readKept<T>(value: unknown): T | undefined {
  const isOurs = value !== null && typeof value === 'object' && 'version' in value && value.version === contractVersion;
  return isOurs && 'kept' in value ? (value.kept as T) : undefined;
}

export function databaseRooms(databases: IDBFactory, userId: string, now: () => number): KeptRooms {
  const database = openDatabase(databases, roomsName(userId), (db) => {
    for (const store of [roomStore, spaceStore]) db.createObjectStore(store, { keyPath: 'id' }).createIndex('keptAt', 'keptAt');
  });
  const get = <T>(store: string, id: string): Promise<T | undefined> =>
    database
      .run(store, 'readonly', (kept) => asPromise<unknown>(kept.get(id)))
      .then(
        (value) => readKept<T>(value),
        () => undefined,
      );
  const put = (store: string, id: string, value: KeptLog | Space): Promise<void> =>
    database
      .run(store, 'readwrite', async (records) => {
        await asPromise(records.put({ id, version: contractVersion, keptAt: now(), kept: value }));
        // The index gives the keys of the records, the oldest first.
        const ids = await asPromise(records.index('keptAt').getAllKeys());
        for (const old of ids.slice(0, Math.max(0, ids.length - maxKeptRooms))) records.delete(old);
      })
      .catch(() => undefined);
  const remove = (store: string, id: IDBValidKey): Promise<void> =>
    database.run(store, 'readwrite', (records) => asPromise(records.delete(id))).catch(() => undefined);

  return {
    load: (roomId) => get<KeptLog>(roomStore, roomId),
    save: (roomId, log) => put(roomStore, roomId, log),
    remove: (roomId) => remove(roomStore, roomId),
    loadSpace: (spaceId) => get<Space>(spaceStore, spaceId),
    saveSpace: (space) => put(spaceStore, space.id, space),
    async keepOnly(spaceIds) {
      const ids = await database.run(spaceStore, 'readonly', (spaces) => asPromise(spaces.getAllKeys())).catch(() => []);
      for (const id of ids.filter((key) => typeof key === 'string' && !spaceIds.has(key))) {
        const space = await get<Space>(spaceStore, String(id));
        for (const room of space?.rooms ?? []) await remove(roomStore, room.id);
        await remove(spaceStore, id);
      }
    },
    close: () => database.close(),
  };
}
