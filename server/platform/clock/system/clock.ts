import type { Clock } from '../port.ts';

/** Node keeps a timer's delay in 31 bits and fires at once beyond it. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. Timers run on the monotonic clock, so a jump of the wall clock neither fires nor delays them. */
export function systemClock(): Clock {
  return {
    now: () => new Date(),
    after(delayMs, run) {
      let timer: NodeJS.Timeout;
      const wait = (leftMs: number): void => {
        const stepMs = Math.min(leftMs, longestTimerMs);
        timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : run()), stepMs);
        timer.unref();
      };
      wait(Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
    every(periodMs, run) {
      const timer = setInterval(run, Math.min(Math.max(1, periodMs), longestTimerMs));
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
