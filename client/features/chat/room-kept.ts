import { asPromise, roomsName } from '#client/kernel/device-copies.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { RoomItem } from '#shared/features/chat/contract.ts';
import { openDatabase } from './device-database.ts';
import type { KeptLog } from './room-log.ts';

/** Rooms and lines of them that this device shows without a line. */
export const maxKeptRooms = 20;
export const maxKeptLines = 200;
const everyMs = 5_000;
const store = 'rooms';

interface KeptRoom extends KeptLog {
  roomId: string;
  keptAt: number;
}

/** The newest lines of the rooms somebody looked at last, on her own device. What fails keeps nothing and says nothing. */
export interface KeptRooms {
  load(roomId: string): Promise<KeptLog | undefined>;
  save(roomId: string, log: KeptLog): Promise<void>;
  remove(roomId: string): Promise<void>;
  close(): void;
}

/** Another version of the page may have left something else. */
function readKept(value: unknown): KeptLog | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const { last, span, lines } = value as Partial<KeptRoom>;
  if (typeof last !== 'number' || span === undefined || !Array.isArray(lines) || !Array.isArray(span.seqs)) return undefined;
  const parsed = lines.map((line) => RoomItem.safeParse(line));
  return parsed.every(({ success }) => success) ? { last, span, lines: parsed.flatMap(({ data }) => data ?? []) } : undefined;
}

export function databaseRooms(databases: IDBFactory, userId: string, now: () => number): KeptRooms {
  const database = openDatabase(databases, roomsName(userId), (db) => {
    db.createObjectStore(store, { keyPath: 'roomId' }).createIndex('keptAt', 'keptAt');
  });
  async function dropOldest(rooms: IDBObjectStore): Promise<void> {
    const keys = await asPromise(rooms.index('keptAt').getAllKeys());
    for (const key of keys.slice(0, Math.max(0, keys.length - maxKeptRooms))) rooms.delete(key);
  }
  return {
    load: (roomId) => database.run(store, 'readonly', (rooms) => asPromise<unknown>(rooms.get(roomId))).then(readKept, () => undefined),
    save: (roomId, log) =>
      database
        .run(store, 'readwrite', async (rooms) => {
          const kept: KeptRoom = { ...log, roomId, keptAt: now() };
          await asPromise(rooms.put(kept));
          await dropOldest(rooms);
        })
        .catch(() => undefined),
    remove: (roomId) => database.run(store, 'readwrite', (rooms) => asPromise(rooms.delete(roomId))).catch(() => undefined),
    close: () => database.close(),
  };
}

/** Writes a room now and then, when the page has nothing else to do. */
export interface RoomKeeper {
  changed(): void;
  /** Writes at once what is not written yet. */
  flush(): void;
  stop(): void;
}

export function createRoomKeeper(world: { timing: Timing; whenIdle(run: () => void): void; write(): void }): RoomKeeper {
  let cancel: (() => void) | undefined;
  return {
    changed() {
      cancel ??= world.timing.later(everyMs, () => {
        cancel = undefined;
        world.whenIdle(world.write);
      });
    },
    flush() {
      if (!cancel) return;
      cancel();
      cancel = undefined;
      world.write();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
