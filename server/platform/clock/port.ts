/** Time and timers, replaceable in tests. */
export interface Clock {
  now(): Date;
  /** Runs once after delayMs; returns a cancel function. Does not keep the process alive. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs every periodMs until cancelled. Does not keep the process alive. */
  every(periodMs: number, run: () => void): () => void;
}
