import type { Clock } from '../clock/port.ts';
import type { Lease } from './port.ts';
import { maxLeasesHeld } from './times.ts';

/** One person at one place, on this node, by however many connections. */
export interface Stay {
  place: string;
  userId: string;
}

/** The leases of this node's own connections: the truth that is written to wherever nodes share it. */
export interface Held {
  /** True when the person was not here by another connection, nor had just left. */
  enter(lease: Lease): boolean;
  leave(lease: Lease): void;
  has(stay: Stay): boolean;
  at(place: string): string[];
  all(): Stay[];
  close(): void;
}

interface StayState {
  connections: Set<string>;
  /** Ends the stay some time after its last connection went. */
  cancelEnd: (() => void) | undefined;
}

interface HeldOptions {
  clock: Clock;
  lingerMs: number;
  /** The person's last connection left and she did not come back in time. */
  onEnd: (stay: Stay) => void;
}

export function createHeld({ clock, lingerMs, onEnd }: HeldOptions): Held {
  const places = new Map<string, Map<string, StayState>>();
  let leases = 0;

  function end(stay: Stay): void {
    const people = places.get(stay.place);
    people?.delete(stay.userId);
    if (people?.size === 0) places.delete(stay.place);
    onEnd(stay);
  }
  return {
    enter({ place, userId, connectionId }) {
      const people = places.get(place) ?? new Map<string, StayState>();
      const known = people.get(userId);
      if (known?.connections.has(connectionId)) return false;
      if (leases >= maxLeasesHeld) return false;
      leases += 1;
      places.set(place, people);
      known?.cancelEnd?.();
      people.set(userId, { connections: (known?.connections ?? new Set()).add(connectionId), cancelEnd: undefined });
      return known === undefined;
    },
    leave({ place, userId, connectionId }) {
      const stay = places.get(place)?.get(userId);
      if (!stay?.connections.delete(connectionId)) return;
      leases -= 1;
      if (stay.connections.size > 0) return;
      stay.cancelEnd = clock.after(lingerMs, () => end({ place, userId }));
    },
    has: ({ place, userId }) => places.get(place)?.has(userId) ?? false,
    at: (place) => [...(places.get(place)?.keys() ?? [])],
    all: () => [...places].flatMap(([place, people]) => [...people.keys()].map((userId) => ({ place, userId }))),
    close() {
      for (const people of places.values()) for (const stay of people.values()) stay.cancelEnd?.();
      places.clear();
      leases = 0;
    },
  };
}
