import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '#server/platform/clock/fake/clock.ts';
import type { Job, Jobs } from '#server/platform/jobs/port.ts';
import { storeJobs } from '#server/platform/jobs/store-jobs.ts';
import { jobCollection } from '#server/platform/jobs/stored-job.ts';
import type { Store } from '#server/platform/store/port.ts';
import { collectFaults } from './faults.ts';
import { watchStore } from './watched-store.ts';

export interface JobsUnderTest {
  /** As two nodes see it; one and the same store where a hub is one process. */
  stores: [Store, Store];
  close: () => Promise<void>;
}

interface Node {
  jobs: Jobs;
  clock: FakeClock;
  faults: string[];
  ran: Job[];
}

const mail = (id: string, dueInMs = 0, now = new Date('2026-03-08T08:00:00.000Z')): Job => ({
  id,
  kind: 'mail',
  dueAt: new Date(now.getTime() + dueInMs).toISOString(),
  data: { to: 'salma@example.org' },
});
const second = 1_000;
const minute = 60 * second;

/** What jobs promise on every store. Each node has a clock of its own, so that one can stand still as a dead node does. */
export function jobsConformance(open: () => Promise<JobsUnderTest>): void {
  let under: JobsUnderTest;
  let watched: ReturnType<typeof watchStore>[];
  let nodes: Node[];
  beforeAll(async () => {
    under = await open();
    watched = [...new Set(under.stores)].map(watchStore);
  });
  afterAll(async () => under.close());
  beforeEach(() => {
    nodes = [];
  });
  afterEach(async () => {
    await Promise.all(nodes.map(({ jobs, clock }) => Promise.all([jobs.close(), clock.advance(minute)])));
    const kept = jobCollection(under.stores[0]);
    const left = await kept.find({ limit: 1000 });
    await under.stores[0].commit(left.items.map((job) => kept.delete(job.id)));
  });

  /** A node whose handler of `mail` does `work` and keeps what it ran. */
  async function startNode(work: (job: Job) => Promise<void> = async () => undefined, start?: Date, pollMs = second): Promise<Node> {
    const store = watched[nodes.length % watched.length]?.store ?? under.stores[0];
    const clock = fakeClock(start);
    const { report, names } = collectFaults();
    const jobs = storeJobs({ store, clock, report, pollMs, leaseMs: pollMs * 60 });
    const ran: Job[] = [];
    jobs.handle('mail', async (job) => {
      ran.push(job);
      await work(job);
    });
    await store.ready();
    nodes.push({ jobs, clock, faults: names, ran });
    return { jobs, clock, faults: names, ran };
  }
  /** Lets time pass at the given nodes, in steps, with the store's answers in between. */
  async function pass(ms: number, at: Node[] = nodes, stepMs = second): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await Promise.all(at.map((node) => node.clock.advance(stepMs)));
      for (const { idle } of watched) await idle();
    }
  }
  /** Lets time pass until it is so, at most for `ms`. */
  async function until(isSo: () => boolean, ms: number, at: Node[] = nodes): Promise<void> {
    for (let passed = 0; !isSo(); passed += second) {
      if (passed >= ms) throw new Error(`not within ${ms} ms`);
      await pass(second, at);
    }
  }
  const ranBy = (...of: Node[]) => of.flatMap((node) => node.ran.map((job) => job.id)).sort();

  test('a job runs when it is due, not before, with its data, once', async () => {
    const node = await startNode();
    node.jobs.start();
    await node.jobs.schedule(mail('later', 30 * second));
    await pass(28 * second);
    expect(node.ran).toEqual([]);
    await until(() => node.ran.length > 0, 5 * second);
    expect(node.ran).toEqual([mail('later', 30 * second)]);
    await pass(2 * minute);
    expect(node.ran).toHaveLength(1);
  });

  test('each of 150 jobs runs exactly once on three nodes, and each node takes part', async () => {
    const three = [await startNode(), await startNode(), await startNode()];
    const ids = Array.from({ length: 150 }, (_, i) => `j${String(i).padStart(3, '0')}`);
    for (const id of ids) await three[0]?.jobs.schedule(mail(id));
    for (const node of three) node.jobs.start();
    await until(() => ranBy(...three).length >= 150, 5 * minute);
    await pass(5 * second);
    expect(ranBy(...three)).toEqual(ids);
    for (const node of three) expect(node.ran.length).toBeGreaterThan(0);
  });

  test('scheduling the same id again changes nothing, while it waits and when it is done', async () => {
    const node = await startNode();
    node.jobs.start();
    await node.jobs.schedule(mail('once', 10 * second));
    await node.jobs.schedule(mail('once', 60 * second));
    await until(() => node.ran.length > 0, 15 * second);
    await pass(2 * second);
    await node.jobs.schedule(mail('once'));
    await pass(2 * minute);
    expect(node.ran).toEqual([mail('once', 10 * second)]);
  });

  test('a cancelled job does not run, and may be scheduled anew', async () => {
    const node = await startNode();
    node.jobs.start();
    await node.jobs.schedule(mail('x', 10 * second));
    await node.jobs.cancel('x');
    await node.jobs.cancel('unknown');
    await pass(20 * second);
    expect(node.ran).toEqual([]);
    await node.jobs.schedule(mail('x'));
    await until(() => node.ran.length > 0, 5 * second);
  });

  test('a failing job is tried again with growing pauses, at most 8 times, then kept as failed; asked for again it starts anew', async () => {
    const at: number[] = [];
    let isBroken = true;
    const failing = async () => {
      at.push(node.clock.now().getTime());
      if (isBroken) throw new Error('no route to mail server');
    };
    const node = await startNode(failing, undefined, minute);
    node.jobs.start();
    await node.jobs.schedule(mail('x'));
    for (let i = 0; i < 60 && at.length < 8; i += 1) await pass(20 * minute, nodes, 5 * minute);
    await pass(8 * 60 * minute, nodes, 30 * minute);
    expect(at).toHaveLength(8);
    const pauses = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(Math.min(10_000 * 5 ** i, 6 * 60 * minute));
    const failed = await node.jobs.failed(10);
    expect(failed).toMatchObject([{ id: 'x', kind: 'mail', data: { to: 'salma@example.org' }, error: 'Error: no route to mail server' }]);
    expect(failed[0]?.failedAt).toBe(new Date(at.at(-1) ?? 0).toISOString());
    isBroken = false;
    await node.jobs.schedule(mail('x'));
    await pass(2 * minute, nodes, minute);
    expect(at).toHaveLength(9);
    expect(await node.jobs.failed(10)).toEqual([]);
  });

  test('the job of a node that died runs again on another after a minute, once; a living node keeps its own for as long as it takes', async () => {
    const dead = await startNode(() => new Promise(() => undefined));
    const other = await startNode();
    let finish = (): void => undefined;
    const slow = await startNode((job) => (job.id === 'slow' ? new Promise((resolve) => (finish = resolve)) : Promise.resolve()));
    dead.jobs.start();
    await dead.jobs.schedule(mail('orphan'));
    await until(() => dead.ran.length > 0, 5 * second, [dead]);
    slow.jobs.start();
    await slow.jobs.schedule(mail('slow'));
    await until(() => slow.ran.length > 0, 5 * second, [slow]);
    other.jobs.start();
    await pass(55 * second, [other, slow]);
    expect(ranBy(other)).toEqual([]);
    await until(() => ranBy(other, slow).includes('orphan'), 20 * second, [other, slow]);
    await pass(5 * minute, [other, slow]);
    expect(ranBy(other, slow)).toEqual(['orphan', 'slow']);
    finish();
    await pass(2 * minute, [other, slow]);
    expect(ranBy(other, slow)).toEqual(['orphan', 'slow']);
  });

  test('a node that was taken for dead and wakes cannot write its outcome over the lease of the other', async () => {
    let wake = (): void => undefined;
    let finish = (): void => undefined;
    const stopped = await startNode(() => new Promise((_, reject) => (wake = () => reject(new Error('late failure')))));
    const other = await startNode(() => new Promise((resolve) => (finish = resolve)));
    stopped.jobs.start();
    await stopped.jobs.schedule(mail('x'));
    await until(() => stopped.ran.length > 0, 5 * second, [stopped]);
    other.jobs.start();
    await until(() => other.ran.length > 0, 70 * second, [other]);
    wake();
    await pass(minute);
    finish();
    await pass(5 * minute);
    expect(ranBy(stopped, other)).toEqual(['x', 'x']);
    expect(await other.jobs.failed(10)).toEqual([]);
  });

  test('a node whose clock is 10 minutes ahead takes no living node’s job', async () => {
    let finish = (): void => undefined;
    const slow = await startNode(() => new Promise((resolve) => (finish = resolve)));
    const ahead = await startNode(undefined, new Date('2026-03-08T08:10:00.000Z'));
    slow.jobs.start();
    await slow.jobs.schedule(mail('x'));
    await until(() => slow.ran.length > 0, 5 * second, [slow]);
    ahead.jobs.start();
    await pass(3 * minute);
    expect(ahead.ran).toEqual([]);
    finish();
    await pass(2 * minute);
    expect(ranBy(slow, ahead)).toEqual(['x']);
  });

  test('a job that takes its node down at every attempt ends as failed', async () => {
    for (let i = 0; i < 8; i += 1) {
      const node = await startNode(() => new Promise(() => undefined));
      node.jobs.start();
      if (i === 0) await node.jobs.schedule(mail('deadly'));
      await until(() => node.ran.length > 0, 90 * second, [node]);
    }
    const last = await startNode();
    last.jobs.start();
    await pass(2 * minute, [last]);
    expect(last.ran).toEqual([]);
    expect(await last.jobs.failed(10)).toMatchObject([{ id: 'deadly', error: 'its node died at every attempt' }]);
  });

  test('a repeated job runs once for each due time over all nodes, by the time zone’s clock', async () => {
    const start = new Date('2026-03-08T08:00:00.000Z');
    const two = [await startNode(undefined, start, 10 * minute), await startNode(undefined, start, 10 * minute)];
    for (const node of two) {
      node.jobs.handle('digest', async (job) => void node.ran.push(job));
      // 09:00 in Tunis is 08:00 UTC, the very moment the clocks start: the first due time is the next day's.
      node.jobs.repeat('digest', '0 9 * * *', 'Africa/Tunis');
      node.jobs.start();
    }
    await pass(49 * 60 * minute, nodes, 10 * minute);
    expect(two.flatMap((node) => node.ran.map((job) => job.dueAt)).sort()).toEqual([
      '2026-03-09T08:00:00.000Z',
      '2026-03-10T08:00:00.000Z',
    ]);
  });

  test('a repeated job whose time came while the hub was down runs at the next start', async () => {
    const before = await startNode();
    before.jobs.handle('digest', async (job) => void before.ran.push(job));
    before.jobs.repeat('digest', '0 9 * * *', 'Africa/Tunis');
    before.jobs.start();
    await pass(5 * second);
    await before.jobs.close();
    const later = await startNode(undefined, new Date('2026-03-11T12:00:00.000Z'));
    later.jobs.handle('digest', async (job) => void later.ran.push(job));
    later.jobs.repeat('digest', '0 9 * * *', 'Africa/Tunis');
    later.jobs.start();
    await pass(5 * second, [later]);
    expect(later.ran.map((job) => job.dueAt)).toEqual(['2026-03-09T08:00:00.000Z']);
  });

  test('close takes no more jobs and waits for those running, but not for ever', async () => {
    let finish = (): void => undefined;
    const node = await startNode((job) =>
      job.id === 'stuck' ? new Promise(() => undefined) : new Promise((resolve) => (finish = resolve)),
    );
    node.jobs.start();
    await node.jobs.schedule(mail('running'));
    await until(() => node.ran.length > 0, 5 * second);
    let isClosed = false;
    const closing = node.jobs.close().then(() => (isClosed = true));
    await node.jobs.schedule(mail('after'));
    await pass(3 * second);
    expect(isClosed).toBe(false);
    finish();
    await closing;
    expect(ranBy(node)).toEqual(['running']);
    const other = await startNode(() => new Promise(() => undefined));
    other.jobs.start();
    await until(() => other.ran.length > 0, 5 * second, [other]);
    await Promise.all([other.jobs.close(), pass(10 * second, [other])]);
  });

  test('a done job is known for 30 days, then forgotten', async () => {
    const node = await startNode(undefined, undefined, 60 * minute);
    node.jobs.start();
    await node.jobs.schedule(mail('old'));
    for (const { idle } of watched) await idle();
    expect(node.ran).toHaveLength(1);
    const kept = jobCollection(under.stores[0]);
    expect(await kept.get('old')).toMatchObject({ state: 'done', data: {} });
    await pass(29 * 24 * 60 * minute, nodes, 24 * 60 * minute);
    expect(await kept.get('old')).toBeDefined();
    await pass(2 * 24 * 60 * minute, nodes, 24 * 60 * minute);
    expect(await kept.get('old')).toBeUndefined();
  });

  test('two handlers of one kind are an error of the programme', async () => {
    const node = await startNode();
    expect(() => node.jobs.handle('mail', async () => undefined)).toThrow('mail');
  });
}
