import { MongoError, type ClientSession, type Db } from 'mongodb';
import { platformError } from '../../mongo/calls.ts';
import type { MongoCore } from '../../mongo/open-mongo.ts';
import { batchCollection, contentBytes, storedOf, type BatchDoc, type BatchEntry } from '../../log/mongo/batches.ts';
import type { StoredDoc } from '../../store/mongo/filter.ts';
import { pageBytes, pageRecords, SnapshotLostError, type BackupSource, type DataRecord, type EntryRecord } from '../port.ts';
import { isFeatureCollection } from './collections.ts';

/** Snapshot too old; snapshot unavailable, among others since the collection was changed after the moment. */
const lostCodes = new Set([239, 246]);

function toEntry(entry: BatchEntry): EntryRecord {
  const { blanked, ...stored } = storedOf(entry);
  return { kind: 'entry', ...stored, isBlanked: blanked };
}

/** Said at each call: the connection's own `majority` would win over the session's snapshot. */
const ofOneMoment = { readConcern: { level: 'snapshot' } } as const;

/** Gathers records into pages. */
function pager(): { add(record: DataRecord, bytes: number): void; isFull(): boolean; take(): DataRecord[] } {
  let page: DataRecord[] = [];
  let size = 0;
  return {
    add(record, bytes) {
      page.push(record);
      size += bytes;
    },
    isFull: () => page.length >= pageRecords || size >= pageBytes,
    take() {
      const taken = page;
      page = [];
      size = 0;
      return taken;
    },
  };
}

async function* logPages(db: Db, session: ClientSession): AsyncGenerator<DataRecord[]> {
  const batches = db
    .collection<BatchDoc>(batchCollection)
    .find({}, { ...ofOneMoment, session, sort: { stream: 1, from: 1 }, hint: 'from', batchSize: 100 });
  const page = pager();
  let stream: string | undefined;
  for await (const batch of batches) {
    for (const entry of batch.entries) {
      if (batch.stream !== stream) {
        stream = batch.stream;
        page.add({ kind: 'stream', name: stream }, 0);
      }
      page.add(toEntry(entry), contentBytes(entry));
    }
    if (page.isFull()) yield page.take();
  }
  yield page.take();
}

async function* documentPages(db: Db, session: ClientSession, name: string): AsyncGenerator<DataRecord[]> {
  const documents = db.collection<StoredDoc>(name).find({}, { ...ofOneMoment, session, sort: { _id: 1 }, batchSize: 200 });
  const page = pager();
  let isFirst = true;
  for await (const { _id, v, d } of documents) {
    if (isFirst) page.add({ kind: 'collection', name }, 0);
    isFirst = false;
    const text = JSON.stringify({ id: _id, ...d });
    page.add({ kind: 'document', id: _id, version: v, text }, text.length);
    if (page.isFull()) yield page.take();
  }
  yield page.take();
}

async function collectionNames(db: Db): Promise<string[]> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  return names.filter(isFeatureCollection).sort();
}

async function* pagesOf(db: Db, session: ClientSession): AsyncGenerator<DataRecord[]> {
  // Before the moment is chosen: a collection that is made later is not in it anyway.
  const names = await collectionNames(db);
  yield* logPages(db, session);
  for (const name of names) yield* documentPages(db, session, name);
}

/** Reads everything through one session with a snapshot, so all of one moment, beside running nodes. */
export function mongoSource({ client, db }: MongoCore): BackupSource {
  return {
    async *dump(): AsyncGenerator<DataRecord[], void> {
      const session = client.startSession({ snapshot: true });
      try {
        for await (const page of pagesOf(db, session)) if (page.length > 0) yield page;
      } catch (error) {
        if (error instanceof MongoError && lostCodes.has(Number(error.code))) throw new SnapshotLostError({ cause: error });
        throw platformError(error);
      } finally {
        await session.endSession();
      }
    },
  };
}
