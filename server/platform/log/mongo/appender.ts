import { MongoServerError, ObjectId, type Collection } from 'mongodb';
import { deadlineIn, platformError, verdictOf, type Deadline } from '../../mongo/calls.ts';
import { StoreUnavailableError } from '../../errors.ts';
import { sizeOf, toEntry, type PreparedEntry } from '../check.ts';
import { HeadMovedError, IdemKeyReusedError, type Appended, type Entry } from '../port.ts';
import { fromBatch, toBatch, type BatchDoc } from './batches.ts';
import { planBatch, type AppendCall, type Fate, type Outcome, type Plan } from './plan.ts';

/** Entries and bytes of one batch; MongoDB's document ends at 16 MiB. */
const maxBatchEntries = 1000;
const maxBatchBytes = 15 * 1024 * 1024;
/** Calls that wait on one node; beyond it they are refused, since a caller that outruns the database must hear of it. */
const maxWaiting = 50_000;
/** Streams whose head is remembered, and for how long: what is older than a tombstone could lead into a trimmed stretch. */
const maxKnownHeads = 10_000;
const headTrustMs = 60_000;

interface Waiting extends AppendCall {
  resolve(appended: Appended[]): void;
  reject(error: unknown): void;
}

/** Appends of one node: calls queue by stream, and those that came while a batch was on its way go together in the next. */
export interface Appender {
  append(stream: string, call: AppendCall): Promise<Appended[]>;
  /** Waits for the queues to run dry. */
  idle(): Promise<void>;
}

