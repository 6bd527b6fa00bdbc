/** Times of presence in ms; the defaults keep the promises of docs/spec/presence.md, tests give shorter ones. */
export interface PresenceTimes {
  /** A lease not renewed for this long is dead. */
  leaseMs: number;
  /** Every lease still held is written anew this often, whatever the other side remembers. */
  renewMs: number;
  /** How often dead leases of all nodes are looked for. */
  sweepMs: number;
  /** A person whose last connection at a place left stays this long, so that a reload does not flicker. */
  lingerMs: number;
  /** At most one change per place is told in this time. */
  coalesceMs: number;
}

export const presenceTimes: PresenceTimes = {
  leaseMs: 25_000,
  renewMs: 10_000,
  sweepMs: 2_000,
  lingerMs: 5_000,
  coalesceMs: 2_000,
};

/** Most distinct people told for one place. */
export const maxPeopleAtPlace = 10_000;
/** Most leases one node holds; a connection beyond it is served but not shown. */
export const maxLeasesHeld = 200_000;
/** Most places asked for or waiting to be told at once. */
export const maxPlaces = 1_000;
