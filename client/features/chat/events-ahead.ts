import type { RoomEvent } from '#shared/features/chat/contract.ts';

/** Events that came before those that precede them. */
export interface EventsAhead {
  put(event: RoomEvent): void;
  get(seq: number): RoomEvent | undefined;
  /** What takes this line away, once it is its turn. */
  removalOf(seq: number): RoomEvent | undefined;
  /** The newest number; 0 when none waits. */
  newest(): number;
  /** Those up to a number are processed. */
  forget(upTo: number): void;
}

const maxAhead = 500;

export function createEventsAhead(): EventsAhead {
  const events = new Map<number, RoomEvent>();
  const removals = new Map<number, RoomEvent>();
  return {
    put(event) {
      // Beyond the bound the newest are let go: the hole before them has to be asked for anyway.
      if (events.size >= maxAhead && !events.has(event.seq)) return;
      events.set(event.seq, event);
      if (event.kind === 'removed' || event.kind === 'withheld') removals.set(event.target, event);
    },
    get: (seq) => events.get(seq),
    removalOf: (seq) => removals.get(seq),
    newest: () => Math.max(0, ...events.keys()),
    forget(upTo) {
      for (const seq of events.keys()) if (seq <= upTo) events.delete(seq);
      for (const [target, { seq }] of removals) if (seq <= upTo) removals.delete(target);
    },
  };
}
