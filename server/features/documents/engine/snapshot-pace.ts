import type { Clock } from '../../../platform/clock/port.ts';
import { limits, times } from './limits.ts';

const mebibyte = 1024 * 1024;

/**
 * When a new snapshot of an open document is worth its cost: enough came since the last one, and either people have
 * paused or the last one is long ago. A large state costs more, so its snapshots are further apart.
 */
export class SnapshotPace {
  readonly #clock: Clock;
  readonly #due: (updates: number) => void;
  #updates = 0;
  #bytes = 0;
  #stateBytes = 0;
  #grewAt = 0;
  readonly #openedAt: number;
  /** When the last snapshot was asked for. */
  #lastAt: number | undefined;
  #cancel: (() => void) | undefined;

  /** @param due called each time a new snapshot is worth while, with the number of updates since the last one */
  constructor(clock: Clock, due: (updates: number) => void) {
    this.#clock = clock;
    this.#due = due;
    this.#openedAt = this.#now();
  }

  /** The document was loaded, with so much after its snapshot. */
  loaded(tail: { entries: number; bytes: number }, stateBytes: number): void {
    this.#updates = tail.entries;
    this.#bytes = tail.bytes;
    this.#stateBytes = stateBytes;
    if (this.#isEnough(1)) this.#watch();
  }

  /** @param stateBytes about the size of the whole state now */
  grew(bytes: number, stateBytes: number): void {
    this.#updates += 1;
    this.#bytes += bytes;
    this.#stateBytes = stateBytes;
    this.#grewAt = this.#now();
    const since = this.#lastAt ?? this.#openedAt;
    if (this.#isEnough(1) && this.#grewAt - since >= times.snapshotPauseMs + this.#pauseForSize()) return this.#fire();
    this.#watch();
  }

  /** Nobody is there any more: whoever comes next should find little to apply. */
  leave(): void {
    if (this.#isEnough(4)) this.#fire();
  }

  close(): void {
    this.#cancel?.();
  }

  /** @param part of what is usually enough */
  #isEnough(part: number): boolean {
    return this.#updates >= limits.snapshotUpdates / part || this.#bytes >= limits.snapshotBytes / part;
  }

  #watch(): void {
    this.#cancel ??= this.#clock.after(times.snapshotQuietMs, () => {
      this.#cancel = undefined;
      if (!this.#isEnough(1)) return;
      const now = this.#now();
      if (now - this.#grewAt < times.snapshotQuietMs) return this.#watch();
      if (this.#lastAt !== undefined && now - this.#lastAt < this.#pauseForSize()) return this.#watch();
      this.#fire();
    });
  }

  #fire(): void {
    const updates = this.#updates;
    this.#lastAt = this.#now();
    this.#updates = 0;
    this.#bytes = 0;
    this.#due(updates);
  }

  #pauseForSize(): number {
    return (this.#stateBytes / mebibyte) * times.snapshotPausePerMiBMs;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
