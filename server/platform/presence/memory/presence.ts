import type { Clock } from '../../clock/port.ts';
import type { ReportFault } from '../../fault.ts';
import { createChanges } from '../changes.ts';
import { createHeld } from '../held.ts';
import type { Presence } from '../port.ts';
import { maxPeopleAtPlace, maxPlaces, presenceTimes, type PresenceTimes } from '../times.ts';

export interface MemoryPresenceOptions {
  clock: Clock;
  report: ReportFault;
  times?: Partial<PresenceTimes>;
}

/** Presence of a hub that is one process: its death ends every lease by itself. */
export function memoryPresence({ clock, report, times: given }: MemoryPresenceOptions): Presence {
  const times = { ...presenceTimes, ...given };
  const changes = createChanges({ clock, coalesceMs: times.coalesceMs, report });
  const held = createHeld({ clock, lingerMs: times.lingerMs, onEnd: ({ place }) => changes.mark(place) });

  return {
    async enter(lease) {
      if (held.enter(lease)) changes.mark(lease.place);
    },
    async leave(lease) {
      held.leave(lease);
    },
    at: async (place) => held.at(place).slice(0, maxPeopleAtPlace),
    counts: async (places) =>
      new Map(places.slice(0, maxPlaces).map((place) => [place, Math.min(held.at(place).length, maxPeopleAtPlace)])),
    onChange: (listener) => changes.listen(listener),
    async close() {
      held.close();
      changes.close();
    },
  };
}