export function createAppender(batches: Collection<BatchDoc>, timeoutMs: number): Appender {
  const queues = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();
  const heads = new Map<string, { head: number; at: number }>();
  let waitingCount = 0;

  function take(queue: Waiting[]): Waiting[] {
    let entries = 0;
    let bytes = 0;
    let count = 0;
    for (const call of queue) {
      entries += call.entries.length;
      bytes += call.entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (count > 0 && (entries > maxBatchEntries || bytes > maxBatchBytes)) break;
      count += 1;
    }
    return queue.splice(0, count);
  }

  async function drain(stream: string, queue: Waiting[]): Promise<void> {
    // The rest of this turn of the event loop joins the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const calls = take(queue);
      waitingCount -= calls.length;
      try {
        await commit(stream, calls);
      } catch (error) {
        heads.delete(stream);
        for (const call of calls) call.reject(platformError(error));
      }
    }
    queues.delete(stream);
  }

  async function commit(stream: string, calls: Waiting[]): Promise<void> {
    const deadline = deadlineIn(timeoutMs);
    let stored = new Map<string, Entry>();
    let isCertain = false;
    for (let attempt = 0; ; attempt += 1) {
      await deadline.backOff(attempt - 1);
      const startedAt = performance.now();
      const head: number = known(stream) ?? (await deadline.within(headOf(batches, stream)));
      const plan = planBatch(calls, { head, stored, isCertain });
      const at = { stream, head, deadline, isLate: () => performance.now() - startedAt > headTrustMs };
      const outcome = plan ? await insert(batches, plan, at) : 'unsure';
      if (outcome === 'stored' && plan) {
        remember(stream, head + plan.entries.length);
        settle(calls, plan, head);
        return;
      }
      heads.delete(stream);
      if (outcome === 'headTaken') continue;
      stored = await deadline.within(byKeys(batches, stream, calls));
      isCertain = true;
    }
  }

  function remember(stream: string, head: number): void {
    if (heads.size >= maxKnownHeads) heads.clear();
    heads.set(stream, { head, at: performance.now() });
  }
  function known(stream: string): number | undefined {
    const remembered = heads.get(stream);
    return remembered && performance.now() - remembered.at <= headTrustMs ? remembered.head : undefined;
  }

  return {
    append: (stream, call) =>
      new Promise((resolve, reject) => {
        if (waitingCount >= maxWaiting) return reject(new StoreUnavailableError('too many appends wait for MongoDB'));
        waitingCount += 1;
        const waiting: Waiting = { ...call, resolve, reject };
        const queue = queues.get(stream);
        if (queue) {
          queue.push(waiting);
          return;
        }
        const fresh = [waiting];
        queues.set(stream, fresh);
        const run = drain(stream, fresh).finally(() => running.delete(run));
        running.add(run);
      }),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** The newest number, even if its majority is still on the way: the next number can only follow it. */
async function headOf(batches: Collection<BatchDoc>, stream: string): Promise<number> {
  const options = { sort: { to: -1 }, projection: { _id: 0, to: 1 }, readConcern: { level: 'local' } } as const;
  return (await batches.findOne({ stream: { $eq: stream } }, options))?.to ?? 0;
}

/** Entries stored under keys of these calls, as far as a majority has them: only those may be answered. */
async function byKeys(batches: Collection<BatchDoc>, stream: string, calls: readonly AppendCall[]): Promise<Map<string, Entry>> {
  const keys = new Set(calls.flatMap(({ entries }) => entries.flatMap(({ idemKey }) => (idemKey === null ? [] : [idemKey]))));
  const found = new Map<string, Entry>();
  if (keys.size === 0) return found;
  for await (const batch of batches.find({ stream: { $eq: stream }, keys: { $in: [...keys] } })) {
    for (const entry of batch.entries) {
      if (entry.key !== undefined && keys.has(entry.key)) found.set(entry.key, fromBatch(entry));
    }
  }
  return found;
}

type InsertOutcome = 'stored' | 'headTaken' | 'keyTaken';

/**
 * Sends one and the same batch until its fate is sure. While an answer is missing nothing else may be tried:
 * the batch could still arrive, and would then stand twice.
 */
async function insert(
  batches: Collection<BatchDoc>,
  plan: Plan,
  at: { stream: string; head: number; deadline: Deadline; isLate: () => boolean },
): Promise<InsertOutcome> {
  if (plan.entries.length === 0) return 'stored';
  const batch = toBatch(new ObjectId(), at, plan.entries);
  let answersLost = 0;
  for (;;) {
    try {
      await at.deadline.within(batches.insertOne(batch));
      return at.isLate() && (await isStray(batches, batch)) ? 'headTaken' : 'stored';
    } catch (error) {
      const verdict = verdictOf(error);
      if (verdict === 'duplicate') {
        const index: object = error instanceof MongoServerError ? (error['keyPattern'] ?? {}) : {};
        const mayBeOurs = answersLost > 0 || '_id' in index;
        if (mayBeOurs && (await landed(batches, batch, at.deadline))) return 'stored';
        return 'keys' in index ? 'keyTaken' : 'headTaken';
      }
      if (verdict !== 'uncertain') throw error;
      answersLost += 1;
      await at.deadline.backOff(answersLost);
    }
  }
}

/**
 * A process that slept between reading the head and writing may meet a stretch that was trimmed, where nothing refuses
 * its number any more. What it wrote there nobody reads; it is taken back.
 */
async function isStray(batches: Collection<BatchDoc>, { _id, stream, from }: BatchDoc): Promise<boolean> {
  if (from === 1 || (await batches.findOne({ stream, to: from - 1 }, { projection: { _id: 1 }, readConcern: { level: 'local' } })))
    return false;
  await batches.deleteOne({ _id });
  return true;
}

/** Whether our own batch is the duplicate. Waits until the majority has it. */
async function landed(batches: Collection<BatchDoc>, { _id }: BatchDoc, deadline: Deadline): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (await deadline.within(batches.findOne({ _id }, { projection: { _id: 1 } }))) return true;
      if (!(await deadline.within(batches.findOne({ _id }, { projection: { _id: 1 }, readConcern: { level: 'local' } })))) return false;
    } catch (error) {
      if (verdictOf(error) !== 'uncertain') throw error;
    }
    await deadline.backOff(attempt + 1);
  }
}

function settle(calls: readonly Waiting[], plan: Plan, head: number): void {
  const entryOf = (nth: number): Entry => {
    const entry: PreparedEntry | undefined = plan.entries[nth];
    if (!entry) throw new Error('a plan names an entry that it does not have');
    return toEntry({ ...entry, seq: head + 1 + nth, blanked: false });
  };
  const appended = (fate: Fate): Appended =>
    'stored' in fate ? { entry: fate.stored, repeated: true } : { entry: entryOf(fate.nth), repeated: fate.repeated };
  for (const [index, call] of calls.entries()) {
    const outcome: Outcome | undefined = plan.outcomes[index];
    if (outcome?.kind === 'done') call.resolve(outcome.fates.map(appended));
    else if (outcome?.kind === 'headMoved') call.reject(new HeadMovedError(outcome.head));
    else if (outcome) call.reject(new IdemKeyReusedError(appended(outcome.by).entry));
  }
}
