import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startMongo, startRedis, uniqueDatabase } from '../../test/support/servers.ts';

/*
 * Two nodes on one MongoDB and one Redis, clients spread over both. Prints one line of JSON.
 * `node --import tsx two-nodes.ts <folder of the harness> "<server command>" <adapter>`
 */
const [folder = '', command = '', adapter = ''] = process.argv.slice(2);
const ports = [24731, 24732];

async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await pause(100);
  }
  throw new Error(`the node on ${port} did not start`);
}

function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
const dataDir = mkdtempSync(join(tmpdir(), 'multaqa-two-'));
const shared = {
  MONGO_URL: uniqueDatabase(mongo.url),
  REDIS_URL: redis.url,
  SESSION_SECRET: 'b'.repeat(40),
  HOST: '127.0.0.1',
  DATA_DIR: dataDir,
};
const nodes: ChildProcess[] = [];
try {
  const [program = '', ...args] = command.split(' ');
  for (const port of ports) {
    nodes.push(spawn(program, args, { env: { ...process.env, ...shared, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'] }));
    // One after the other: the first makes the bench people.
    await untilReady(port);
  }
  const used = (): number => nodes.reduce((sum, node) => sum + cpuSeconds(node), 0);
  const run = (phases: string): Record<string, unknown> => {
    const options = [
      '--name',
      'two nodes',
      '--ack',
      'upto:120',
      '--ack-step2',
      '--adapter',
      adapter,
      '--port',
      String(ports[0]),
      '--only',
      phases,
    ];
    const { stdout } = spawnSync(process.execPath, ['bench.mjs', ...options], {
      cwd: folder,
      env: { ...process.env, BENCH_PORTS: ports.join(',') },
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) || '{}');
  };
  const before = used();
  const throughput = run('throughput') as { throughput?: { editsPerS?: number } };
  // The phase runs 8 s measured and 1.5 s before; per edit it is the same.
  const edits = (throughput.throughput?.editsPerS ?? 0) * 9.5;
  const cpuPerEditUs = Math.round(((used() - before) * 1e6) / edits);
  console.log(JSON.stringify({ ...run('fanout,storm,openrace'), ...throughput, cpuPerEditUs }));
} finally {
  for (const node of nodes) node.kill('SIGKILL');
  await Promise.all([mongo.stop(), redis.stop()]);
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);
