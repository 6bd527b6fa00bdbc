import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { canonicalJson } from '#shared/kernel/json.ts';
import type { BackupRecord, BlobRecord } from './port.ts';
import { BadRecordError } from './records.ts';

const count = z.int().check(z.gte(0));

export const Summary = z.strictObject({
  streams: count,
  entries: count,
  documents: count,
  blobs: count,
  /** Files that were deleted while the backup ran. */
  droppedBlobs: count,
  /** Bytes of all records before compression. */
  bytes: count,
  /** SHA-256 over the content of all records: equal for two hubs that hold the same, whatever they store it in. */
  contentHash: z.string().check(z.length(64)),
});
export type Summary = z.output<typeof Summary>;

/** Counts and hashes records as they pass. */
export interface Tally {
  /** @throws BadRecordError for a record out of its place */
  add(record: BackupRecord): void;
  result(): Summary;
}

export function createTally(): Tally {
  const hash = createHash('sha256');
  const counts = { streams: 0, entries: 0, documents: 0, blobs: 0, droppedBlobs: 0, bytes: 0 };
  let stream: { name: string; head: number } | undefined;
  let collection: string | undefined;
  let blob: { record: BlobRecord; hash: ReturnType<typeof createHash>; size: number } | undefined;

  function note(parts: unknown[], bytes: Uint8Array | null = null): void {
    hash.update(`${JSON.stringify([...parts, bytes === null ? -1 : bytes.byteLength])}\n`);
    if (bytes !== null) hash.update(bytes);
  }
  /** A file counts when its last piece has passed, and only if it is what its record says. */
  function endBlob(): void {
    if (!blob) return;
    const { record, size } = blob;
    if (size !== record.size || blob.hash.digest('hex') !== record.sha256) throw new BadRecordError(`the file ${record.key} is not whole`);
    blob = undefined;
    counts.blobs += 1;
    note(['blob', record.key, record.size, record.sha256]);
  }
  function addPiece(bytes: Uint8Array): void {
    if (!blob) throw new BadRecordError('a piece of no file');
    blob.hash.update(bytes);
    blob.size += bytes.byteLength;
    counts.bytes += bytes.byteLength;
  }
  function addEntry(record: BackupRecord & { kind: 'entry' }): void {
    const { seq, type, at, actor, idemKey, fingerprint, text, bytes, isBlanked } = record;
    if (!stream || seq <= stream.head) throw new BadRecordError('an entry out of its place');
    stream.head = seq;
    counts.entries += 1;
    counts.bytes += text.length + (bytes?.byteLength ?? 0);
    note(['entry', stream.name, seq, type, at, actor, idemKey, fingerprint, text, isBlanked], bytes);
  }
  function addDocument(record: BackupRecord & { kind: 'document' }): void {
    if (collection === undefined) throw new BadRecordError('a document of no collection');
    counts.documents += 1;
    counts.bytes += record.text.length;
    // The two stores give a document's fields in different orders.
    note(['document', collection, record.id, record.version, canonicalJson(JSON.parse(record.text))]);
  }

  return {
    add(record) {
      // The secret is no content: two hubs with other secrets may hold the same.
      if (record.kind === 'hub') return;
      if (record.kind === 'piece') return addPiece(record.bytes);
      if (record.kind === 'dropped') {
        if (!blob) throw new BadRecordError('no file to drop');
        blob = undefined;
        counts.droppedBlobs += 1;
        return;
      }
      endBlob();
      if (record.kind === 'stream') {
        stream = { name: record.name, head: 0 };
        counts.streams += 1;
      } else if (record.kind === 'collection') collection = record.name;
      else if (record.kind === 'entry') addEntry(record);
      else if (record.kind === 'document') addDocument(record);
      else blob = { record, hash: createHash('sha256'), size: 0 };
    },
    result() {
      endBlob();
      return { ...counts, contentHash: hash.copy().digest('hex') };
    },
  };
}

/** The same records, counted on their way. */
export async function* tallied<R extends BackupRecord>(
  pages: AsyncIterable<readonly R[]>,
  tally: Tally,
): AsyncGenerator<readonly R[], void> {
  for await (const page of pages) {
    for (const record of page) tally.add(record);
    yield page;
  }
}
