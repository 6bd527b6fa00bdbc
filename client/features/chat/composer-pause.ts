import { slowModeNow, type Room } from '#shared/features/spaces/room.ts';

export type SlowRoom = Pick<Room, 'slowModeSeconds' | 'slowModeUntil'>;

export interface PauseOptions {
  room: SlowRoom;
  /** Who manages the room is asked for no pause. */
  isExempt: boolean;
  /** Milliseconds since the epoch of her newest message here, sent from wherever. */
  lastOwnAt: number | undefined;
  /** Until when the hub said that she has to wait. */
  refusedUntil: number | undefined;
}

/** Milliseconds until her next message may leave; 0: now. */
export function pauseLeft({ room, isExempt, lastOwnAt, refusedUntil }: PauseOptions, now: number): number {
  const seconds = slowModeNow(room, new Date(now));
  if (isExempt || seconds === 0) return 0;
  const until = Math.max(refusedUntil ?? 0, lastOwnAt === undefined ? 0 : lastOwnAt + seconds * 1000);
  // A clock that is wrong must not keep her from writing for longer than the hub would.
  return Math.min(Math.max(0, until - now), seconds * 1000);
}
