import { parentPort, workerData } from 'node:worker_threads';
import { logReader, logSchema } from '../log/embedded/log-tables.ts';
import { logWriter } from '../log/embedded/log-writes.ts';
import { storeReader, storeSchema, storeWriter } from '../store/embedded/store-tables.ts';
import { codeOf, openConnection, prepareReader, prepareWriter, sqliteCode, type Connection } from './driver.ts';
import { packer, unpacker, type Packer } from './packing.ts';
import {
  Refusal,
  type Batch,
  type FromWorker,
  type RawFailure,
  type RawResult,
  type RequestKind,
  type Requests,
  type ToWorker,
  type WorkerStart,
} from './protocol.ts';

type Handlers = { [K in RequestKind]?: (input: Requests[K]['in'], pack: Packer) => Requests[K]['out'] };

const port = parentPort;
const start: WorkerStart = workerData;
/** How long the log of writes may keep blanked content after the writer fell idle. */
const scrubDelayMs = 1000;
/** How long to wait for a lock. */
const busyMs = 5000;

function failureOf(error: unknown): RawFailure {
  if (error instanceof Refusal) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  if (code === sqliteCode.full) return { kind: 'full', message };
  if (code === sqliteCode.ioError || code === sqliteCode.busy) return { kind: 'unavailable', message };
  if (code === sqliteCode.corrupt || code === sqliteCode.notADatabase) return { kind: 'damaged', message };
  return { kind: 'internal', message };
}

function say(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

/** Runs one request. A refusal is its result; what it had packed is dropped, but for the entry that a refusal carries. */
function runOne(handlers: Handlers, request: Batch['requests'][number], pack: Packer): RawResult {
  const [kind, input] = request;
  const handler: ((input: never, pack: Packer) => unknown) | undefined = handlers[kind];
  if (!handler) return [false, { kind: 'internal', message: `${kind} is not for this thread` }];
  const packed = pack.count();
  try {
    // The channel's types tie each kind to its input; a thread's message cannot carry that.
    return [true, handler(input as never, pack)];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.failure.kind !== 'idemKeyReused') pack.cut(packed);
    return [false, error.failure];
  }
}

function readerThread(db: Connection): Role {
  const log = logReader(db);
  const store = storeReader(db);
  const handlers: Handlers = { ...store, logRead: log.read, logByKey: log.byKey, logHeads: (input) => log.heads(input.streams) };
  function run(batch: Batch): void {
    const pack = packer();
    const results = batch.requests.map((request): RawResult => {
      try {
        return runOne(handlers, request, pack);
      } catch (error) {
        return [false, failureOf(error)];
      }
    });
    answer(results, pack);
  }
  return { run, stop: () => undefined };
}

function answer(results: RawResult[], pack: Packer): void {
  const bytes = pack.finish();
  say({ result: bytes ? { results, bytes } : { results } }, bytes ? [bytes] : []);
}

