import type { Timing } from '#client/kernel/connection.ts';
import type { Space } from '#shared/features/spaces/contract.ts';
import type { KeptLog } from './room-log.ts';

/** Rooms, as many spaces, and lines of a room that this device shows without a line. */
export const maxKeptRooms = 20;
export const maxKeptLines = 200;
const everyMs = 5_000;

/** The newest lines of the rooms somebody looked at last, on her own device. What fails keeps nothing and says nothing. */
export interface KeptRooms {
  load(roomId: string): Promise<KeptLog | undefined>;
  save(roomId: string, log: KeptLog): Promise<void>;
  remove(roomId: string): Promise<void>;
  /** The space around the rooms: without it none could be shown. */
  loadSpace(spaceId: string): Promise<Space | undefined>;
  saveSpace(space: Space): Promise<void>;
  /** Other spaces go, with their rooms: the person was removed from them while she was away. */
  keepOnly(spaceIds: ReadonlySet<string>): Promise<void>;
  close(): void;
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
