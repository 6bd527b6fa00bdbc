import type { RefusalReason } from '#shared/features/documents/contract.ts';
import type { Job, Outcome } from './peer.ts';

/** The connection's nth update was refused, and why. */
export interface Refused {
  n: number;
  reason: RefusalReason;
}

/** Counts the update messages of one connection: which came, which are decided, which wait for a SyncStep2. */
export class Ledger {
  #received = 0;
  #reached = 0;
  #acknowledged = 0;
  #held: number[] = [];
  /** Messages and bytes that came and are not decided. */
  count = 0;
  bytes = 0;

  /** The number of the message that has come. */
  receive(bytes: number): number {
    this.#received += 1;
    this.count += 1;
    this.bytes += bytes;
    return this.#received;
  }

  get holdsBack(): boolean {
    return this.#held.length > 0;
  }

  /** Notes how a message ended; answers those refused by it, itself among them. */
  settle(job: Job, outcome: Outcome): Refused[] {
    this.count -= 1;
    this.bytes -= job.update.byteLength;
    this.#reached = job.n;
    if (outcome === 'held') {
      this.#held.push(job.n);
      return [];
    }
    if (outcome === 'stored') {
      // A SyncStep2 holds everything the client had, and so what was held back before it.
      if (job.isStep2) this.#held = [];
      return [];
    }
    const refused = [...(outcome === 'gap' ? this.#held : []), job.n];
    if (outcome === 'gap') this.#held = [];
    return refused.map((n) => ({ n, reason: outcome }));
  }

  /** The number up to which all are decided, when it has grown since the last call. */
  takeDecided(): number | undefined {
    const upTo = (this.#held[0] ?? this.#reached + 1) - 1;
    if (upTo <= this.#acknowledged) return undefined;
    this.#acknowledged = upTo;
    return upTo;
  }
}
