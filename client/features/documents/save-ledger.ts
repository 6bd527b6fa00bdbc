/** How far the document's local changes got: made, sent on this connection, decided by the hub. */
export interface SaveLedger {
  /** A local change was made; `clock` is the state of the own client after it. */
  changed(clock: number): void;
  /** A new connection: what was sent and not decided is sent again with its SyncStep2. */
  opening(): void;
  /**
   * An update message left. A SyncStep2 carries every change made so far; an update carries the newest, and completes
   * them only after the connection's first SyncStep2 brought what was made before it.
   */
  sent(kind: 'step2' | 'update'): void;
  /** The hub decided the first `count` update messages of this connection. */
  decided(count: number): void;
  hasUnsaved(): boolean;
  /** The own client's clock up to which everything is decided. */
  decidedClock(): number;
}

interface Mark {
  version: number;
  clock: number;
}

export function createSaveLedger(): SaveLedger {
  let made: Mark = { version: 0, clock: 0 };
  let known: Mark = made;
  let waiting: Mark[] = [];
  /** Update messages of this connection that are decided and no longer in `waiting`. */
  let before = 0;
  let hasAnswered = false;
  return {
    changed(clock) {
      made = { version: made.version + 1, clock };
    },
    opening() {
      waiting = [];
      before = 0;
      hasAnswered = false;
    },
    sent(kind) {
      hasAnswered ||= kind === 'step2';
      waiting.push(hasAnswered ? made : known);
    },
    decided(count) {
      const done = Math.min(count - before, waiting.length);
      if (done <= 0) return;
      const last = waiting[done - 1];
      if (last && last.version > known.version) known = last;
      waiting = waiting.slice(done);
      before += done;
    },
    hasUnsaved: () => known.version < made.version,
    decidedClock: () => known.clock,
  };
}
