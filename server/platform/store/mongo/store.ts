import type { Collection as Documents } from 'mongodb';
import type { JsonObject } from '#shared/kernel/json.ts';
import { checkKey } from '../../content.ts';
import { ContentRefusedError, StoreUnavailableError } from '../../errors.ts';
import { bounded } from '../../mongo/calls.ts';
import type { MongoCore } from '../../mongo/open-mongo.ts';
import { checkIncrement, checkSpec, cursorOf, docText, maxIds, maxOps, parseMatch, parseQuery } from '../check.ts';
import { typedWriters } from '../writers.ts';
import type { Collection, CollectionSpec, Store, Stored, WriteOp } from '../port.ts';
import { findFilter, matchFilter, sortOf, type StoredDoc } from './filter.ts';
import { ensureIndexes } from './indexes.ts';
import { commitOps, prepareCommits, type ReadyOp } from './write.ts';

interface Declared {
  spec: CollectionSpec;
  documents: Documents<StoredDoc>;
  /** Makes what is missing, once; after a failure the next call tries again. */
  made(): Promise<void>;
  face: Collection<Stored>;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

/** How long the making of indexes may take, while the database is there. */
const longestBuildMs = 30 * 60_000;

/** An index over many documents takes longer than one call may: asked again, MongoDB goes on with the same build. */
async function makeIndexes(core: MongoCore, documents: Documents<StoredDoc>, spec: CollectionSpec): Promise<void> {
  const end = performance.now() + longestBuildMs;
  for (;;) {
    try {
      return await bounded(core.timeoutMs, () => ensureIndexes(documents, spec));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || performance.now() > end) throw error;
      // Is it busy, or away? Away is for the caller to know.
      await bounded(core.timeoutMs, () => core.db.command({ ping: 1 }));
    }
  }
}

/** Both stores keep what JSON keeps: the text is the measure, here too. */
function toStored(doc: Stored, spec: CollectionSpec): StoredDoc {
  const { id, ...d }: Stored = JSON.parse(docText(doc, spec));
  return { _id: id, v: spec.schemaVersion, w: '', d };
}

function fromStored({ _id, d }: StoredDoc): Stored {
  // The driver gives plain JSON values for what came in as JSON.
  return { id: _id, ...(d as JsonObject) };
}

/** The store on MongoDB: a collection each, the feature's document under `d`. */
export function createMongoStore(core: MongoCore): Store {
  const collections = new Map<string, Declared>();
  const pending = new Set<Promise<unknown>>();
  const commitsMade = once(() => bounded(core.timeoutMs, () => prepareCommits(core)));
  let closed = false;

  function call<T>(work: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new Error('the store is closed'));
    const running = work();
    pending.add(running);
    const done = (): void => void pending.delete(running);
    running.then(done, done);
    return running;
  }

  function declare(name: string, spec: CollectionSpec): Declared {
    checkSpec(name, spec);
    const documents = core.db.collection<StoredDoc>(name);
    const made = once(() => makeIndexes(core, documents, spec));
    const read = <T>(work: () => Promise<T>): Promise<T> => call(() => made().then(() => bounded(core.timeoutMs, work)));
    return { spec, documents, made, face: mongoCollection({ name, spec, documents, read }) };
  }

  function ready(op: WriteOp): ReadyOp & { made: Declared['made'] } {
    const to = collections.get(op.collection);
    if (!to) throw new ContentRefusedError('badName', `collection ${op.collection.slice(0, 64)} is not declared`);
    const { spec, documents, made } = to;
    if ('doc' in op) {
      if (op.kind === 'replace') parseMatch(op.if ?? {});
      return { op, to: documents, made, doc: toStored(op.doc, spec) };
    }
    checkKey(op.id, 'id');
    if (op.kind === 'increment') checkIncrement(op.field, op.by, spec);
    else parseMatch(op.if ?? {});
    return { op, to: documents, made };
  }

  async function commit(ops: readonly WriteOp[]): Promise<void> {
    if (ops.length > maxOps) throw new ContentRefusedError('tooLarge', `more than ${maxOps} operations`);
    if (ops.length === 0) return;
    const prepared = ops.map(ready);
    await Promise.all([...new Set(prepared.map(({ made }) => made))].map((made) => made()));
    if (prepared.length > 1) await commitsMade();
    await commitOps(core, prepared);
  }

  return {
    collection<T extends { id: string }>(name: string, spec: CollectionSpec): Collection<T> {
      const known = collections.get(name);
      if (known && JSON.stringify(known.spec) !== JSON.stringify(spec))
        throw new Error(`collection ${name} is declared twice, differently`);
      const declared = known ?? declare(name, spec);
      collections.set(name, declared);
      // The one place where a stored document becomes its feature's type: the feature's own writes and migrations vouch for it.
      return declared.face as unknown as Collection<T>;
    },
    commit: (ops) => call(() => commit(ops)),
    async ready() {
      await Promise.all([commitsMade(), ...[...collections.values()].map(({ made }) => made())]);
    },
    ping: () => call(() => bounded(core.timeoutMs, () => core.db.command({ ping: 1 }))).then(() => undefined),
    async close() {
      closed = true;
      await Promise.allSettled(pending);
    },
  };
}

interface Face {
  name: string;
  spec: CollectionSpec;
  documents: Documents<StoredDoc>;
  read<T>(work: () => Promise<T>): Promise<T>;
}

function mongoCollection({ name, spec, documents, read }: Face): Collection<Stored> {
  const find: Collection<Stored>['find'] = async (query) => {
    const parsed = parseQuery(query);
    const cursor = () => documents.find(findFilter(parsed, spec.terms), { sort: sortOf(parsed.sort), limit: parsed.limit + 1 });
    const items = (await read(() => cursor().toArray())).map(fromStored);
    if (items.length <= parsed.limit) return { items };
    items.pop();
    const last = items.at(-1);
    return last ? { items, next: cursorOf(last, parsed.sort) } : { items };
  };
  return {
    name,
    async get(id) {
      checkKey(id, 'id');
      const found = await read(() => documents.findOne({ _id: { $eq: id } }));
      return found ? fromStored(found) : undefined;
    },
    async getMany(ids) {
      if (ids.length > maxIds) throw new ContentRefusedError('tooLarge', `more than ${maxIds} ids`);
      for (const id of ids) checkKey(id, 'id');
      return (await read(() => documents.find({ _id: { $in: [...ids] } }).toArray())).map(fromStored);
    },
    find,
    findOne: async (match) => (await find({ match, limit: 1 })).items[0],
    async count(match) {
      const where = parseMatch(match);
      return read(() => documents.countDocuments(matchFilter(where)));
    },
    ...typedWriters<Stored>(name),
  };
}
