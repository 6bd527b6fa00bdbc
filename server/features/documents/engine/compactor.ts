import type { Logger } from '../../../kernel/logger.ts';
import { compact, type Compacted, type CompactWorld } from './compact.ts';
import { documentStream } from './entries.ts';
import { createMerger, type Merger } from './merger.ts';

/** Documents that wait for a snapshot on one node; one more is forgotten until it grows again. */
const maxWaiting = 10_000;

export interface CompactorWorld extends Omit<CompactWorld, 'merger'> {
  logger: Logger;
  /** Told how each attempt ended, for metrics. */
  made(outcome: Compacted): void;
}

/** Makes snapshots in the background, one after another. */
export class Compactor {
  readonly #world: CompactorWorld;
  /** Its own: who opens a document must not wait behind a snapshot of another. */
  readonly #merger: Merger;
  /** Document id → updates it grew by. */
  readonly #waiting = new Map<string, number>();
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(world: CompactorWorld) {
    this.#world = world;
    this.#merger = createMerger(world.clock);
  }

  request(documentId: string, updates: number): void {
    if (this.#isClosed || this.#waiting.size >= maxWaiting) return;
    this.#waiting.set(documentId, updates);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Finishes the one at work; the others are asked for again when their documents grow. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await this.#running;
    await this.#merger.close();
  }

  async #run(): Promise<void> {
    for (const [documentId, updates] of this.#waiting) {
      this.#waiting.delete(documentId);
      try {
        // With fewer than that, another node has made one meanwhile.
        const outcome = await compact({ ...this.#world, merger: this.#merger }, documentStream(documentId), {
          atLeast: updates / 2,
          keepsFormer: true,
        });
        this.#world.made(outcome);
      } catch (error) {
        this.#world.logger.warn({ err: error, documentId }, 'a snapshot could not be made; the next growth of the document tries again');
      }
    }
  }
}
