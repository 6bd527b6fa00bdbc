import { randomUUID } from 'node:crypto';
import type { ClientSession, Collection, Filter } from 'mongodb';
import { deadlineIn, platformError, verdictOf, type Deadline } from '../../mongo/calls.ts';
import type { MongoCore } from '../../mongo/open-mongo.ts';
import { parseMatch } from '../check.ts';
import { GuardError, type WriteOp } from '../port.ts';
import { matchFilter, pathOf, type StoredDoc } from './filter.ts';
import { duplicateOf } from './indexes.ts';

/** An operation with its collection and, where it has one, the document as it is stored. */
export interface ReadyOp {
  op: WriteOp;
  to: Collection<StoredDoc>;
  doc?: StoredDoc;
}

interface Attempt {
  token: string;
  session?: ClientSession;
  /** An earlier try of this very write had no answer: what stands may be its own doing. */
  mayBeDone: boolean;
}

const idOf = (op: WriteOp): string => ('doc' in op ? op.doc.id : op.id);

async function isOurs({ op, to }: ReadyOp, { token, mayBeDone, session }: Attempt): Promise<boolean> {
  if (!mayBeDone || session) return false;
  return (await to.findOne({ _id: idOf(op), w: token }, { projection: { _id: 1 } })) !== null;
}

/** Runs one operation once. @throws DuplicateError, GuardError, or the driver's error */
async function run(ready: ReadyOp, attempt: Attempt): Promise<void> {
  try {
    if (await write(ready, attempt)) return;
  } catch (error) {
    const duplicate = duplicateOf(error);
    if (!duplicate) throw error;
    if (await isOurs(ready, attempt)) return;
    throw duplicate;
  }
  if (await isOurs(ready, attempt)) return;
  if (ready.op.kind === 'delete' && (attempt.mayBeDone || !ready.op.if)) return;
  throw new GuardError(ready.op.collection, idOf(ready.op));
}

/** @returns whether a document was met */
async function write({ op, to, doc }: ReadyOp, { token, session }: Attempt): Promise<boolean> {
  const options = session ? { session } : {};
  const guarded = 'if' in op && op.if ? matchFilter(parseMatch(op.if)) : {};
  const filter: Filter<StoredDoc> = { $and: [{ _id: idOf(op) }, guarded] };
  if (op.kind === 'delete') return (await to.deleteOne(filter, options)).deletedCount > 0;
  if (op.kind === 'increment') return increment({ op, to, filter, token, options });
  if (!doc) throw new Error('an operation lacks its document');
  const { _id, ...rest } = { ...doc, w: token };
  if (op.kind === 'insert') return (await to.insertOne({ _id, ...rest }, options)).acknowledged;
  if (op.kind === 'replace') return (await to.replaceOne(filter, rest, options)).matchedCount > 0;
  return (await to.replaceOne({ _id }, rest, { ...options, upsert: true })).acknowledged;
}

interface Increment {
  op: WriteOp & { kind: 'increment' };
  to: Collection<StoredDoc>;
  filter: Filter<StoredDoc>;
  token: string;
  options: { session?: ClientSession };
}
async function increment({ op, to, filter, token, options }: Increment): Promise<boolean> {
  const path = pathOf(op.field);
  const countable = {
    $or: [{ [path]: { $exists: false } }, { $and: [{ [path]: { $type: 'number' } }, { [path]: { $not: { $type: 'array' } } }] }],
  };
  // Its own token in the filter: sent twice after a lost answer, it still counts once.
  const notYet = options.session ? {} : { w: { $ne: token } };
  const result = await to.updateOne({ $and: [filter, countable, notYet] }, { $inc: { [path]: op.by }, $set: { w: token } }, options);
  return result.matchedCount > 0;
}

/** One operation needs no transaction: a document is written whole or not at all. */
async function single(ready: ReadyOp, deadline: Deadline): Promise<void> {
  const token = randomUUID();
  for (let lost = 0; ; lost += 1) {
    try {
      return await deadline.within(run(ready, { token, mayBeDone: lost > 0 }));
    } catch (error) {
      if (verdictOf(error) !== 'uncertain') throw error;
      await deadline.backOff(lost + 1);
    }
  }
}

// No collection of a feature can be called so: their names hold no dot.
const commitsName = 'hub.commits';
/** A marker serves while its commit is tried again, which ends with the deadline. */
const markerSeconds = 3600;

/** Makes the collection of markers; called once, since a transaction should not have to. */
export async function prepareCommits({ db }: MongoCore): Promise<void> {
  await db.collection(commitsName).createIndex({ at: 1 }, { expireAfterSeconds: markerSeconds });
}

/**
 * Several operations in one transaction, which also inserts a marker. Tried again after any doubt: the marker
 * is unique, so of all tries at most one commits, and its presence tells that one did.
 */
async function transaction(core: MongoCore, ops: readonly ReadyOp[], deadline: Deadline): Promise<void> {
  const markers = core.db.collection<{ _id: string; at: Date }>(commitsName);
  const token = randomUUID();
  for (let tries = 0; ; tries += 1) {
    const session = core.client.startSession();
    try {
      session.startTransaction({ readConcern: { level: 'snapshot' } });
      await deadline.within(
        inTransaction({ session, token, ops, mark: () => markers.insertOne({ _id: token, at: new Date() }, { session }) }),
      );
      return;
    } catch (error) {
      if (verdictOf(error) !== 'uncertain' && verdictOf(error) !== 'duplicate') throw error;
      const done = await deadline.within(markers.findOne({ _id: token })).catch(() => null);
      if (done) return;
      await deadline.backOff(tries + 1);
    } finally {
      await session.endSession().catch(() => undefined);
    }
  }
}

interface Transaction {
  session: ClientSession;
  token: string;
  ops: readonly ReadyOp[];
  mark(): Promise<unknown>;
}
async function inTransaction({ session, token, ops, mark }: Transaction): Promise<void> {
  try {
    await mark();
    for (const ready of ops) await run(ready, { token, session, mayBeDone: false });
  } catch (error) {
    await session.abortTransaction().catch(() => undefined);
    throw error;
  }
  await session.commitTransaction();
}

/** All operations or none. @throws DuplicateError, GuardError, StoreUnavailableError, StorageFullError, ContentRefusedError */
export async function commitOps(core: MongoCore, ops: readonly ReadyOp[]): Promise<void> {
  const deadline = deadlineIn(core.timeoutMs);
  const [first] = ops;
  try {
    if (first && ops.length === 1) await single(first, deadline);
    else await transaction(core, ops, deadline);
  } catch (error) {
    throw platformError(error);
  }
}
