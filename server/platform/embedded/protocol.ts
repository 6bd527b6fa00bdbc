import type { Cell, DriverName } from './driver.ts';

/** What a worker thread starts with. */
export interface WorkerStart {
  file: string;
  /** Locked by the writer for as long as it lives; absent for the reader. */
  lockFile?: string;
  driver: DriverName;
  /** The file does not grow beyond this; further writes answer "full". 0 for no limit. */
  maxBytes: number;
}

/** [type, at, actor, idemKey, fingerprint, text, length of bytes or -1]: arrays, since they are cloned faster than objects. */
export type RawEntry = [string, string, string, string | null, string | null, string, number];
/** A stored entry: [seq, …RawEntry, blanked]. */
export type RawStoredEntry = [number, ...RawEntry, number];

/** A row of a collection's side table: [field, value]. Array elements and search terms are found through it. */
export type MultiRow = [field: string, value: string];
export interface RawGuard {
  sql: string;
  params: Cell[];
}
export type RawOp =
  | {
      kind: 'insert' | 'replace' | 'put';
      collection: string;
      id: string;
      version: number;
      text: string;
      multi: MultiRow[] | null;
      guard?: RawGuard;
    }
  | { kind: 'increment'; collection: string; id: string; field: string; by: number }
  | { kind: 'delete'; collection: string; id: string; guard?: RawGuard };

export interface Declaration {
  collection: string;
  /** Index name → the statement that makes it. Others on the collection's table are dropped. */
  indexes: [name: string, sql: string][];
  /** Fields whose array elements go to the side table. */
  multiFields: string[];
}

/** Every request to a worker: what goes in and what comes out. */
export interface Requests {
  append: {
    in: { stream: string; expectedHead?: number; entries: RawEntry[] };
    out: { seqs: number[]; stored: [index: number, entry: RawStoredEntry][] };
  };
  blank: { in: { stream: string; seq: number }; out: null };
  /** One step of a trimming: at most `limit` entries. `isDone` when nothing is left to drop. */
  trim: { in: { stream: string; upTo: number; limit: number }; out: { isDone: boolean } };
  /** After the transaction of its batch: the file is written anew without free pages, the write-ahead log emptied. */
  scrub: { in: null; out: null };
  commit: { in: { ops: RawOp[] }; out: null };
  declare: { in: Declaration; out: { arrayFields: string[] } };
  logRead: { in: { stream: string; from: number; backwards: boolean; limit: number; maxBytes: number }; out: RawStoredEntry[] };
  logByKey: { in: { stream: string; idemKey: string }; out: RawStoredEntry | null };
  logHeads: { in: { streams: string[] }; out: [stream: string, head: number][] };
  /** Each row of the statement is [id, doc, sum]. */
  docs: { in: { sql: string; params: Cell[] }; out: string[] };
  number: { in: { sql: string; params: Cell[] }; out: number };
}
export type RequestKind = keyof Requests;

/** The refusals that a worker answers with; the main thread turns them into the port's errors. */
export type RawFailure =
  | { kind: 'headMoved'; head: number }
  | { kind: 'idemKeyReused'; entry: RawStoredEntry }
  | { kind: 'duplicate'; index: string }
  | { kind: 'guard'; collection: string; id: string }
  | { kind: 'full' | 'unavailable' | 'damaged' | 'internal'; message: string };

/** Thrown inside a worker for a refusal of one request; the rest of its batch goes on. */
export class Refusal extends Error {
  readonly failure: RawFailure;
  constructor(failure: RawFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Many requests in one message. All their byte strings, in order, are in one buffer that is transferred and not copied. */
export interface Batch {
  requests: [kind: RequestKind, input: unknown][];
  bytes?: ArrayBuffer;
}
export type RawResult = [ok: true, out: unknown] | [ok: false, failure: RawFailure];
export interface BatchResult {
  results: RawResult[];
  bytes?: ArrayBuffer;
}
export type ToWorker = { batch: Batch } | { close: true };
export type FromWorker = { ready: true } | { busy: true } | { failed: RawFailure } | { result: BatchResult } | { closed: true };
