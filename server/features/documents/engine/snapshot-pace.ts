import type { Clock } from '../../../platform/clock/port.ts';
import { limits, times } from './limits.ts';

const mebibyte = 1024 * 1024;

/** When a new snapshot of an open document is worth its cost. */
export class SnapshotPace {
  readonly #clock: Clock;
  #updates = 0;
  #bytes = 0;
  #notBefore = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The document was loaded, with so much after its snapshot. */
  loaded(tail: { entries: number; bytes: number }): void {
    this.#updates = tail.entries;
    this.#bytes = tail.bytes;
  }

  grew(bytes: number): void {
    this.#updates += 1;
    this.#bytes += bytes;
  }

  /** True once, when enough has come and the last one is long enough ago for a state of this size. */
  isDue(stateBytes: number): boolean {
    const now = this.#clock.now().getTime();
    if ((this.#updates < limits.snapshotUpdates && this.#bytes < limits.snapshotBytes) || now < this.#notBefore) return false;
    this.#notBefore = now + times.snapshotPauseMs + (stateBytes / mebibyte) * times.snapshotPausePerMiBMs;
    this.#updates = 0;
    this.#bytes = 0;
    return true;
  }

  /** Nobody is there any more: whoever comes next should find little to apply. */
  isWorthWhileAtTheEnd(): boolean {
    return this.#updates >= limits.snapshotUpdates / 4 || this.#bytes >= limits.snapshotBytes / 4;
  }
}
