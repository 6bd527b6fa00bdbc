import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import { applied } from '#server/commands/backup/what-comes-back.ts';
import { readKeyFile } from '#server/platform/backup/key.ts';
import { openBackup, verifyBackup } from '#server/platform/backup/read-backup.ts';
import { createTally } from '#server/platform/backup/tally.ts';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { backupFolder } from '../support/backup-hub.ts';
import { describeWith } from '../support/describe-with.ts';
import { fillForDrill, type DrillWorld } from '../support/drill-world.ts';
import { startMongo, uniqueDatabase } from '../support/servers.ts';
import { signIn, type Client } from '../support/start-hub.ts';
import { tempDir } from '../support/temp-dir.ts';
import { startNode, type NodeProcess } from './node-process.ts';

/* P18, F19: a hub is backed up while people post and write, and comes back elsewhere. In full by `npm run soak`. */
const isSoak = process.env['MULTAQA_SOAK'] === '1';
const size = isSoak ? { posts: 100_000, rooms: 20, documents: 500, fileMb: 100 } : { posts: 3000, rooms: 3, documents: 20, fileMb: 12 };
const kills = isSoak ? 10 : 1;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const longestRestoreMs = 15 * 60_000;
const secret = 'a secret of the drill, long enough to be one';

/** Numerical Recipes' generator. */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Ran {
  code: number | null;
  output: string;
  ms: number;
}

/** `npm run hub -- …` as it is built. */
async function hubCommand(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server/hub.js', ...args], {
    env: { ...process.env, NODE_ENV: 'development', DEMO: '0', SESSION_SECRET: secret, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, ms: performance.now() - begun };
}

const dir = tempDir('drill');
const { folder, keyFile } = backupFolder(dir.path);
const dataDir = join(dir.path, 'hub');
const fileIn = (output: string): string => /Written and verified: (\S+)/.exec(output)?.[1] ?? 'none';

function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
function told(latencies: readonly number[]): string {
  const sorted = latencies.toSorted((a, b) => a - b);
  return `${sorted.length} posts, p50 ${percentile(sorted, 0.5)} ms, p95 ${percentile(sorted, 0.95)} ms, longest ${percentile(sorted, 1)} ms`;
}

interface Load {
  /** Posts acknowledged so far, with the moment and how long each took. */
  posts: { roomId: string; seq: number; text: string; at: number; ms: number }[];
  stop(): Promise<void>;
}

