import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { startNode, type NodeProcess } from '../e2e/node-process.ts';
import { describeWith } from '../support/describe-with.ts';
import { startEditors, type Run } from '../support/eight-editors.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { between, oneOf, randomFrom, seedFor } from '../support/random.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { signIn } from '../support/start-hub.ts';

/* F01, F04, F08, F12 and promise P5 on two nodes in processes of their own, over a real MongoDB and Redis. */
const isLong = process.env['MULTAQA_SOAK'] === '1';
const kills = isLong ? 10 : 3;
const [shortestMs, longestMs] = isLong ? [20_000, 36_000] : [1_000, 3_000];

type Victim = 'node' | 'mongod' | 'redis';
const victims: readonly Victim[] = ['node', 'mongod', 'redis'];

/** Each of them at least once. */
function orderOfDeath(random: () => number): Victim[] {
  const first = [...victims].sort(() => random() - 0.5);
  return [...first, ...Array.from({ length: kills - first.length }, () => oneOf(random, victims))];
}

describeWith(['mongo', 'redis'], 'eight editors on two nodes', () => {
  let mongo: TestServer;
  let redis: TestServer;
  let nodes: NodeProcess[] = [];
  let proxies: FaultProxy[] = [];
  let run: Run | undefined;

  beforeAll(async () => {
    [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
    const env = { MONGO_URL: uniqueDatabase(mongo.url), REDIS_URL: redis.url, SESSION_SECRET: 'x'.repeat(40), LIMITS: 'false' };
    // One after the other: the first makes the demo world.
    nodes = [await startNode(env), await startNode(env)];
    proxies = await Promise.all(nodes.map(({ url }) => startFaultProxy({ to: Number(new URL(url).port) })));
  }, 120_000);
  afterAll(async () => {
    run?.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all(nodes.map((node) => node.stop()));
    await Promise.all([mongo.stop(), redis.stop()]);
  }, 60_000);

  /** Dies, and is back; while it is away its editors come by the other node, if it is a node. */
  async function die(victim: Victim, { random, moveEditors }: { random: () => number; moveEditors: boolean }): Promise<void> {
    if (victim !== 'node') {
      const server = victim === 'mongod' ? mongo : redis;
      await server.kill9();
      await pause(between(random, 0, isLong ? 5_000 : 1_000));
      return server.restart();
    }
    const index = between(random, 0, nodes.length);
    const [dead, other, proxy] = [nodes[index]!, nodes[1 - index]!, proxies[index]!];
    await dead.kill9();
    if (moveEditors) proxy.lead(Number(new URL(other.url).port));
    await dead.restart();
    proxy.lead(Number(new URL(dead.url).port));
  }

  test(`[DW13] [DW40] [P5] ${kills} deaths of a node, mongod or Redis: all equal, nothing promised is missing, nothing twice`, async () => {
    const seed = seedFor('eight editors, two nodes');
    const random = randomFrom(seed);
    const people = await Promise.all(
      ['tareq', 'salma', 'hala', 'rania'].map((name) => signIn(nodes[0]!.url, `${name}@example.org`, demoPassword)),
    );
    const ways = nodes.map(({ url }, i) => ({ url, proxy: proxies[i]! }));
    run = await startEditors({ ways, people, spaceId: 'demo-champions', seed, paceMs: isLong ? 600 : 200 });
    for (const [i, victim] of orderOfDeath(random).entries()) {
      await pause(between(random, shortestMs, longestMs));
      const isAlone = victim !== 'redis' && i % 2 === 0;
      const startedAt = performance.now();
      if (isAlone) {
        // Whoever dies is hit in the middle of it all; the editors are shut out before they can bring it again.
        const dying = die(victim, { random, moveEditors: false });
        await run.shutOut();
        await dying;
        const backAt = performance.now();
        await run.expectKept();
        console.log(`fresh readers had everything after ${Math.round(performance.now() - backAt)} ms more`);
        run.letIn();
      } else {
        await die(victim, { random, moveEditors: random() < 0.5 });
      }
      console.log(`${victim} died and was back after ${Math.round(performance.now() - startedAt)} ms${isAlone ? ', alone' : ''}`);
    }
    await pause(isLong ? 10_000 : 1_500);
    await run.finish();
    await run.shutOut();
    expect(await Promise.all(nodes.map((node) => node.terminate()))).toEqual([0, 0]);
    await Promise.all(nodes.map((node) => node.restart()));
    await run.expectKept();
    const { acknowledged, kept } = run.count();
    expect(acknowledged).toBeGreaterThan(kills * 20);
    console.log(`${acknowledged} insertions acknowledged, ${kept} promised in all, ${kills} kills`);
  }, 900_000);
});
