/** How much one connection may send in a second. */
export interface Rate {
  updates: number;
  bytes: number;
}

/**
 * A bucket that holds what one second allows, and may go below zero: what arrived is always taken, and the debt says how
 * long not to read on. So nothing is refused for being fast.
 */
export class Pace {
  readonly #rate: Rate;
  #updates: number;
  #bytes: number;
  #at: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#updates = rate.updates;
    this.#bytes = rate.bytes;
    this.#at = nowMs;
  }

  /** Takes one frame of so many bytes. Answers ms to wait before reading on; 0 when within the rate. */
  take(bytes: number, nowMs: number): number {
    const seconds = Math.max(0, nowMs - this.#at) / 1000;
    this.#at = nowMs;
    this.#updates = Math.min(this.#rate.updates, this.#updates + seconds * this.#rate.updates) - 1;
    this.#bytes = Math.min(this.#rate.bytes, this.#bytes + seconds * this.#rate.bytes) - bytes;
    const debt = Math.max(-this.#updates / this.#rate.updates, -this.#bytes / this.#rate.bytes, 0);
    return Math.ceil(debt * 1000);
  }
}
