import type { Binary, Collection, Db, ObjectId } from 'mongodb';
import { toEntry, type PreparedEntry, type StoredEntry } from '../check.ts';
import type { Entry } from '../port.ts';

/** An entry inside its batch. Data are text: nothing queries into them, and any field name is safe. */
export interface BatchEntry {
  seq: number;
  type: string;
  at: string;
  actor: string;
  key?: string;
  fingerprint?: string;
  data: string;
  bytes?: Uint8Array | Binary;
  blanked?: true;
}

/**
 * Entries that were committed together are one document: MongoDB writes one document whole or not at all,
 * and without a transaction. Unique: `{stream, from}`, and each of `keys` within the stream.
 */
export interface BatchDoc {
  /** Names the batch before it is sent, so that a repeat finds what a lost answer was about. */
  _id: ObjectId;
  stream: string;
  from: number;
  to: number;
  /** Apart from the entries: an index over them would count entries without a key as equal. */
  keys?: string[];
  entries: BatchEntry[];
  /** When all its entries were trimmed: it holds its numbers for a while longer, against writers that know an old head. */
  trimmedAt?: Date;
}

// No collection of a feature can be called so: their names hold no dot.
export const batchCollection = 'hub.log';

export async function openBatches(db: Db): Promise<Collection<BatchDoc>> {
  const batches = db.collection<BatchDoc>(batchCollection);
  await batches.createIndexes([
    { key: { stream: 1, from: 1 }, name: 'from', unique: true },
    { key: { stream: 1, to: 1 }, name: 'to' },
    { key: { stream: 1, keys: 1 }, name: 'keys', unique: true, partialFilterExpression: { keys: { $exists: true } } },
  ]);
  return batches;
}

/** The batch of these entries after `head`. */
export function toBatch(_id: ObjectId, at: { stream: string; head: number }, entries: readonly PreparedEntry[]): BatchDoc {
  const keys = entries.flatMap(({ idemKey }) => (idemKey === null ? [] : [idemKey]));
  return {
    _id,
    stream: at.stream,
    from: at.head + 1,
    to: at.head + entries.length,
    ...(keys.length > 0 ? { keys } : {}),
    entries: entries.map((entry, index) => ({
      seq: at.head + 1 + index,
      type: entry.type,
      at: entry.at,
      actor: entry.actor,
      ...(entry.idemKey === null ? {} : { key: entry.idemKey }),
      ...(entry.fingerprint === null ? {} : { fingerprint: entry.fingerprint }),
      data: entry.text,
      ...(entry.bytes === null ? {} : { bytes: entry.bytes }),
    })),
  };
}

/** The bytes of an entry as the driver gave them. */
function bytesOf(bytes: BatchEntry['bytes']): Uint8Array | null {
  if (bytes === undefined) return null;
  // A copy of its own: the driver's views share the buffer of the whole answer.
  return new Uint8Array(bytes instanceof Uint8Array ? bytes : bytes.buffer);
}

/** The entry as both adapters know it. */
export function storedOf(entry: BatchEntry): StoredEntry {
  return {
    seq: entry.seq,
    type: entry.type,
    at: entry.at,
    actor: entry.actor,
    idemKey: entry.key ?? null,
    fingerprint: entry.fingerprint ?? null,
    text: entry.data,
    bytes: bytesOf(entry.bytes),
    blanked: entry.blanked === true,
  };
}

/** The port's entry. */
export const fromBatch = (entry: BatchEntry): Entry => toEntry(storedOf(entry));

/** Content of an entry in bytes, for the bound of a read. */
export function contentBytes({ data, bytes }: BatchEntry): number {
  return data.length + (bytes === undefined ? 0 : bytes instanceof Uint8Array ? bytes.byteLength : bytes.length());
}
