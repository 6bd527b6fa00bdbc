import { Mongoose, type Connection } from 'mongoose';
import { MongoClient, type Db } from 'mongodb';
import { refuseMarkedDatabase } from '../backup/mongo/mark.ts';
import { NotAReplicaSetError, StoreUnavailableError } from '../errors.ts';
import { createMongoLog } from '../log/mongo/log.ts';
import type { Log } from '../log/port.ts';
import { createMongoStore } from '../store/mongo/store.ts';
import type { Store } from '../store/port.ts';
import { bounded } from './calls.ts';

export interface MongoOptions {
  /** `mongodb://…` or `mongodb+srv://…`, with the database's name as its path. */
  url: string;
  /** After this long a call gives up with StoreUnavailableError. */
  timeoutMs?: number;
}

export interface Mongo {
  log: Log;
  store: Store;
  /** For GridFS and for the accounts adapter; everything else goes through the ports. */
  connection: Connection;
  /** For other adapters on the same connection. */
  core: MongoCore;
  /** Waits for everything that was accepted, then disconnects. */
  close(): Promise<void>;
}

/** What log and store work on. */
export interface MongoCore {
  db: Db;
  client: MongoClient;
  timeoutMs: number;
}

const defaultTimeoutMs = 10_000;

/**
 * Nothing is acknowledged before a majority has it in its journal, and nothing is read that could still be rolled back.
 * Nothing is buffered while the database is away: a caller hears of it.
 */
const promises = (timeoutMs: number) =>
  ({
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    sanitizeFilter: true,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    // A mongod that hangs keeps its connections open; without this an answer is awaited for ever.
    socketTimeoutMS: timeoutMs,
    maxPoolSize: 50,
    ignoreUndefined: true,
  }) as const;

/** A set that was never initiated has no primary; asked directly, its member says so. */
async function saysNoReplicaSet(url: string): Promise<boolean> {
  if (!url.startsWith('mongodb://')) return false;
  const direct = new URL(url);
  direct.searchParams.delete('replicaSet');
  direct.searchParams.set('directConnection', 'true');
  const client = new MongoClient(direct.href, { serverSelectionTimeoutMS: 2000, readPreference: 'primaryPreferred' });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    return typeof hello['setName'] !== 'string' && hello['msg'] !== 'isdbgrid';
  } catch {
    // Not reachable either way: the first error stands.
    return false;
  } finally {
    await client.close();
  }
}

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  // An instance of our own: settings of mongoose's global one would reach every other user of it.
  const connection = new Mongoose({ strictQuery: true, bufferCommands: false, sanitizeFilter: true }).createConnection(
    url,
    promises(timeoutMs),
  );
  // Whoever calls hears of a lost connection by the call; an emitted error without a listener would end the process.
  connection.on('error', () => undefined);
  try {
    await connection.asPromise();
    const hello = await connection.getClient().db('admin').command({ hello: 1 });
    if (typeof hello['setName'] !== 'string' && hello['msg'] !== 'isdbgrid') throw new NotAReplicaSetError();
    return connection;
  } catch (error) {
    await connection.close(true);
    if (error instanceof NotAReplicaSetError || (await saysNoReplicaSet(url))) throw new NotAReplicaSetError();
    throw new StoreUnavailableError('MongoDB cannot be reached', { cause: error });
  }
}

async function refuseUnfinished(connection: Connection, { db, timeoutMs }: MongoCore): Promise<void> {
  try {
    await bounded(timeoutMs, () => refuseMarkedDatabase(db));
  } catch (error) {
    await connection.close(true);
    throw error;
  }
}

/** A bare connection for a restore, which makes nothing. @throws NotAReplicaSetError, StoreUnavailableError */
export async function connectMongo({ url, timeoutMs = defaultTimeoutMs }: MongoOptions): Promise<MongoCore & { close(): Promise<void> }> {
  const connection = await connect(url, timeoutMs);
  const client = connection.getClient();
  return { client, db: client.db(connection.name), timeoutMs, close: () => connection.close() };
}

/** Log and store on one MongoDB connection. @throws RestoreUnfinishedError, NotAReplicaSetError, StoreUnavailableError */
export async function openMongo({ url, timeoutMs = defaultTimeoutMs }: MongoOptions): Promise<Mongo> {
  const connection = await connect(url, timeoutMs);
  const client = connection.getClient();
  const core: MongoCore = { client, db: client.db(connection.name), timeoutMs };
  await refuseUnfinished(connection, core);
  const log = await createMongoLog(core);
  const store = createMongoStore(core);
  return {
    log,
    store,
    connection,
    core,
    async close() {
      await Promise.all([log.close(), store.close()]);
      await connection.close();
    },
  };
}
