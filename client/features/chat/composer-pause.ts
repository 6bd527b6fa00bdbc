import { slowModeNow, type Room } from '#shared/features/spaces/room.ts';

export type SlowRoom = Pick<Room, 'slowModeSeconds' | 'slowModeUntil'>;

export interface PauseOptions {
  room: SlowRoom;
  /** Who manages the room is asked for no pause. */
  isExempt: boolean;
  /** Milliseconds since the epoch of the last message that left from this page under slow mode. */
  sentAt?: number | undefined;
  /** And of her newest message here, sent from wherever; perhaps before slow mode began. */
  lastOwnAt: number | undefined;
  /** Until when the hub said that she has to wait. */
  refusedUntil: number | undefined;
}

/** What is only guessed keeps nobody from writing for longer: the hub knows, and what it refuses waits by itself. */
const maxGuessedMs = 300_000;

/** Milliseconds until her next message may leave; 0: now. */
export function pauseLeft({ room, isExempt, sentAt, lastOwnAt, refusedUntil }: PauseOptions, now: number): number {
  const seconds = slowModeNow(room, new Date(now));
  if (isExempt || seconds === 0) return 0;
  const pauseMs = seconds * 1000;
  const after = (at: number | undefined, ms: number): number => (at === undefined ? 0 : at + ms);
  const until = Math.max(refusedUntil ?? 0, after(sentAt, pauseMs), after(lastOwnAt, Math.min(pauseMs, maxGuessedMs)));
  // A clock that is wrong must not keep her from writing for longer than the hub would.
  return Math.min(Math.max(0, until - now), pauseMs);
}
