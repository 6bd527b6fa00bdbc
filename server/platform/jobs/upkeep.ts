import type { Clock } from '../clock/port.ts';
import type { Collection, Store } from '../store/port.ts';
import { createStaleLeases } from './stale-leases.ts';
import { commitIf, maxAttempts, type StoredJob } from './stored-job.ts';

/** Looks without a sign of life that make a lease dead. */
export const looksUntilDead = 12;
export const tidyMs = 3_600_000;
/** Running jobs looked at, over all nodes, and old jobs removed, at a time. */
const pageSize = 1_000;
/** A done job is known, so that scheduling it again changes nothing, for 30 days; a failed one can be looked at for 90. */
const keptMs = { done: 30 * 86_400_000, failed: 90 * 86_400_000 } as const;

export interface UpkeepOptions {
  store: Store;
  jobs: Collection<StoredJob>;
  clock: Clock;
  holder: string;
  takeOver: (job: StoredJob) => void;
}

/** What any node does for all: takes over the jobs of dead nodes, and forgets old ones. */
export interface Upkeep {
  lookForDead(): Promise<void>;
  tidy(): Promise<void>;
}

export function createUpkeep({ store, jobs, clock, holder, takeOver }: UpkeepOptions): Upkeep {
  const stale = createStaleLeases(looksUntilDead);

  /** A job whose every attempt took its node down with it. */
  async function endForGood(job: StoredJob): Promise<void> {
    const failed: StoredJob = { ...job, state: 'failed', error: 'its node died at every attempt', endedAt: clock.now().toISOString() };
    await commitIf(store, jobs.replace(failed, { state: 'running', holder: job.holder, attempts: job.attempts, beat: job.beat }));
  }
  return {
    async lookForDead() {
      const { items } = await jobs.find({ match: { state: 'running' }, limit: pageSize });
      for (const job of stale.look(items.filter((item) => item.holder !== holder))) {
        if (job.attempts < maxAttempts) takeOver(job);
        else await endForGood(job);
      }
    },
    async tidy() {
      for (const state of ['done', 'failed'] as const) {
        const before = new Date(clock.now().getTime() - keptMs[state]).toISOString();
        const old = await jobs.find({ match: { state, endedAt: { lt: before } }, sort: [['endedAt', 1]], limit: pageSize });
        for (const { id } of old.items) await commitIf(store, jobs.delete(id, { state }));
      }
    },
  };
}
