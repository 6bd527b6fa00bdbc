/** The disk is full. Nothing of the refused call was kept; the same call succeeds once there is room. Answered as `common/tryLater`. */
export class StorageFullError extends Error {
  override name = 'StorageFullError';
  constructor(options?: ErrorOptions) {
    super('no room left for the data', options);
  }
}

/**
 * The database does not answer, or answered that it could not promise durability.
 * The call may or may not have been stored: repeat it under its idempotency key. Answered as `common/tryLater`.
 */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError';
}

/** Another server works on this data folder. Two would hand out the same numbers, so the second does not start. */
export class DataFolderBusyError extends Error {
  override name = 'DataFolderBusyError';
  readonly dataDir: string;
  constructor(dataDir: string) {
    super(`the data folder ${dataDir} is in use by another server; stop it first, or choose another folder`);
    this.dataDir = dataDir;
  }
}

/** The MongoDB server is no replica set: it has no transactions and no majority, which every promise here rests on. */
export class NotAReplicaSetError extends Error {
  override name = 'NotAReplicaSetError';
  constructor() {
    super('MongoDB must run as a replica set (one member is enough): start mongod with --replSet and run rs.initiate() once');
  }
}

/** Why content cannot be stored: too deep, too large, not JSON, or a name or key that a store cannot hold. */
export type ContentRefusal = 'tooDeep' | 'tooLarge' | 'notJson' | 'badName' | 'badValue';

/** Content or a query that neither store takes. The same content is refused on both, before anything is written. */
export class ContentRefusedError extends Error {
  override name = 'ContentRefusedError';
  readonly reason: ContentRefusal;
  constructor(reason: ContentRefusal, detail: string) {
    super(`content refused (${reason}): ${detail}`);
    this.reason = reason;
  }
}

/** A stored record does not match its checksum, or the file is damaged: it is reported, never served. */
export class DamagedRecordError extends Error {
  override name = 'DamagedRecordError';
}

/** Stored documents bear a schema version that this program does not know: it is older than its data. */
export class DataNewerThanCodeError extends Error {
  override name = 'DataNewerThanCodeError';
  readonly collection: string;
  readonly found: number;
  readonly known: number;
  constructor(at: { collection: string; found: number; known: number }) {
    super(`${at.collection} holds data of version ${at.found}, this program knows ${at.known}: start the newer program`);
    this.collection = at.collection;
    this.found = at.found;
    this.known = at.known;
  }
}
