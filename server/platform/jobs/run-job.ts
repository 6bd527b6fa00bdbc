import type { Clock } from '../clock/port.ts';
import type { ReportFault } from '../fault.ts';
import type { Collection, Match, Store } from '../store/port.ts';
import type { Job } from './port.ts';
import { commitIf, errorText, maxAttempts, pauseAfter, toJob, type StoredJob } from './stored-job.ts';

export interface RunJobOptions {
  store: Store;
  jobs: Collection<StoredJob>;
  clock: Clock;
  report: ReportFault;
  holder: string;
  beatMs: number;
  /** How soon an outcome that the store did not take is written again. */
  retryMs: number;
  /** False once the node closes: the lease is then left to die. */
  isOpen: () => boolean;
}

/** Takes the lease of a job, runs its handler, and writes the outcome. Resolves false when another node has it. Never rejects once begun. */
export type RunJob = (job: StoredJob, handler: (job: Job) => Promise<void>) => Promise<boolean>;

export function createRunJob(options: RunJobOptions): RunJob {
  const { store, jobs, clock, report, holder, beatMs, retryMs, isOpen } = options;

  const replace = (job: StoredJob, guard: Match): Promise<boolean> => commitIf(store, jobs.replace(job, guard));
  function leaseOf({ attempts }: StoredJob): Match {
    return { state: 'running', holder, attempts };
  }
  /** Tells the others that this node lives, until stopped. */
  function keepBeating(job: StoredJob): () => void {
    let beat = 0;
    return clock.every(beatMs, () => {
      beat += 1;
      replace({ ...job, beat }, leaseOf(job)).catch((error: unknown) => report('jobs.store', error));
    });
  }
  function after(job: StoredJob, failure: { error: unknown } | undefined): StoredJob {
    const endedAt = clock.now().toISOString();
    // What a job was about is not kept longer than it is needed.
    if (!failure) return { ...job, state: 'done', endedAt, data: {}, error: '' };
    const error = errorText(failure.error);
    if (job.attempts >= maxAttempts) return { ...job, state: 'failed', endedAt, error };
    const runAt = new Date(clock.now().getTime() + pauseAfter(job.attempts)).toISOString();
    return { ...job, state: 'waiting', runAt, error };
  }
  /** While the store is away the lease is kept, so the outcome is written again until it is taken or the lease is lost. */
  async function settle(job: StoredJob, outcome: StoredJob): Promise<void> {
    for (;;) {
      try {
        await replace(outcome, leaseOf(job));
        return;
      } catch (error) {
        report('jobs.store', error);
        if (!isOpen()) return;
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve));
      }
    }
  }

  return async (job, handler) => {
    const leased: StoredJob = { ...job, state: 'running', holder, attempts: job.attempts + 1, beat: 0 };
    // All of the lease as it was found: two nodes that take over a dead one's job cannot both win.
    const found: Match = { state: job.state, attempts: job.attempts, holder: job.holder, beat: job.beat, runAt: job.runAt };
    if (!(await replace(leased, found))) return false;
    const stopBeating = keepBeating(leased);
    let failure: { error: unknown } | undefined;
    try {
      await handler(toJob(leased));
    } catch (error) {
      failure = { error };
      report('jobs.handler', error);
    }
    await settle(leased, after(leased, failure));
    stopBeating();
    return true;
  };
}
