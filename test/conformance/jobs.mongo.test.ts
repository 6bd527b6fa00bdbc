import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { storeJobs } from '#server/platform/jobs/store-jobs.ts';
import { openMongo } from '#server/platform/mongo/open-mongo.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { collectFaults } from './faults.ts';
import { createInbox } from './inbox.ts';
import { jobsConformance } from './jobs.conformance.ts';

describeWith('mongo', 'jobs on MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(async () => mongo.stop());

  jobsConformance(async () => {
    const url = uniqueDatabase(mongo.url);
    const [a, b] = [await openMongo({ url }), await openMongo({ url })];
    return {
      stores: [a.store, b.store],
      close: async () => {
        await a.close();
        await b.close();
      },
    };
  });

  /** A node in a process of its own: tells each job it begins and ends, one a line. */
  async function startNode(url: string, leaseMs: number) {
    const script = fileURLToPath(new URL('./jobs-node.ts', import.meta.url));
    const env = { ...process.env, JOBS: JSON.stringify({ url, leaseMs }) };
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('no pipe');
    const lines = createInbox<string>();
    createInterface(child.stdout).on('line', lines.put);
    await lines.until((items) => items.includes('ready'), 30_000);
    return { child, lines };
  }

  test('kill -9 of a node in mid-job: the other runs its jobs again, and no other job twice', async () => {
    const url = uniqueDatabase(mongo.url);
    const [doomed, other] = await Promise.all([startNode(url, 1_200), startNode(url, 1_200)]);
    const own = await openMongo({ url });
    const jobs = storeJobs({ store: own.store, clock: systemClock(), report: collectFaults().report });
    await own.store.ready();
    const ids = Array.from({ length: 60 }, (_, i) => `j${i}`);
    const dueAt = new Date().toISOString();
    await Promise.all(ids.map((id) => jobs.schedule({ id, kind: 'slow', dueAt, data: {} })));
    await doomed.lines.until((items) => items.filter((line) => line.startsWith('end ')).length >= 5);
    doomed.child.kill('SIGKILL');
    await once(doomed.child, 'exit');
    const ended = () =>
      new Set([...doomed.lines.items, ...other.lines.items].filter((line) => line.startsWith('end ')).map((line) => line.slice(4)));
    await other.lines.until(() => ended().size === ids.length, 30_000);
    const beginnings = [...doomed.lines.items, ...other.lines.items].filter((line) => line.startsWith('begin '));
    const twice = ids.filter((id) => beginnings.filter((line) => line === `begin ${id}`).length > 1);
    const cutOff = doomed.lines.items.filter(
      (line) => line.startsWith('begin ') && !doomed.lines.items.includes(line.replace('begin', 'end')),
    );
    // Those whose end was told but not yet written may run again too: at most what ran at once.
    expect(twice.length).toBeGreaterThanOrEqual(cutOff.length);
    expect(twice.length).toBeLessThanOrEqual(8);
    expect(await jobs.failed(10)).toEqual([]);
    other.child.kill('SIGKILL');
    await once(other.child, 'exit');
    await own.close();
  });

  test('kill -9 of mongod while jobs run: nothing is lost once it is back', async () => {
    const url = uniqueDatabase(mongo.url);
    const own = await openMongo({ url, timeoutMs: 2_000 });
    const { report, names } = collectFaults();
    const jobs = storeJobs({ store: own.store, clock: systemClock(), report, leaseMs: 20_000, pollMs: 100 });
    const ran = createInbox<string>();
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    jobs.handle('gated', async (job) => {
      ran.put(job.id);
      await gate;
    });
    await own.store.ready();
    jobs.start();
    const dueAt = new Date().toISOString();
    for (let i = 0; i < 20; i += 1) await jobs.schedule({ id: `g${i}`, kind: 'gated', dueAt, data: {} });
    await ran.until((items) => items.length === 8);
    await mongo.kill9();
    goOn();
    await mongo.restart();
    await ran.until((items) => items.length >= 20, 30_000);
    expect([...ran.items].sort()).toEqual(Array.from({ length: 20 }, (_, i) => `g${i}`).sort());
    expect(names.filter((name) => name !== 'jobs.store')).toEqual([]);
    await jobs.close();
    await own.close();
  });
});
