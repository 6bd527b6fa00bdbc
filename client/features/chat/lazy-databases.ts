import { memoryOutbox } from './outbox-device.ts';
import type { OutboxDevice } from './outbox-entry.ts';
import type { KeptRooms } from './room-kept.ts';

export interface ChatDatabases {
  outbox: OutboxDevice;
  rooms: KeptRooms;
}

/** Nothing is kept; for a page whose code for databases did not come over the line. */
const noRooms: KeptRooms = {
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  loadSpace: () => Promise.resolve(undefined),
  saveSpace: () => Promise.resolve(),
  keepOnly: () => Promise.resolve(),
  close: () => undefined,
};

/** Databases whose code is on its way; what is asked of them waits for it. */
export function lazyDatabases(open: () => Promise<ChatDatabases>): ChatDatabases {
  const made = open().catch((): ChatDatabases => ({ outbox: memoryOutbox(), rooms: noRooms }));
  const outbox = made.then((databases) => databases.outbox);
  const rooms = made.then((databases) => databases.rooms);
  return {
    outbox: {
      load: () => outbox.then((device) => device.load()),
      add: (entry) => outbox.then((device) => device.add(entry)),
      change: (clientId, step) => outbox.then((device) => device.change(clientId, step)),
      close: () => void outbox.then((device) => device.close()),
    },
    rooms: {
      load: (roomId) => rooms.then((kept) => kept.load(roomId)),
      save: (roomId, log) => rooms.then((kept) => kept.save(roomId, log)),
      remove: (roomId) => rooms.then((kept) => kept.remove(roomId)),
      loadSpace: (spaceId) => rooms.then((kept) => kept.loadSpace(spaceId)),
      saveSpace: (space) => rooms.then((kept) => kept.saveSpace(space)),
      keepOnly: (spaceIds) => rooms.then((kept) => kept.keepOnly(spaceIds)),
      close: () => void rooms.then((kept) => kept.close()),
    },
  };
}
