import type { JsonObject } from '#shared/kernel/json.ts';

/** Every stored document has an id; all values are JSON. */
export type Stored = JsonObject & { id: string };

export interface CollectionSpec {
  /** Fields (or combinations) that queries filter or sort on. Missing fields are indexed as absent. */
  indexes?: readonly (readonly string[])[];
  /** Combinations that may exist once; documents in which one of the fields is absent are not constrained. Named by joining with `+`. */
  unique?: readonly (readonly string[])[];
  /** Name of an array field of search terms (normalised strings), indexed element by element. */
  terms?: string;
  /** `get` may be a moment old where another node wrote (brief-reads.ts). */
  readOften?: boolean;
  /** Written into every document as `schemaVersion`; a migration raises it. */
  schemaVersion: number;
}

export type Scalar = string | number | boolean;
export interface Range {
  gt?: string | number;
  gte?: string | number;
  lt?: string | number;
  lte?: string | number;
}
/** Equality, membership (at most 1000 values), range, or absence (`null`). On an array field equality means "contains". */
export type Match = { [field: string]: Scalar | null | { in: readonly Scalar[] } | Range };

export interface Query {
  match?: Match;
  /** Every term must be among the document's terms; a term ending in `*` matches by prefix. At most 10. */
  terms?: readonly string[];
  /** Fields with direction; the id is always the last key, so the order is total. */
  sort?: readonly (readonly [field: string, direction: 1 | -1])[];
  /** 1..1000. */
  limit: number;
  /** Continue after this document of the former page: its sort fields and id. Opaque to callers: take it from `Page.next`. */
  after?: readonly (Scalar | null)[];
}
export interface Page<T> {
  items: T[];
  /** Present when there is more. */
  next?: (Scalar | null)[];
}

/** Single writes of a commit. `replace` and `delete` run only if the stored document matches `if`; otherwise the whole commit fails. */
export type WriteOp =
  | { kind: 'insert'; collection: string; doc: Stored }
  | { kind: 'replace'; collection: string; doc: Stored; if?: Match }
  /** Insert or replace whatever stands. */
  | { kind: 'put'; collection: string; doc: Stored }
  | { kind: 'increment'; collection: string; id: string; field: string; by: number }
  | { kind: 'delete'; collection: string; id: string; if?: Match };

/** A unique index refused the write; `index` is its fields joined with `+` (`id` for the primary key). Nothing of the commit was written. */
export class DuplicateError extends Error {
  override name = 'DuplicateError';
  readonly index: string;
  constructor(index: string) {
    super(`duplicate ${index}`);
    this.index = index;
  }
}
/** A guarded write found another state than it expected, or no document. Nothing of the commit was written. */
export class GuardError extends Error {
  override name = 'GuardError';
  readonly collection: string;
  readonly id: string;
  constructor(collection: string, id: string) {
    super(`guard failed on ${collection}/${id}`);
    this.collection = collection;
    this.id = id;
  }
}

export interface Collection<T extends { id: string }> {
  readonly name: string;
  get(id: string): Promise<T | undefined>;
  /** Up to 1000 ids; order of the result is not defined, unknown ids are absent. */
  getMany(ids: readonly string[]): Promise<T[]>;
  find(query: Query): Promise<Page<T>>;
  findOne(match: Match): Promise<T | undefined>;
  count(match: Match): Promise<number>;
  // Typed writers for `store.commit`.
  insert(doc: T): WriteOp;
  replace(doc: T, guard?: Match): WriteOp;
  put(doc: T): WriteOp;
  increment(id: string, field: keyof T & string, by: number): WriteOp;
  delete(id: string, guard?: Match): WriteOp;
}

/** Documents by id with declared indexes; one behaviour on SQLite and MongoDB. No interactive transactions, no query language. */
export interface Store {
  /** Declares (once, at start) or returns a collection. Two declarations of one name must be equal. */
  collection<T extends { id: string }>(name: string, spec: CollectionSpec): Collection<T>;
  /** All or nothing, durable when it resolves. At most 1000 ops. @throws DuplicateError, GuardError */
  commit(ops: readonly WriteOp[]): Promise<void>;
  /** Creates missing indexes; called once after all features declared theirs. */
  ready(): Promise<void>;
  /** Cheap round trip for /readyz. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
