/** One connection's claim to be somewhere. */
export interface Lease {
  /** Where: `space:<id>`, `room:<id>`, `document:<id>`, `hub`. */
  place: string;
  userId: string;
  connectionId: string;
}

/** Who is where. A lease lives 25 s unless renewed (every 10 s by the adapter while it is held); after any death it is gone within 30 s. Nothing is kept as online. */
export interface Presence {
  /** Holds a lease for a live connection of this node until `leave`. */
  enter(lease: Lease): Promise<void>;
  leave(lease: Lease): Promise<void>;
  /** Distinct user ids now at a place (at most 10,000). */
  at(place: string): Promise<string[]>;
  /** Places of up to 1000 users' leases by prefix are not asked for: ask by place. Counts distinct users per place. */
  counts(places: readonly string[]): Promise<Map<string, number>>;
  /** Somebody came to or left a place on any node (coalesced, at most one call per place and 2 s). */
  onChange(listener: (place: string) => void): () => void;
  close(): Promise<void>;
}
