import type { Clock } from '../clock/port.ts';
import type { ReportFault } from '../fault.ts';
import { maxPlaces } from './times.ts';

/** Tells listeners that a place changed: the first time at once, then at most once per `coalesceMs`, the last change never lost. */
export interface Changes {
  mark(place: string): void;
  listen(listener: (place: string) => void): () => void;
  close(): void;
}

interface ChangesOptions {
  clock: Clock;
  coalesceMs: number;
  report: ReportFault;
}

export function createChanges({ clock, coalesceMs, report }: ChangesOptions): Changes {
  const listeners = new Set<{ listener: (place: string) => void }>();
  /** Places told within the last `coalesceMs`: whether they changed again since, and the timer that forgets them. */
  const resting = new Map<string, { changedAgain: boolean; cancel: () => void }>();

  function tell(place: string): void {
    for (const { listener } of [...listeners]) {
      try {
        listener(place);
      } catch (error) {
        report('presence.listener', error);
      }
    }
  }
  function rest(place: string): void {
    // Each resting place holds a timer; a storm over more places than this is told at once, uncoalesced, rather than kept.
    if (resting.size >= maxPlaces * 10) return;
    const cancel = clock.after(coalesceMs, () => {
      const changedAgain = resting.get(place)?.changedAgain;
      resting.delete(place);
      if (!changedAgain) return;
      rest(place);
      tell(place);
    });
    resting.set(place, { changedAgain: false, cancel });
  }
  return {
    mark(place) {
      const state = resting.get(place);
      if (state) {
        state.changedAgain = true;
        return;
      }
      rest(place);
      tell(place);
    },
    listen(listener) {
      const holder = { listener };
      listeners.add(holder);
      return () => void listeners.delete(holder);
    },
    close() {
      for (const { cancel } of resting.values()) cancel();
      resting.clear();
      listeners.clear();
    },
  };
}
