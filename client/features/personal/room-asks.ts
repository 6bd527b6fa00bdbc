import type { Timing } from '#client/kernel/connection.ts';

/** A room is asked about at most this often, and a little later still so that not everybody asks at once. */
export const gapMs = 2_000;
const spreadMs = 400;
const maxAtOnce = 4;
/** When so many rooms wait, the list of all of them costs less. */
const maxWaiting = 20;
const againMs = 5_000;

export interface AsksWorld {
  timing: Timing;
  /** Asks where the person stands in one room. */
  ask(roomId: string): Promise<'done' | 'later'>;
  /** Asks for all rooms instead. */
  askAll(): void;
}

/** Which rooms are to be asked about, and when. */
export interface RoomAsks {
  want(roomId: string): void;
  clear(): void;
}

export function createRoomAsks({ timing, ask, askAll }: AsksWorld): RoomAsks {
  const askedAt = new Map<string, number>();
  /** Rooms with a timer, and what stops it. */
  const waiting = new Map<string, () => void>();
  /** Rooms whose time has come while too many are being asked about. */
  const due = new Set<string>();
  let underWay = 0;

  function schedule(roomId: string, atLeastMs = 0): void {
    if (waiting.has(roomId) || due.has(roomId)) return;
    const sinceMs = timing.now() - (askedAt.get(roomId) ?? -Infinity);
    const delayMs = Math.max(0, gapMs - sinceMs, atLeastMs) + timing.random() * spreadMs;
    waiting.set(
      roomId,
      timing.later(delayMs, () => {
        waiting.delete(roomId);
        due.add(roomId);
        next();
      }),
    );
  }
  function next(): void {
    const [roomId] = due;
    if (roomId === undefined || underWay >= maxAtOnce) return;
    due.delete(roomId);
    underWay += 1;
    askedAt.set(roomId, timing.now());
    void ask(roomId).then((end) => {
      underWay -= 1;
      if (end === 'later') schedule(roomId, againMs);
      next();
    });
    next();
  }
  function clear(): void {
    for (const stop of waiting.values()) stop();
    waiting.clear();
    due.clear();
  }
  return {
    want(roomId) {
      schedule(roomId);
      if (waiting.size + due.size <= maxWaiting) return;
      clear();
      askAll();
    },
    clear,
  };
}
