import type { Timing } from './connection.ts';
import type { StorageLike } from './drafts.ts';

/** Time that moves when the test says so; for tests of the client only. */
export interface ManualTiming extends Timing {
  /** Runs what is due, in order, also what that adds. */
  advance(ms: number): void;
  /** Timers that wait. */
  waiting(): number;
}

export function manualTiming(random: () => number = () => 0.5): ManualTiming {
  let time = 1_700_000_000_000;
  let counter = 0;
  const timers = new Map<number, { due: number; run: () => void }>();
  function next(until: number): [number, { due: number; run: () => void }] | undefined {
    return [...timers].filter(([, timer]) => timer.due <= until).sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  }
  return {
    later(delayMs, run) {
      counter += 1;
      const key = counter;
      timers.set(key, { due: time + delayMs, run });
      return () => {
        timers.delete(key);
      };
    },
    random,
    now: () => time,
    waiting: () => timers.size,
    advance(ms) {
      const until = time + ms;
      for (let due = next(until); due; due = next(until)) {
        timers.delete(due[0]);
        time = due[1].due;
        due[1].run();
      }
      time = until;
    },
  };
}

/** A storage in memory; with `maxChars`, one that is full beyond it and then throws as browsers do. */
export function memoryStorage(maxChars = Infinity): StorageLike {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => {
      values.delete(key);
    },
    setItem(key, value) {
      const used = [...values].reduce((sum, [name, text]) => sum + (name === key ? 0 : name.length + text.length), 0);
      if (used + key.length + value.length > maxChars) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
  };
}
