import type { Timing } from '#client/kernel/connection.ts';

/** Told again while somebody writes, well within the time the others believe it. */
export const tellsEveryMs = 4_000;
export const believedMs = 6_000;
/** More than anybody reads; also what a page holds of a room in which everybody writes. */
const maxWriters = 20;

export interface TypingSender {
  /** Something was typed. */
  typed(): void;
  /** Sent, left or put aside. */
  stop(): void;
}

/**
 * Tells the hub that somebody writes, seldom enough for a slow line.
 *
 * @param tell  false when it could not be told now: it is tried again with the next letter
 */
export function createTypingSender(tell: (isOn: boolean) => boolean, now: Timing['now']): TypingSender {
  let toldAt: number | undefined;
  return {
    typed() {
      if (toldAt !== undefined && now() - toldAt < tellsEveryMs) return;
      if (tell(true)) toldAt = now();
    },
    stop() {
      // After its time nobody believes it any more.
      const isBelieved = toldAt !== undefined && now() - toldAt < believedMs;
      toldAt = undefined;
      if (isBelieved) tell(false);
    },
  };
}

export interface TypingList {
  /** Who writes now, the first who began first. */
  current(): readonly string[];
  subscribe(listener: () => void): () => void;
  hear(userId: string, isOn: boolean): void;
  clear(): void;
}

/** Who writes in one place, each as long as it is believed. */
export function createTypingList({ later }: Pick<Timing, 'later'>): TypingList {
  const ends = new Map<string, () => void>();
  const listeners = new Set<() => void>();
  let shown: readonly string[] = [];

  function changed(): void {
    shown = [...ends.keys()];
    for (const listener of [...listeners]) listener();
  }
  function end(userId: string): void {
    ends.get(userId)?.();
    if (ends.delete(userId)) changed();
  }
  return {
    current: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(userId, isOn) {
      if (!isOn) return end(userId);
      const isNew = !ends.has(userId);
      if (isNew && ends.size >= maxWriters) return;
      ends.get(userId)?.();
      ends.set(
        userId,
        later(believedMs, () => end(userId)),
      );
      if (isNew) changed();
    },
    clear() {
      if (ends.size === 0) return;
      for (const stop of ends.values()) stop();
      ends.clear();
      changed();
    },
  };
}