/** Empties the write-ahead log a while after a blanking: overwritten pages still stand in it until then. */
function scrubber(db: Connection): { soon(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => void (timer ??= setTimeout(scrub, scrubDelayMs).unref());
  function scrub(): void {
    timer = undefined;
    try {
      // A backup reads an old state for minutes. Waiting for it here would hold up every write: come again instead.
      db.prepare('PRAGMA busy_timeout = 0').all([]);
      const [isBusy] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get([]) ?? [];
      if (isBusy === 1) soon();
    } catch {
      // A full disk, for one: whoever writes next hears of it, and the next blanking tries again.
    } finally {
      db.prepare(`PRAGMA busy_timeout = ${busyMs}`).all([]);
    }
  }
  return {
    soon,
    stop: () => clearTimeout(timer),
  };
}

/** SQLite rewrites its file outside of transactions only. Never throws: the batch is committed already. */
function scrubbed(db: Connection, { requests }: Batch, results: RawResult[]): RawResult[] {
  if (!requests.some(([kind]) => kind === 'scrub')) return results;
  try {
    db.exec('VACUUM');
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
    return results;
  } catch (error) {
    const failed: RawResult = [false, failureOf(error)];
    return results.map((result, index) => (requests[index]?.[0] === 'scrub' ? failed : result));
  }
}

interface Role {
  run(batch: Batch): void;
  stop(): void;
}

function writerThread(db: Connection): Role {
  const log = logWriter(db);
  const store = storeWriter(db);
  const scrub = scrubber(db);
  let take = unpacker(undefined);
  const handlers: Handlers = {
    append: (input, pack) => log.append(input, take, pack),
    blank(input) {
      scrub.soon();
      return log.blank(input);
    },
    trim(input) {
      scrub.soon();
      return log.trim(input);
    },
    scrub: () => null,
    commit: store.commit,
    declare: store.declare,
  };
  const commit = (requests: Batch['requests'], pack: Packer): RawResult[] =>
    transaction({ db, log, run: () => requests.map((request) => runOne(handlers, request, pack)) });

  /** Each by itself, so that one that cannot be stored does not take the others of its batch with it. */
  function separately(batch: Batch, pack: Packer): RawResult[] {
    take = unpacker(batch.bytes);
    return batch.requests.map((request): RawResult => {
      const packed = pack.count();
      try {
        return commit([request], pack)[0] ?? [false, { kind: 'internal', message: 'no result' }];
      } catch (error) {
        pack.cut(packed);
        return [false, failureOf(error)];
      }
    });
  }

  function run(batch: Batch): void {
    const pack = packer();
    take = unpacker(batch.bytes);
    try {
      answer(scrubbed(db, batch, commit(batch.requests, pack)), pack);
    } catch {
      // Whatever failed, its cause is found again request by request and answered there.
      pack.cut(0);
      answer(separately(batch, pack), pack);
    }
  }
  return { run, stop: scrub.stop };
}

interface Transaction {
  db: Connection;
  log: { flush(): void; forget(): void };
  run(): RawResult[];
}
function transaction({ db, log, run }: Transaction): RawResult[] {
  db.exec('BEGIN IMMEDIATE');
  try {
    const results = run();
    log.flush();
    db.exec('COMMIT');
    return results;
  } catch (error) {
    log.forget();
    if (db.inTransaction()) db.exec('ROLLBACK');
    throw error;
  }
}

/** The kernel's lock on the file ends with the process, so there is no stale lock after a kill. */
async function lock(file: string): Promise<Connection | undefined> {
  const held = await openConnection(start.driver, file, 0);
  try {
    held.exec('PRAGMA locking_mode = EXCLUSIVE');
    held.exec('BEGIN EXCLUSIVE');
    return held;
  } catch (error) {
    held.close();
    if (codeOf(error) === sqliteCode.busy) return undefined;
    throw error;
  }
}

async function serve(): Promise<void> {
  const held = start.lockFile === undefined ? undefined : await lock(start.lockFile);
  if (start.lockFile !== undefined && !held) return say({ busy: true });
  const db = await openConnection(start.driver, start.file, busyMs);
  if (!held) prepareReader(db);
  else {
    prepareWriter(db);
    db.exec(logSchema);
    db.exec(storeSchema);
    const pageSize = Number(db.prepare('PRAGMA page_size').get([])?.[0]);
    if (start.maxBytes > 0) db.prepare(`PRAGMA max_page_count = ${Math.floor(start.maxBytes / pageSize)}`).all([]);
  }
  const role = held ? writerThread(db) : readerThread(db);
  port?.on('message', (message: ToWorker) => {
    if ('batch' in message) return role.run(message.batch);
    role.stop();
    db.close();
    held?.close();
    say({ closed: true });
    port.close();
  });
  say({ ready: true });
}

serve().catch((error: unknown) => say({ failed: failureOf(error) }));
