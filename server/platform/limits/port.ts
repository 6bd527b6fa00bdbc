/** How much one key may use. Fits a contract's `RateLimit`. */
export interface Allowance {
  points: number;
  perSeconds: number;
  /**
   * What holds while the shared counter cannot be asked: `memory` counts on this node alone (reading, posting), `refuse`
   * answers no (sign-in: guessing must not become cheaper because Redis is down). Default: `memory`.
   */
  whenUnavailable?: 'memory' | 'refuse';
}

export interface Verdict {
  ok: boolean;
  /** Ms until it is worth trying again; 0 when ok. */
  retryAfterMs: number;
  /** The counter could not be asked and the allowance says `refuse`: an honest caller is told to try later, not that it was too fast. */
  unavailable?: true;
}

/** Counters in a fixed window that starts at a key's first use. Judged by the counter's clock, not by the nodes'. */
export interface Limits {
  /**
   * Takes one point of a key (any text; stored hashed). Counters of one key under different allowances are separate.
   * Never throws.
   */
  consume(key: string, allowance: Allowance): Promise<Verdict>;
  /** Clears a key's counter, as after a right password, so that the true user is not locked out by others' guesses. Never throws. */
  forget(key: string, allowance: Allowance): Promise<void>;
  close(): Promise<void>;
}
