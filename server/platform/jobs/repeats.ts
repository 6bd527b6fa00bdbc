import { Cron } from 'croner';
import type { Job } from './port.ts';

/** Jobs that come again by the calendar. */
export interface Repeats {
  add(kind: string, pattern: string, timeZone: string): void;
  /** Schedules what comes next, of every kind whose last due time has passed. */
  plan(now: Date, schedule: (job: Job) => Promise<void>): Promise<void>;
}

/**
 * The next due time always stands in the store as a job named by it: every node plans the same one, so it runs once, and
 * a hub that was down at the time runs it when it is back. Due times between that nobody planned are passed over.
 */
export function createRepeats(): Repeats {
  const repeats = new Map<string, { cron: Cron; nextAt: Date | undefined }>();
  return {
    add(kind, pattern, timeZone) {
      repeats.set(kind, { cron: new Cron(pattern, { timezone: timeZone, paused: true }), nextAt: undefined });
    },
    async plan(now, schedule) {
      for (const [kind, repeat] of repeats) {
        if (repeat.nextAt && repeat.nextAt > now) continue;
        const nextAt = repeat.cron.nextRun(now);
        if (!nextAt) continue;
        const dueAt = nextAt.toISOString();
        await schedule({ id: `repeat/${kind}/${dueAt}`, kind, dueAt, data: {} });
        // Not before the store has it: a failed write is planned again.
        repeat.nextAt = nextAt;
      }
    },
  };
}
