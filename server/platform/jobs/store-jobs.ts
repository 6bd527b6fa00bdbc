import type { Clock } from '../clock/port.ts';
import type { ReportFault } from '../fault.ts';
import { newId } from '../ids/ids.ts';
import { DuplicateError, type Match, type Store } from '../store/port.ts';
import type { Job, Jobs } from './port.ts';
import { createRepeats } from './repeats.ts';
import { createRunJob } from './run-job.ts';
import { commitIf, jobCollection, toJob, waiting, type StoredJob } from './stored-job.ts';
import { createUpkeep, looksUntilDead, tidyMs } from './upkeep.ts';

export interface StoreJobsOptions {
  store: Store;
  clock: Clock;
  report: ReportFault;
  /** A lease whose holder was not seen alive for this long is taken over. Default 60,000 ms. */
  leaseMs?: number;
  /** How often due jobs are looked for. Default 1,000 ms. */
  pollMs?: number;
  /** Longest wait of `close` for running jobs. Default 8,000 ms: a drain has 10 s. */
  drainMs?: number;
  /** Jobs running at once on this node. Default 8. */
  concurrency?: number;
}

const maxFailedShown = 1_000;

/** Jobs leased through the store: the nodes agree by guarded writes alone. Declare it before `store.ready()`. */
export function storeJobs(options: StoreJobsOptions): Jobs {
  const { store, clock, report, leaseMs = 60_000, pollMs = 1_000, drainMs = 8_000, concurrency = 8 } = options;
  const jobs = jobCollection(store);
  const handlers = new Map<string, (job: Job) => Promise<void>>();
  const repeats = createRepeats();
  const holder = newId();
  const running = new Map<string, Promise<unknown>>();
  let stops: (() => void)[] = [];
  let isOpen = false;
  const runJob = createRunJob({
    ...{ store, jobs, clock, report, holder },
    beatMs: leaseMs / 3,
    retryMs: pollMs,
    isOpen: () => isOpen,
  });
  const upkeep = createUpkeep({ store, jobs, clock, holder, takeOver: run });
  let isTicking = false;
  let isWanted = false;

  /** Work against the store that the next round repeats when it failed. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      report('jobs.store', error);
    }
  }
  function run(job: StoredJob): void {
    const handler = handlers.get(job.kind);
    if (!handler || !isOpen || running.has(job.id) || running.size >= concurrency) return;
    const work = attempt(async () => void (await runJob(job, handler)));
    running.set(job.id, work);
    void work.then(() => {
      running.delete(job.id);
      if (isOpen) void tick();
    });
  }
  async function runDue(): Promise<void> {
    const limit = concurrency - running.size;
    if (limit <= 0 || handlers.size === 0) return;
    const match: Match = { state: 'waiting', kind: { in: [...handlers.keys()] }, runAt: { lte: clock.now().toISOString() } };
    const due = await jobs.find({ match, sort: [['runAt', 1]], limit });
    for (const job of due.items) run(job);
  }
  /** One round at a time; who asks during one gets another. Every ended job asks, so a backlog does not wait for the next poll. */
  async function tick(): Promise<void> {
    isWanted = true;
    if (isTicking) return;
    isTicking = true;
    while (isWanted && isOpen) {
      isWanted = false;
      await attempt(() => repeats.plan(clock.now(), schedule));
      await attempt(runDue);
    }
    isTicking = false;
  }
  async function schedule(job: Job): Promise<void> {
    try {
      await store.commit([jobs.insert(waiting(job))]);
    } catch (error) {
      if (!(error instanceof DuplicateError)) throw error;
      // Asking for a failed job again is how an administrator retries it.
      await commitIf(store, jobs.replace(waiting(job), { state: 'failed' }));
    }
  }

  return {
    async schedule(job) {
      await schedule(job);
      if (job.dueAt <= clock.now().toISOString()) void tick();
    },
    async cancel(id) {
      for (const state of ['waiting', 'failed']) if (await commitIf(store, jobs.delete(id, { state }))) return;
    },
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`jobs of kind ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    repeat: (kind, pattern, timeZone) => repeats.add(kind, pattern, timeZone),
    async failed(limit) {
      const match: Match = { state: 'failed' };
      const page = await jobs.find({ match, sort: [['endedAt', -1]], limit: Math.min(Math.max(limit, 1), maxFailedShown) });
      return page.items.map((job) => ({ ...toJob(job), error: job.error, failedAt: job.endedAt }));
    },
    start() {
      if (isOpen) return;
      isOpen = true;
      stops = [
        clock.every(pollMs, () => void tick()),
        clock.every(leaseMs / looksUntilDead, () => void attempt(upkeep.lookForDead)),
        clock.every(tidyMs, () => void attempt(upkeep.tidy)),
      ];
      void tick();
    },
    async close() {
      isOpen = false;
      for (const stop of stops) stop();
      const drained = Promise.allSettled(running.values());
      let cancel = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        cancel = clock.after(drainMs, resolve);
      });
      await Promise.race([drained, late]);
      cancel();
    },
  };
}
