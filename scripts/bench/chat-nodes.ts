import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startMongo, startRedis, uniqueDatabase } from '../../test/support/servers.ts';

/*
 * The open loop against hubs: one embedded, one and two nodes on one MongoDB and one Redis, and bare socket.io beside
 * them. Prints one line of JSON. `node --import tsx chat-nodes.ts "<server command>" <folder of the harness>`
 */
const [command = '', harness = ''] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const firstPort = 24741;

interface Case {
  name: string;
  nodes: number;
  env?: Record<string, string>;
}

async function untilReady(port: number, path: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const isReady = await fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status < 500,
      () => false,
    );
    if (isReady) return;
    await pause(100);
  }
  throw new Error(`what should listen on ${port} did not start`);
}

async function start(line: string, port: number, env: Record<string, string>, cwd?: string): Promise<ChildProcess> {
  const [program = '', ...args] = line.split(' ');
  const child = spawn(program, args, {
    env: { ...process.env, HOST: '127.0.0.1', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(cwd !== undefined && { cwd }),
  });
  await untilReady(port, env['BARE'] ? '/socket.io/?EIO=4&transport=polling' : '/readyz');
  return child;
}

function openLoop(ports: readonly number[], children: readonly ChildProcess[], kind: 'hub' | 'bare'): unknown {
  const args = ['--ports', ports.join(','), '--pids', children.map(({ pid }) => pid).join(','), '--kind', kind];
  const { stdout } = spawnSync(process.execPath, [join(here, 'chat-open-loop.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) || '{}');
}

async function measure({ name, nodes, env = {} }: Case): Promise<unknown> {
  const dataDir = mkdtempSync(join(tmpdir(), 'multaqa-open-'));
  const children: ChildProcess[] = [];
  const ports = Array.from({ length: nodes }, (_, i) => firstPort + i);
  try {
    // One after the other: the first makes the bench people.
    for (const port of ports) children.push(await start(command, port, { ...env, DATA_DIR: dataDir }));
    return { name, ...(openLoop(ports, children, 'hub') as object) };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
const shared = () => ({ MONGO_URL: uniqueDatabase(mongo.url), REDIS_URL: redis.url, SESSION_SECRET: 'b'.repeat(40) });
const results: unknown[] = [];
try {
  const bare = await start('node servers/socketio.mjs', firstPort, { BARE: '1' }, harness);
  results.push({ name: 'bare socket.io', ...(openLoop([firstPort], [bare], 'bare') as object) });
  bare.kill('SIGKILL');
  results.push(await measure({ name: 'embedded', nodes: 1 }));
  results.push(await measure({ name: 'MongoDB + Redis, one node', nodes: 1, env: shared() }));
  results.push(await measure({ name: 'MongoDB + Redis, two nodes', nodes: 2, env: shared() }));
  console.log(JSON.stringify(results));
} finally {
  await Promise.all([mongo.stop(), redis.stop()]);
}
process.exit(0);