/** Four people post, each about 25 a second at most; two of them write in a document each. */
function startLoad(people: readonly Client[], { roomIds, documentIds }: DrillWorld): Load {
  const posts: Load['posts'] = [];
  const ending = new AbortController();
  async function keepPosting(who: Client, index: number): Promise<void> {
    const roomId = roomIds[index % roomIds.length] ?? '';
    for (let n = 0; !ending.signal.aborted; n += 1) {
      const begun = performance.now();
      const text = `تحت الحمل ${index}/${n}`;
      const { seq } = await who.api<{ seq: number }>('POST', `/rooms/${roomId}/messages`, {
        clientId: crypto.randomUUID(),
        text,
      });
      posts.push({ roomId, seq, text, at: performance.now(), ms: performance.now() - begun });
      await pause(40, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }
  function keepWriting(who: Client, index: number): { stop(): void } {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(who.url.replace('http', 'ws') + '/collab', documentIds[index] ?? '', doc, {
      params: { token: who.token },
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    const timer = setInterval(() => provider.synced && doc.getText('text').insert(0, 'ح'), 50);
    return {
      stop() {
        clearInterval(timer);
        provider.destroy();
        doc.destroy();
      },
    };
  }
  const posting = people.map(keepPosting);
  const writing = people.slice(0, 2).map(keepWriting);
  return {
    posts,
    async stop() {
      ending.abort();
      for (const one of writing) one.stop();
      await Promise.all(posting);
    },
  };
}

/** SHA-256 over the entries of one stream, up to a number. */
async function streamHash(log: Awaited<ReturnType<typeof openEmbedded>>['log'], stream: string, upTo: number): Promise<string> {
  const hash = createHash('sha256');
  for (let after = 0; after < upTo;) {
    const page = (await log.read(stream, after, 1000)).filter(({ seq }) => seq <= upTo);
    for (const { bytes, ...entry } of page) hash.update(JSON.stringify(entry)).update(bytes ?? '-');
    after = page.at(-1)?.seq ?? upTo;
  }
  return hash.digest('hex');
}

/** Content hash of a backup without what every restore and start adds: audit entries of it, new epochs, jobs, its own state. */
async function lastingHash(path: string): Promise<string> {
  const backup = await openBackup(path, await readKeyFile(keyFile));
  const own = (): undefined => undefined;
  const rules = { jobs: own, backupState: own, documents: (document: JsonObject) => ({ ...document, epoch: 0 }) };
  const tally = createTally();
  for await (const page of applied(backup.pages(), rules))
    for (const record of page) if (record.kind !== 'entry' || !/"operation":"hub\.(restored|backup)"/.test(record.text)) tally.add(record);
  await backup.close();
  return tally.result().contentHash;
}

let world: DrillWorld;
let node: NodeProcess;
beforeAll(async () => {
  console.log(`restore drill, seed ${seed}, ${JSON.stringify(size)}`);
  world = await fillForDrill(dataDir, size, randomOf(seed));
  node = await startNode({ DATA_DIR: dataDir, DEMO: '0', LIMITS: 'false', SESSION_SECRET: secret });
}, 600_000);
afterAll(async () => {
  await node.stop();
  dir.remove();
});

async function signedIn(url: string): Promise<Client[]> {
  return Promise.all(world.emails.map((email) => signIn(url, email)));
}
const backUp = (): Promise<Ran> => hubCommand({ DATA_DIR: dataDir }, 'backup', '--to', folder, '--key-file', keyFile);

describe('the drill', () => {
  let file = '';
  let begunAt = 0;
  let load: Load;
  const restored = join(dir.path, 'restored');

  test('a backup is made while people post and write', async () => {
    load = startLoad(await signedIn(node.url), world);
    await expect.poll(() => load.posts.length, { timeout: 60_000 }).toBeGreaterThan(200);
    begunAt = performance.now();
    const before = load.posts.length;
    const ran = await backUp();
    const during = load.posts.slice(before);
    await load.stop();
    expect(ran.output).toContain('Written and verified');
    expect(ran.code).toBe(0);
    file = fileIn(ran.output);
    console.log(`backup: ${(ran.ms / 1000).toFixed(1)} s with its command, ${(statSync(file).size / 1e6).toFixed(1)} MB`);
    console.log(ran.output.trim());
    console.log(`quiet: ${told(load.posts.slice(50, before).map(({ ms }) => ms))}`);
    console.log(`during: ${told(during.map(({ ms }) => ms))}`);
    expect(during.length).toBeGreaterThan(0);
    // Nobody waits for a backup: no second in which nothing goes.
    expect(Math.max(...during.map(({ ms }) => ms))).toBeLessThan(4500);
  });

  test('[BK8] it comes back elsewhere within 15 minutes, and holds what was acknowledged before it began', async () => {
    const ran = await hubCommand({ DATA_DIR: restored }, 'restore', '--file', file, '--key-file', keyFile);
    console.log(`restore: ${(ran.ms / 1000).toFixed(1)} s with its command\n${ran.output.trim()}`);
    expect(ran.code).toBe(0);
    expect(ran.ms).toBeLessThan(longestRestoreMs);
    expect(await node.terminate()).toBe(0);
    const [then, now] = [await openEmbedded({ dataDir }), await openEmbedded({ dataDir: restored })];
    onTestFinished(async () => {
      await then.close();
      await now.close();
    });
    const streams = world.roomIds.map((id) => `room:${id}`);
    const heads = await now.log.heads(streams);
    for (const stream of streams) {
      const head = heads.get(stream) ?? 0;
      expect(head).toBeGreaterThanOrEqual(size.posts / size.rooms);
      expect(await streamHash(now.log, stream, head), stream).toBe(await streamHash(then.log, stream, head));
    }
    for (const { roomId, seq, at } of load.posts) if (at < begunAt) expect(seq).toBeLessThanOrEqual(heads.get(`room:${roomId}`) ?? 0);
    for (const id of world.documentIds.slice(2)) {
      const head = (await then.log.heads([`document:${id}`])).get(`document:${id}`) ?? 0;
      expect(await streamHash(now.log, `document:${id}`, head), id).toBe(await streamHash(then.log, `document:${id}`, head));
    }
  });

  test('it starts, people sign in anew, and read and write on', async () => {
    const other = await startNode({ DATA_DIR: restored, DEMO: '0', LIMITS: 'false', SESSION_SECRET: secret });
    onTestFinished(() => other.stop());
    const [someone] = await signedIn(other.url);
    if (!someone) throw new Error('nobody signed in');
    const roomId = world.roomIds[0] ?? '';
    const posted = await someone.api<{ seq: number }>('POST', `/rooms/${roomId}/messages`, {
      clientId: crypto.randomUUID(),
      text: 'بعد الاستعادة',
    });
    expect(posted.seq).toBeGreaterThan(size.posts / size.rooms);
    const { code, output } = await hubCommand({ DATA_DIR: restored }, 'verify-audit');
    expect([code, output]).toEqual([0, expect.stringContaining('intact')]);
  });

  test('[BK6] a restore that is killed leaves a folder on which no hub starts', async () => {
    const half = join(dir.path, 'half');
    const child = spawn(process.execPath, ['dist/server/hub.js', 'restore', '--file', file, '--key-file', keyFile], {
      env: { ...process.env, DATA_DIR: half, DEMO: '0', SESSION_SECRET: secret },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await expect.poll(() => existsSync(join(half, 'hub.db')), { timeout: 60_000, interval: 1 }).toBe(true);
    child.kill('SIGKILL');
    await ended;
    const start = startNode({ DATA_DIR: half, DEMO: '0', SESSION_SECRET: secret });
    await expect(start).rejects.toThrow(/holds a restore that was cut off/);
    const again = await hubCommand({ DATA_DIR: half }, 'restore', '--file', file, '--key-file', keyFile);
    expect([again.code, again.output]).toEqual([1, expect.stringMatching(/cut off. Empty it/)]);
  });

  describeWith('mongo', 'onto MongoDB and back', () => {
    test('the content hash is the same everywhere', async () => {
      const mongo = await startMongo();
      onTestFinished(() => mongo.stop());
      const onMongo = { DATA_DIR: join(dir.path, 'beside-mongo'), MONGO_URL: uniqueDatabase(mongo.url) };
      const there = await hubCommand(onMongo, 'restore', '--file', file, '--key-file', keyFile);
      console.log(`restore onto MongoDB: ${(there.ms / 1000).toFixed(1)} s with its command`);
      expect(there.code, there.output).toBe(0);
      const made = await hubCommand(onMongo, 'backup', '--to', folder, '--key-file', keyFile);
      console.log(`backup of MongoDB: ${(made.ms / 1000).toFixed(1)} s with its command`);
      expect(made.code, made.output).toBe(0);
      const back = await hubCommand({ DATA_DIR: join(dir.path, 'back') }, 'restore', '--file', fileIn(made.output), '--key-file', keyFile);
      expect(back.code, back.output).toBe(0);
      expect(back.output).toContain('audit chain is intact');
      const last = await hubCommand({ DATA_DIR: join(dir.path, 'back') }, 'backup', '--to', folder, '--key-file', keyFile);
      const hashes = await Promise.all([file, fileIn(made.output), fileIn(last.output)].map(lastingHash));
      expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
    });
  });
});

test('[BK12] kill -9 in the middle of a backup leaves no file that passes, and the next one is whole', async () => {
  const random = randomOf(seed + 1);
  await node.restart();
  const key = await readKeyFile(keyFile);
  const whole = new Set(readdirSync(folder));
  for (let kill = 0; kill < kills; kill += 1) {
    const running = backUp();
    const wanted = Math.floor(random() * size.fileMb * 900_000);
    const isUnderWay = (): boolean =>
      readdirSync(folder).some((name) => !whole.has(name) && (name.endsWith('.backup') || statSync(join(folder, name)).size >= wanted));
    await expect.poll(isUnderWay, { timeout: 60_000, interval: 1 }).toBe(true);
    await node.kill9();
    await running;
    for (const name of readdirSync(folder).filter((one) => !whole.has(one))) {
      const verdict = await openBackup(join(folder, name), key)
        .then(
          async (backup) => verifyBackup(backup).finally(() => backup.close()),
          (error: unknown) => error,
        )
        .catch((error: unknown) => error);
      // Whatever bears the name of a backup is one; what was left in the middle does not pass.
      if (name.endsWith('.backup')) expect(verdict).toMatchObject({ contentHash: expect.any(String) });
      else expect(verdict).toMatchObject({ reason: expect.stringMatching(/cut|notABackup/) });
      whole.add(name);
    }
    await node.restart();
  }
  const ran = await backUp();
  expect(ran.code, ran.output).toBe(0);
});
