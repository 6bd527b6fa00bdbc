import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { locate } from '../../scripts/setup/locate.mjs';
import { freePort, startProgram, type Program } from './program.ts';

/** A real server of this test alone. It ends with the test's process at the latest. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as an administrator would, and deletes its data. */
  stop: () => Promise<void>;
  /** Ends it as a power cut would, as far as one machine can play that; its data stay for `restart`. */
  kill9: () => Promise<void>;
  /** Starts it again on the same port and data; ends it first where it still runs. */
  restart: () => Promise<void>;
  /** Stops it in mid-run, so that it answers nothing but keeps its connections; `resume` lets it go on. */
  pause: () => void;
  resume: () => void;
}

const startMs = 30_000;
const pollMs = 20;

/**
 * Starts a redis-server on loopback, keeping nothing on disk unless `append` is asked for.
 *
 * @returns its URL is `redis://127.0.0.1:<port>`
 */
export async function startRedis(options: { append?: boolean } = {}): Promise<TestServer> {
  const port = await freePort();
  const program = startProgram('redis', (folder) => [
    programOf('redis'),
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', options.append ? 'yes' : 'no', '--appendfsync', 'always', '--daemonize', 'no'],
  ]);
  return serverOf(program, { port, url: `redis://127.0.0.1:${port}`, ready: () => redisAnswers(port) });
}

/**
 * Starts a mongod on loopback as a replica set of one, and waits until it is the writable primary.
 *
 * @param options  `testCommands` lets a test ask it for failures (`configureFailPoint`)
 * @returns its URL names no database: see `uniqueDatabase`
 */
export async function startMongo(options: { testCommands?: boolean } = {}): Promise<TestServer> {
  const port = await freePort();
  const program = startProgram('mongod', (folder) => [
    programOf('mongo'),
    ...['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', folder, '--nounixsocket'],
    ...['--replSet', 'rs0', '--oplogSize', '64', '--wiredTigerCacheSizeGB', '0.25'],
    // Loopback gains nothing by compression, and the second core has other work.
    ...['--networkMessageCompressors', 'disabled', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ...(options.testCommands ? ['--setParameter', 'enableTestCommands=1'] : []),
  ]);
  const url = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
  return serverOf(program, { port, url, ready: () => becomesPrimary(port) });
}

/** The same server with the name of a database that nobody else uses; works for `mongodb:` URLs. */
export function uniqueDatabase(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/test_${randomBytes(6).toString('hex')}`;
  return parsed.href;
}

interface Address {
  port: number;
  url: string;
  /** Resolves when the server takes work; rejects or resolves false while it does not. */
  ready: () => Promise<boolean>;
}

async function serverOf(program: Program, { port, url, ready }: Address): Promise<TestServer> {
  const start = async (): Promise<void> => {
    program.start();
    await waitUntil(ready, program);
  };
  await start();
  return {
    url,
    port,
    stop: () => program.stop(),
    kill9: () => program.end('SIGKILL'),
    restart: async () => {
      await program.end('SIGTERM');
      await start();
    },
    pause: () => program.signal('SIGSTOP'),
    resume: () => program.signal('SIGCONT'),
  };
}

function programOf(service: 'redis' | 'mongo'): string {
  const program = locate(service);
  if (program === undefined) throw new Error(`There is no ${service} on this machine: run it through npm test, which gets one.`);
  return program;
}

/** Neither server announces on a channel of ours that it is ready, so it is asked until it says so. */
async function waitUntil(ready: () => Promise<boolean>, program: Program): Promise<void> {
  const deadline = Date.now() + startMs;
  let last: unknown;
  while (Date.now() < deadline) {
    const ended = program.ended();
    if (ended !== undefined) throw new Error(`${program.name} ended at its start (${ended}):\n${program.output()}`);
    try {
      if (await ready()) return;
    } catch (error) {
      last = error;
    }
    await pause(pollMs);
  }
  throw new Error(`${program.name} was not ready within ${startMs} ms (${String(last)}):\n${program.output()}`);
}

function redisAnswers(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
  });
}

async function becomesPrimary(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000 });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    if (hello['setName'] === undefined) await admin.command({ replSetInitiate: memberSet(port) });
    return false;
  } finally {
    await client.close();
  }
}

/** An election of one needs no patience: the default of 10 s is what a restart after kill -9 would wait. */
function memberSet(port: number): object {
  return {
    _id: 'rs0',
    members: [{ _id: 0, host: `127.0.0.1:${port}` }],
    settings: { electionTimeoutMillis: 500 },
  };
}
