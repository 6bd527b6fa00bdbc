/*
 * A whole hub as a sequence of records, the same for both stores: what one dumps the other loads. Streams come in the
 * order of their names, entries by number, collections by name, documents by id, files by key; so two hubs with the
 * same content give the same sequence.
 */

/** The first record: whose backup this is. */
export interface HubRecord {
  kind: 'hub';
  /** Tells whether another hub has the same secret, without telling the secret. */
  secretCheck: string;
  /** The secret itself where the hub made it and keeps it beside its data; null where it is a setting. */
  secret: string | null;
}
/** The following entries belong to this stream. */
export interface StreamRecord {
  kind: 'stream';
  name: string;
}
/** One entry of the log as it is stored. Numbers ascend within a stream; a trimmed one does not begin at 1. */
export interface EntryRecord {
  kind: 'entry';
  seq: number;
  type: string;
  at: string;
  actor: string;
  idemKey: string | null;
  fingerprint: string | null;
  /** JSON of its data. */
  text: string;
  bytes: Uint8Array | null;
  isBlanked: boolean;
}
/** The following documents belong to this collection. */
export interface CollectionRecord {
  kind: 'collection';
  name: string;
}
export interface DocumentRecord {
  kind: 'document';
  id: string;
  /** schemaVersion it was written with. */
  version: number;
  /** JSON, the id in it. */
  text: string;
}
/** The following pieces are this file; they end with the next record of another kind. */
export interface BlobRecord {
  kind: 'blob';
  key: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
}
export interface PieceRecord {
  kind: 'piece';
  bytes: Uint8Array;
}

/** The file before could not be read to its end, since it was deleted meanwhile: its pieces are to be forgotten. */
export interface DroppedRecord {
  kind: 'dropped';
}

/** What log and store hold. */
export type DataRecord = StreamRecord | EntryRecord | CollectionRecord | DocumentRecord;
export type BackupRecord = HubRecord | DataRecord | BlobRecord | PieceRecord | DroppedRecord;

/** Reads log and store of a hub that may be running, as of one moment. */
export interface BackupSource {
  /**
   * Pages of records, in order, all of one moment: the one in which the first page was asked for. Memory is bounded by a
   * page. Leaving the loop ends the reading.
   *
   * @throws DamagedRecordError when a stored record does not match its checksum
   * @throws SnapshotLostError
   */
  dump(): AsyncGenerator<DataRecord[], void>;
}

/** Fills log and store of a hub that is empty and not running. */
export interface BackupTarget {
  /** Why nothing may be loaded here, in words for the administrator; undefined when it may. Writes nothing. */
  refusal(): Promise<string | undefined>;
  /**
   * Marks the hub as half filled, then writes every record; durable when it resolves. The mark stays until `finish`, and
   * a hub that bears it does not start.
   *
   * @throws StorageFullError, StoreUnavailableError
   */
  load(pages: AsyncIterable<readonly DataRecord[]>): Promise<void>;
  /** Takes the mark away: the hub may start. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** A page is about this large, in bytes and in records. */
export const pageBytes = 512 * 1024;
export const pageRecords = 500;

/** The database could not keep the moment that a backup reads long enough. */
export class SnapshotLostError extends Error {
  override name = 'SnapshotLostError';
  constructor(options?: ErrorOptions) {
    super(
      'MongoDB could not keep the state of one moment until the backup had read it all. Raise minSnapshotHistoryWindowInSeconds ' +
        '(db.adminCommand({setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600})) above the time a backup takes, and try again; ' +
        'the same happens once when indexes are made during a backup',
      options,
    );
  }
}

/** A restore into this hub was cut off: what it holds is not whole. */
export class RestoreUnfinishedError extends Error {
  override name = 'RestoreUnfinishedError';
  constructor(where: string) {
    super(`${where} holds a restore that was cut off, so a part of the data is missing. Empty it and run the restore again.`);
  }
}
