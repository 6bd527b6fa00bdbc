import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../platform/clock/port.ts';
import { workerUrl } from '../../../platform/worker-url.ts';
import { times } from './limits.ts';

export type ToMergeWorker = { updates: Uint8Array[] } | { finish: true } | { drop: true };
export type FromMergeWorker = { state: Uint8Array; vector: Uint8Array } | { broken: true };

/** The state that updates make together. */
export interface Merged {
  /** V1 update. */
  state: Uint8Array;
  vector: Uint8Array;
}

/** Takes one document's updates in order of the log, in as many pages as there are. */
export interface Merging {
  take(updates: readonly Uint8Array[]): void;
  /** `broken`: one cannot be applied, or refers to what is not there. */
  finish(): Promise<Merged | 'broken'>;
}

/** Makes one state of many updates, in a thread; one document after another. */
export interface Merger {
  /** Runs `work` when the thread is free. The thread's death makes it reject. */
  merge<T>(work: (merging: Merging) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Heap of the thread, in MB: room for the largest document a few times over. */
const maxHeapMb = 1024;

class MergeThread {
  readonly #worker: Worker;
  #waiting: { resolve(answer: FromMergeWorker): void; reject(error: unknown): void } | undefined;
  #failure: Error | undefined;

  constructor() {
    const { url, options } = workerUrl(import.meta.url, 'merge-worker');
    this.#worker = new Worker(url, { ...options, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
    this.#worker.unref();
    this.#worker.on('message', (answer: FromMergeWorker) => this.#settle((waiting) => waiting.resolve(answer)));
    this.#worker.on('error', (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('the merging thread ended')));
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  say(message: ToMergeWorker): void {
    this.#worker.postMessage(message);
  }

  ask(message: ToMergeWorker): Promise<FromMergeWorker> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#waiting = { resolve, reject };
      this.#worker.ref();
      this.say(message);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#settle((waiting) => waiting.reject(error));
  }

  #settle(how: (waiting: { resolve(answer: FromMergeWorker): void; reject(error: unknown): void }) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    if (waiting) how(waiting);
  }
}

/** The thread is started when it is first needed, and ended when it was not needed for a while. */
export function createMerger(clock: Clock): Merger {
  let thread: MergeThread | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let cancelEnd: (() => void) | undefined;
  let isClosed = false;

  function end(): Promise<void> {
    const ended = thread;
    thread = undefined;
    return ended?.end() ?? Promise.resolve();
  }

  async function run<T>(work: (merging: Merging) => Promise<T>): Promise<T> {
    if (isClosed) throw new Error('the merger is closed');
    cancelEnd?.();
    if (thread?.hasFailed) thread = undefined;
    const used = (thread ??= new MergeThread());
    let isFinished = false;
    try {
      return await work({
        take: (updates) => used.say({ updates: [...updates] }),
        async finish() {
          isFinished = true;
          const answer = await used.ask({ finish: true });
          return 'broken' in answer ? 'broken' : answer;
        },
      });
    } finally {
      // What was begun and given up must not be the beginning of the next one.
      if (!isFinished && !used.hasFailed) await used.ask({ drop: true }).catch(() => undefined);
      cancelEnd = clock.after(times.mergerIdleMs, () => void end());
    }
  }

  return {
    merge(work) {
      const result = queue.then(() => run(work));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      isClosed = true;
      cancelEnd?.();
      await end();
    },
  };
}
