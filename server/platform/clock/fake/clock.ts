import type { Clock } from '../port.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` pass: timers fire in order of their time, each seeing its own `now()`, and what they start (promises,
   * immediates) goes on before the next one fires. Await it.
   */
  advance(ms: number): Promise<void>;
  /** The wall clock alone jumps (also backwards), as when a machine's time is set: timers neither fire nor move. */
  jump(ms: number): void;
  /** Timers waiting. */
  readonly waiting: number;
}

interface Timer {
  dueMs: number;
  periodMs: number | undefined;
  run: () => void;
}

/** @param start first `now()`; a fixed day when absent, so that a test does not depend on today */
export function fakeClock(start = new Date('2026-03-08T08:00:00.000Z')): FakeClock {
  const timers = new Set<Timer>();
  let elapsedMs = 0;
  let wallMs = start.getTime();

  function add(delayMs: number, run: () => void, periodMs?: number): () => void {
    const timer: Timer = { dueMs: elapsedMs + Math.max(0, delayMs), periodMs, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  }
  /** The earliest timer due by `untilMs`; of equal ones the one set first (a Set keeps that order). */
  function nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    return next;
  }
  function passTo(targetMs: number): void {
    wallMs += targetMs - elapsedMs;
    elapsedMs = targetMs;
  }
  function fire(timer: Timer): void {
    passTo(timer.dueMs);
    timers.delete(timer);
    if (timer.periodMs !== undefined) {
      timer.dueMs += timer.periodMs;
      timers.add(timer);
    }
    timer.run();
  }

  return {
    now: () => new Date(wallMs),
    after: (delayMs, run) => add(delayMs, run),
    every: (periodMs, run) => add(Math.max(1, periodMs), run, Math.max(1, periodMs)),
    async advance(ms) {
      const targetMs = elapsedMs + ms;
      for (let timer = nextDue(targetMs); timer; timer = nextDue(targetMs)) {
        fire(timer);
        await new Promise(setImmediate);
      }
      passTo(targetMs);
      await new Promise(setImmediate);
    },
    jump(ms) {
      wallMs += ms;
    },
    get waiting() {
      return timers.size;
    },
  };
}
