import type { Clock } from '../clock/port.ts';
import type { ReportFault } from '../fault.ts';
import { newId } from '../ids/ids.ts';
import { DuplicateError, GuardError, type Match, type Store } from '../store/port.ts';
import type { Job, Jobs } from './port.ts';
import { createRepeats } from './repeats.ts';
import { createRunJob } from './run-job.ts';
import { createStaleLeases } from './stale-leases.ts';
import { jobCollection, maxAttempts, toJob, waiting, type StoredJob } from './stored-job.ts';

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

/** Looks without a sign of life that make a lease dead. */
const looksUntilDead = 12;
/** Running jobs looked at, over all nodes, and old jobs removed, at a time. */
const pageSize = 1_000;
const tidyMs = 3_600_000;
/** A done job is known, so that scheduling it again changes nothing, for 30 days; a failed one can be looked at for 90. */
const keptMs = { done: 30 * 86_400_000, failed: 90 * 86_400_000 } as const;

/** Jobs leased through the store: the nodes agree by guarded writes alone. Declare it before `store.ready()`. */
export function storeJobs(options: StoreJobsOptions): Jobs {
  const { store, clock, report, leaseMs = 60_000, pollMs = 1_000, drainMs = 8_000, concurrency = 8 } = options;
  const jobs = jobCollection(store);
  const handlers = new Map<string, (job: Job) => Promise<void>>();
  const repeats = createRepeats();
  const stale = createStaleLeases(looksUntilDead);
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
  let isTicking = false;

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
  /** One round at a time; every ended job starts another, so a backlog does not wait for the next poll. */
  async function tick(): Promise<void> {
    if (isTicking || !isOpen) return;
    isTicking = true;
    await attempt(() => repeats.plan(clock.now(), schedule));
    await attempt(runDue);
    isTicking = false;
  }
  async function takeOver(): Promise<void> {
    const { items } = await jobs.find({ match: { state: 'running' }, limit: pageSize });
    for (const job of stale.look(items.filter((item) => item.holder !== holder))) {
      if (job.attempts < maxAttempts) run(job);
      else await endForGood(job);
    }
  }
  /** A job whose every attempt took its node down with it. */
  async function endForGood(job: StoredJob): Promise<void> {
    const failed: StoredJob = { ...job, state: 'failed', error: 'its node died at every attempt', endedAt: clock.now().toISOString() };
    await guarded(jobs.replace(failed, { state: 'running', holder: job.holder, attempts: job.attempts, beat: job.beat }));
  }
  /** False when the guard did not hold. */
  async function guarded(op: Parameters<Store['commit']>[0][number]): Promise<boolean> {
    try {
      await store.commit([op]);
      return true;
    } catch (error) {
      if (error instanceof GuardError) return false;
      throw error;
    }
  }
  async function tidy(): Promise<void> {
    for (const state of ['done', 'failed'] as const) {
      const before = new Date(clock.now().getTime() - keptMs[state]).toISOString();
      const old = await jobs.find({ match: { state, endedAt: { lt: before } }, sort: [['endedAt', 1]], limit: pageSize });
      for (const { id } of old.items) await guarded(jobs.delete(id, { state }));
    }
  }
  async function schedule(job: Job): Promise<void> {
    try {
      await store.commit([jobs.insert(waiting(job))]);
    } catch (error) {
      if (!(error instanceof DuplicateError)) throw error;
      // Asking for a failed job again is how an administrator retries it.
      await guarded(jobs.replace(waiting(job), { state: 'failed' }));
    }
  }

  return {
    async schedule(job) {
      await schedule(job);
      if (job.dueAt <= clock.now().toISOString()) void tick();
    },
    async cancel(id) {
      for (const state of ['waiting', 'failed']) if (await guarded(jobs.delete(id, { state }))) return;
    },
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`jobs of kind ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    repeat: (kind, pattern, timeZone) => repeats.add(kind, pattern, timeZone),
    async failed(limit) {
      const match: Match = { state: 'failed' };
      const page = await jobs.find({ match, sort: [['endedAt', -1]], limit: Math.min(Math.max(limit, 1), pageSize) });
      return page.items.map((job) => ({ ...toJob(job), error: job.error, failedAt: job.endedAt }));
    },
    start() {
      if (isOpen) return;
      isOpen = true;
      stops = [
        clock.every(pollMs, () => void tick()),
        clock.every(leaseMs / looksUntilDead, () => void attempt(takeOver)),
        clock.every(tidyMs, () => void attempt(tidy)),
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
