import { Binary, ObjectId, type Collection, type Db, type Document } from 'mongodb';
import { platformError } from '../../mongo/calls.ts';
import type { MongoCore } from '../../mongo/open-mongo.ts';
import { openBatches, type BatchDoc, type BatchEntry } from '../../log/mongo/batches.ts';
import type { StoredDoc } from '../../store/mongo/filter.ts';
import type { BackupTarget, DataRecord, DocumentRecord, EntryRecord } from '../port.ts';
import { BadRecordError } from '../records.ts';
import { isFeatureCollection } from './collections.ts';
import { isMarked, removeMark, setMark } from './mark.ts';

/** Of one batch, and of one insert. */
const maxEntries = 500;
const maxBytes = 8 * 1024 * 1024;

function toBatchEntry(entry: EntryRecord): BatchEntry {
  return {
    seq: entry.seq,
    type: entry.type,
    at: entry.at,
    actor: entry.actor,
    ...(entry.idemKey === null ? {} : { key: entry.idemKey }),
    ...(entry.fingerprint === null ? {} : { fingerprint: entry.fingerprint }),
    data: entry.text,
    ...(entry.bytes === null ? {} : { bytes: new Binary(entry.bytes) }),
    ...(entry.isBlanked ? { blanked: true as const } : {}),
  };
}

function toBatch(stream: string, entries: readonly EntryRecord[]): BatchDoc {
  const keys = entries.flatMap(({ idemKey }) => (idemKey === null ? [] : [idemKey]));
  return {
    _id: new ObjectId(),
    stream,
    from: entries[0]?.seq ?? 0,
    to: entries.at(-1)?.seq ?? 0,
    ...(keys.length > 0 ? { keys } : {}),
    entries: entries.map(toBatchEntry),
  };
}

function toStored({ id, version, text }: DocumentRecord): StoredDoc {
  const { id: _id, ...d }: { id?: unknown; [field: string]: unknown } = JSON.parse(text);
  return { _id: id, v: version, w: '', d };
}

const sizeOf = (record: EntryRecord | DocumentRecord): number =>
  3 * record.text.length + 256 + ('bytes' in record ? (record.bytes?.byteLength ?? 0) : 0);

/** Gathers what goes together, and writes it when it is enough. */
function loader(db: Db, batches: Collection<BatchDoc>) {
  let stream: string | undefined;
  let collection: string | undefined;
  let entries: EntryRecord[] = [];
  let documents: StoredDoc[] = [];
  let bytes = 0;

  async function flush(): Promise<void> {
    if (entries.length > 0 && stream !== undefined) await batches.insertOne(toBatch(stream, entries));
    if (documents.length > 0 && collection !== undefined) await db.collection<StoredDoc>(collection).insertMany(documents);
    entries = [];
    documents = [];
    bytes = 0;
  }
  async function addEntry(entry: EntryRecord): Promise<void> {
    if (stream === undefined) throw new BadRecordError('an entry of no stream');
    const size = sizeOf(entry);
    const last = entries.at(-1);
    // Numbers within a batch have no gap: they are looked for between its first and its last.
    const isApart = last !== undefined && (last.seq + 1 !== entry.seq || entries.length >= maxEntries || bytes + size > maxBytes);
    if (isApart) await flush();
    entries.push(entry);
    bytes += size;
  }
  async function addDocument(document: DocumentRecord): Promise<void> {
    if (collection === undefined) throw new BadRecordError('a document of no collection');
    const size = sizeOf(document);
    if (documents.length >= maxEntries || bytes + size > maxBytes) await flush();
    documents.push(toStored(document));
    bytes += size;
  }
  return {
    flush,
    async add(record: DataRecord): Promise<void> {
      if (record.kind === 'entry') return addEntry(record);
      if (record.kind === 'document') return addDocument(record);
      await flush();
      if (record.kind === 'stream') stream = record.name;
      else if (isFeatureCollection(record.name)) collection = record.name;
      else throw new BadRecordError('a name that is no collection');
    },
  };
}

async function isEmpty(db: Db): Promise<boolean> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const held: (Document | null)[] = await Promise.all(names.map((name) => db.collection(name).findOne({}, { projection: { _id: 1 } })));
  return held.every((found) => found === null);
}

/** A database as target. Indexes of collections follow when the hub starts and its features declare them. */
export function mongoTarget({ db }: MongoCore): BackupTarget {
  async function asPlatform<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw platformError(error);
    }
  }
  return {
    refusal: () =>
      asPlatform(async () => {
        if (await isMarked(db)) return `The database ${db.databaseName} holds a restore that was cut off. Drop it, or name another one.`;
        return (await isEmpty(db)) ? undefined : `The database ${db.databaseName} is not empty. Restore into a new one.`;
      }),
    load: (pages) =>
      asPlatform(async () => {
        await setMark(db);
        const { add, flush } = loader(db, await openBatches(db));
        for await (const page of pages) for (const record of page) await add(record);
        await flush();
      }),
    finish: () => asPlatform(() => removeMark(db)),
    close: async () => undefined,
  };
}
