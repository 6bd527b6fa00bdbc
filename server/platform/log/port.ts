import type { JsonObject } from '#shared/kernel/json.ts';

/** What a writer gives. `data` and `bytes` are the content; everything else is its envelope. */
export interface NewEntry {
  type: string;
  /** ISO 8601 UTC, from the clock port. */
  at: string;
  /** User id, alias or `system`. */
  actor: string;
  /** Unique within the stream. The same key again answers the stored entry; with another fingerprint it is refused. */
  idemKey?: string;
  /** Hash of what the author asked for; tells a repeat from a reuse of the key. Required with `idemKey`. */
  fingerprint?: string;
  data: JsonObject;
  bytes?: Uint8Array;
}

export interface Entry extends NewEntry {
  /** Dense from 1 within its stream. */
  seq: number;
  /** True when `data` and `bytes` were blanked (redaction, erasure, retention); both are then empty. */
  blanked?: true;
}

export interface Appended {
  entry: Entry;
  /** The entry was there already under the same idemKey. */
  repeated: boolean;
}

/** The stream's head was not the expected one: somebody else appended. Nothing was written. */
export class HeadMovedError extends Error {
  override name = 'HeadMovedError';
  readonly head: number;
  constructor(head: number) {
    super(`stream head is ${head}`);
    this.head = head;
  }
}

/** The idemKey is taken by an entry with another fingerprint. Nothing of the call was written. */
export class IdemKeyReusedError extends Error {
  override name = 'IdemKeyReusedError';
  readonly entry: Entry;
  constructor(entry: Entry) {
    super('idempotency key reused with other content');
    this.entry = entry;
  }
}

/**
 * Append-only streams: rooms, documents, per-account streams, the audit chain.
 * Inserting is the commit; a promise resolves only after the entries are durable. See docs/spec/log.md.
 */
export interface Log {
  /**
   * Appends in order with dense seqs; all entries of one call or none. Calls of one node queue per stream and commit
   * together; when another node won the number, the batch re-reads the head and tries again, fairly.
   *
   * @throws HeadMovedError when `expectedHead` is given and is not the head
   * @throws IdemKeyReusedError
   */
  append(stream: string, entries: NewEntry[], expectedHead?: number): Promise<Appended[]>;
  /** Entries with seq > after, ascending, at most `limit` (1..1000) and about 4 MB of content (at least one entry when there is one). */
  read(stream: string, after: number, limit: number): Promise<Entry[]>;
  /** The newest `limit` entries with seq < before (or up to the head), ascending. */
  readBack(stream: string, before: number | undefined, limit: number): Promise<Entry[]>;
  /** The entry stored under an idemKey, if any. */
  findByKey(stream: string, idemKey: string): Promise<Entry | undefined>;
  /** Heads of up to 1000 streams in one query; a stream without entries is 0. */
  heads(streams: string[]): Promise<Map<string, number>>;
  /** The only permitted change of an entry: empties its data and bytes, keeps its envelope. Durable; idempotent. */
  blank(stream: string, seq: number): Promise<void>;
  /**
   * Drops the entries with seq ≤ upTo for good, with their keys; their numbers are never given again, so a reader that
   * finds a gap knows that it comes too late. The newest entry of the stream stays, blanked. Durable; idempotent. Work
   * in steps, so that appends pass in between.
   */
  trim(stream: string, upTo: number): Promise<void>;
  /**
   * Makes what was dropped or blanked unreadable in the files, as far as the database can: SQLite's free pages and its
   * write-ahead log. MongoDB keeps it in its oplog and journal until they roll. Takes seconds on a large file, and
   * appends wait.
   */
  scrub(): Promise<void>;
  /** Waits for queued appends; refuses new ones afterwards. */
  close(): Promise<void>;
}
