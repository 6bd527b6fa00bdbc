import { limits } from './limits.ts';
import type { Job } from './peer.ts';

/** Updates that wait for their round, in the order in which they came. */
export class JobQueue {
  #jobs: Job[] = [];
  /** Rounds left in which jobs are taken one by one, to find the one that breaks. */
  #singles = 0;

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  push(job: Job): void {
    this.#jobs.push(job);
  }

  /** As many as fit one batch. */
  take(): Job[] {
    let bytes = 0;
    let count = 0;
    const most = this.#singles > 0 ? 1 : limits.batchUpdates;
    while (count < this.#jobs.length && count < most && bytes < limits.batchBytes) {
      bytes += this.#jobs[count]?.update.byteLength ?? 0;
      count += 1;
    }
    this.#singles = Math.max(0, this.#singles - 1);
    return this.#jobs.splice(0, count);
  }

  /** Not judged yet: the next batch begins with them. */
  putBack(jobs: readonly Job[]): void {
    if (jobs.length > 0) this.#jobs = [...jobs, ...this.#jobs];
  }

  /** One of them breaks the document: each gets a batch of its own. */
  putBackSingly(jobs: readonly Job[]): void {
    this.putBack(jobs);
    this.#singles = jobs.length;
  }
}
