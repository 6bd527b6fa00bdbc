import type { StoredJob } from './stored-job.ts';

/**
 * Which leases died, judged without comparing clocks of different nodes: a lease is dead when this node saw it unchanged
 * in `looks` looks one after another. A node that stood still looked at nothing meanwhile, so it judges nobody by it.
 */
export interface StaleLeases {
  /** Takes all jobs now running; answers those whose holder is dead. */
  look(running: readonly StoredJob[]): StoredJob[];
}

export function createStaleLeases(looks: number): StaleLeases {
  let seen = new Map<string, { lease: string; unchanged: number }>();
  return {
    look(running) {
      const now = new Map<string, { lease: string; unchanged: number }>();
      const dead: StoredJob[] = [];
      for (const job of running) {
        const lease = `${job.holder}/${job.attempts}/${job.beat}`;
        const before = seen.get(job.id);
        const unchanged = before?.lease === lease ? before.unchanged + 1 : 0;
        now.set(job.id, { lease, unchanged });
        if (unchanged >= looks) dead.push(job);
      }
      seen = now;
      return dead;
    },
  };
}
