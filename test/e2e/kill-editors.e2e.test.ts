import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { startEditors, type Run } from '../support/eight-editors.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { between, randomFrom, seedFor } from '../support/random.ts';
import { signIn } from '../support/start-hub.ts';
import { startNode, type NodeProcess } from './node-process.ts';

/* F01 to F04 and promise P5 on one embedded server: what was promised to an editor outlives its death. */
const isLong = process.env['MULTAQA_SOAK'] === '1';
const kills = isLong ? 10 : 3;
const [shortestMs, longestMs] = isLong ? [20_000, 38_000] : [1_000, 3_000];

let node: NodeProcess;
let proxy: FaultProxy;
let run: Run | undefined;
beforeAll(async () => {
  node = await startNode({ LIMITS: 'false' });
  proxy = await startFaultProxy({ to: Number(new URL(node.url).port) });
}, 120_000);
afterAll(async () => {
  run?.close();
  await proxy.close();
  await node.stop();
});

test(`[DW13] [P5] eight editors and ${kills} deaths of the server: all equal, nothing promised is missing, nothing twice`, async () => {
  const seed = seedFor('eight editors, one server');
  const random = randomFrom(seed);
  const people = await Promise.all(
    ['tareq', 'salma', 'hala', 'rania'].map((name) => signIn(node.url, `${name}@example.org`, demoPassword)),
  );
  run = await startEditors({
    ways: [{ url: node.url, proxy }],
    people,
    spaceId: 'demo-champions',
    seed,
    paceMs: isLong ? 600 : 160,
  });
  for (let i = 0; i < kills; i += 1) {
    await pause(between(random, shortestMs, longestMs));
    const isGentle = i % 4 === 3;
    if (isGentle) expect(await node.terminate()).toBe(0);
    else await node.kill9();
    // Every other time the server must know everything by itself, before any editor can bring it again.
    const isAlone = i % 2 === 0;
    if (isAlone) await run.shutOut();
    await node.restart();
    if (isAlone) await run.expectKept();
    run.letIn();
  }
  await pause(isLong ? 10_000 : 1_500);
  await run.finish();
  await node.kill9();
  await run.shutOut();
  await node.restart();
  await run.expectKept();
  const { acknowledged, kept } = run.count();
  expect(acknowledged).toBeGreaterThan(kills * 20);
  console.log(`${acknowledged} insertions acknowledged, ${kept} promised in all, ${kills} kills`);
}, 900_000);
