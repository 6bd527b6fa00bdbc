import type { Collection } from 'mongodb';
import { checkKey } from '../../content.ts';
import { ContentRefusedError } from '../../errors.ts';
import { bounded } from '../../mongo/calls.ts';
import type { MongoCore } from '../../mongo/open-mongo.ts';
import { checkLimit, maxBytesPerRead, maxEntriesPerAppend, maxStreamsPerHeads, prepareAppend } from '../check.ts';
import type { Entry, Log } from '../port.ts';
import { createAppender } from './appender.ts';
import { contentBytes, fromBatch, openBatches, type BatchDoc, type BatchEntry } from './batches.ts';
import { trimBatches } from './trim.ts';

interface Range {
  after: number;
  before: number;
  limit: number;
  backwards: boolean;
}

/** Entries of the range from its near end, bounded in number and bytes; ascending. */
async function readRange(batches: Collection<BatchDoc>, stream: string, range: Range): Promise<Entry[]> {
  const filter = range.backwards
    ? { stream: { $eq: stream }, from: { $lt: range.before } }
    : { stream: { $eq: stream }, to: { $gt: range.after } };
  const direction = range.backwards ? -1 : 1;
  // Batches hold one entry or many, so a page of them is read as it goes and left when it is enough.
  const cursor = batches.find(filter, {
    sort: range.backwards ? { from: direction } : { to: direction },
    batchSize: Math.min(range.limit, 100),
  });
  const found: BatchEntry[] = [];
  let bytes = 0;
  try {
    for await (const batch of cursor) {
      for (const entry of range.backwards ? batch.entries.toReversed() : batch.entries) {
        if (entry.seq <= range.after || entry.seq >= range.before) continue;
        bytes += contentBytes(entry);
        if (found.length >= range.limit || (found.length > 0 && bytes > maxBytesPerRead)) return toEntries(found, range.backwards);
        found.push(entry);
      }
    }
    return toEntries(found, range.backwards);
  } finally {
    await cursor.close();
  }
}

function toEntries(found: BatchEntry[], backwards: boolean): Entry[] {
  return (backwards ? found.reverse() : found).map(fromBatch);
}

/** One step of the index a stream, however long the streams are. */
async function headsOf(batches: Collection<BatchDoc>, streams: string[]): Promise<Map<string, number>> {
  const newest = batches.aggregate<{ _id: string; head: number }>([
    { $match: { stream: { $in: streams } } },
    { $sort: { stream: -1, to: -1 } },
    { $group: { _id: '$stream', head: { $first: '$to' } } },
  ]);
  const heads = new Map(streams.map((stream) => [stream, 0]));
  for await (const { _id, head } of newest) heads.set(_id, head);
  return heads;
}

async function blankEntry(batches: Collection<BatchDoc>, stream: string, seq: number): Promise<void> {
  await batches.updateOne(
    { stream: { $eq: stream }, from: { $lte: seq, $gt: seq - maxEntriesPerAppend }, to: { $gte: seq } },
    { $set: { 'entries.$[entry].data': '{}', 'entries.$[entry].blanked': true }, $unset: { 'entries.$[entry].bytes': '' } },
    { arrayFilters: [{ 'entry.seq': { $eq: seq } }] },
  );
}

/** The log on MongoDB: a document a batch, in one collection. */
export async function createMongoLog({ db, timeoutMs }: MongoCore): Promise<Log> {
  const batches = await bounded(timeoutMs, () => openBatches(db));
  const appender = createAppender(batches, timeoutMs);
  let closed = false;

  function read(stream: string, range: Range): Promise<Entry[]> {
    return bounded(timeoutMs, () => readRange(batches, stream, range));
  }

  return {
    async append(stream, entries, expectedHead) {
      if (closed) throw new Error('the log is closed');
      const prepared = prepareAppend(stream, entries);
      return prepared.length === 0 ? [] : appender.append(stream, { entries: prepared, expectedHead });
    },
    async read(stream, after, limit) {
      checkKey(stream, 'stream');
      checkLimit(limit);
      return read(stream, { after, before: Number.MAX_SAFE_INTEGER, limit, backwards: false });
    },
    async readBack(stream, before, limit) {
      checkKey(stream, 'stream');
      checkLimit(limit);
      return read(stream, { after: 0, before: before ?? Number.MAX_SAFE_INTEGER, limit, backwards: true });
    },
    async findByKey(stream, idemKey) {
      checkKey(stream, 'stream');
      checkKey(idemKey, 'idemKey');
      const batch = await bounded(timeoutMs, () => batches.findOne({ stream: { $eq: stream }, keys: { $eq: idemKey } }));
      const entry = batch?.entries.find(({ key }) => key === idemKey);
      return entry && fromBatch(entry);
    },
    async heads(streams) {
      if (streams.length > maxStreamsPerHeads) throw new ContentRefusedError('tooLarge', `more than ${maxStreamsPerHeads} streams`);
      for (const stream of streams) checkKey(stream, 'stream');
      return bounded(timeoutMs, () => headsOf(batches, streams));
    },
    async blank(stream, seq) {
      checkKey(stream, 'stream');
      await bounded(timeoutMs, () => blankEntry(batches, stream, seq));
    },
    async trim(stream, upTo) {
      checkKey(stream, 'stream');
      await bounded(timeoutMs, () => trimBatches(batches, stream, upTo));
      const head = await bounded(timeoutMs, () => headsOf(batches, [stream]));
      if (upTo >= (head.get(stream) ?? 0)) await bounded(timeoutMs, () => blankEntry(batches, stream, head.get(stream) ?? 0));
    },
    // The oplog and the journal are bounded by the deployment: docs/operations.md.
    scrub: () => Promise.resolve(),
    async close() {
      closed = true;
      await appender.idle();
    },
  };
}
