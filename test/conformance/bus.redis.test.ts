import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { redisBus } from '#server/platform/bus/redis/bus.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { connectRedis } from '#server/platform/redis/connect.ts';
import type { Json } from '#shared/kernel/json.ts';
import { describeWith } from '../support/describe-with.ts';
import { freePort } from '../support/program.ts';
import { startRedis, type TestServer } from '../support/servers.ts';
import { busConformance } from './bus.conformance.ts';
import { collectFaults } from './faults.ts';
import { createInbox, eventually } from './inbox.ts';
import { openNode, withAdministrator } from './redis-node.ts';

describeWith('redis', 'bus on Redis', () => {
  let redis: TestServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());

  busConformance(async () => {
    const a = await openNode(redis.url);
    const b = await openNode(redis.url, a.prefix);
    return {
      a: a.bus,
      b: b.bus,
      // A message too long is told where it was sent, a throwing listener where it listens.
      get faults() {
        return [...a.faults, ...b.faults];
      },
      close: async () => {
        await Promise.all([a.close(), b.close()]);
      },
    };
  });

  let open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.map((node) => node.close()));
    open = [];
  });

  /** Two nodes; what b hears on `heads`, and how often it was told that something may be missing. */
  async function twoNodes() {
    const a = await openNode(redis.url);
    const b = await openNode(redis.url, a.prefix);
    open.push(a, b);
    const heard = createInbox<Json>();
    const missed = createInbox<true>();
    b.bus.subscribe('heads', heard.put);
    b.bus.onReconnect(() => missed.put(true));
    return { a, b, heard, missed };
  }

  test('hubs with other prefixes on one Redis hear nothing of each other', async () => {
    const { a, heard } = await twoNodes();
    const other = await openNode(redis.url);
    open.push(other);
    other.bus.publish('heads', 'foreign');
    a.bus.publish('heads', 'own');
    expect(await heard.until((items) => items.length === 1)).toEqual(['own']);
  });

  test('[F11] when only the listening connections are killed, every node is told to catch up and hears again', async () => {
    const { a, b, heard, missed } = await twoNodes();
    const killed = await withAdministrator(redis.url, (administrator) => administrator.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    expect(killed).toBeGreaterThanOrEqual(2);
    for (let i = 0; i < 50; i += 1) a.bus.publish('heads', i);
    await missed.until((items) => items.length > 0);
    expect(b.bus.connected).toBe(true);
    a.bus.publish('heads', 'after');
    await heard.until((items) => items.includes('after'));
  });

  test('what one node could not say makes the others catch up, though they noticed nothing', async () => {
    const { a, heard, missed } = await twoNodes();
    a.link.commands.disconnect(true);
    a.bus.publish('heads', 'lost');
    await missed.until((items) => items.length > 0);
    expect(heard.items).toEqual([]);
  });

  test('[F08] kill -9 of Redis: not connected, nothing throws, all right again after its return', async () => {
    const { a, b, heard, missed } = await twoNodes();
    await redis.kill9();
    await eventually(
      () => a.bus.connected || b.bus.connected,
      (is) => !is,
    );
    for (let i = 0; i < 20_000; i += 1) a.bus.publish('heads', i);
    await redis.restart();
    await Promise.all([eventually(() => a.bus.connected, Boolean), eventually(() => b.bus.connected, Boolean)]);
    await missed.until((items) => items.length > 0);
    a.bus.publish('heads', 'after');
    await heard.until((items) => items.includes('after'));
    expect(a.faults.filter((name) => name === 'redis.link').length).toBeLessThanOrEqual(2);
  });

  test('[F09] a Redis that hangs: seen within 5 s, memory does not grow, all right again after', async () => {
    const { a, heard, missed } = await twoNodes();
    redis.pause();
    const before = process.memoryUsage().rss;
    const startedAt = Date.now();
    const message = 'x'.repeat(1000);
    // A busy node goes on publishing all the while.
    const stop = systemClock().every(10, () => {
      for (let i = 0; i < 100; i += 1) a.bus.publish('heads', message);
    });
    await eventually(
      () => a.bus.connected,
      (is) => !is,
      5_000,
    );
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    stop();
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
    redis.resume();
    await eventually(() => a.bus.connected, Boolean);
    await missed.until((items) => items.length > 0);
    a.bus.publish('heads', 'after');
    await heard.until((items) => items.includes('after'));
  });

  test('a command fails within 1 s on a Redis that hangs', async () => {
    const { a } = await twoNodes();
    redis.pause();
    const startedAt = Date.now();
    await expect(a.link.commands.get('x')).rejects.toThrow();
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    redis.resume();
    await eventually(() => a.bus.connected, Boolean);
  });

  test('a hub starts without Redis, and finds it when it comes', async () => {
    const port = await freePort();
    const { report, names } = collectFaults();
    const clock = systemClock();
    const link = connectRedis({ url: `redis://127.0.0.1:${port}`, clock, report });
    const bus = redisBus({ link, clock, report });
    open.push({
      close: async () => {
        await bus.close();
        await link.close();
      },
    });
    expect(await link.ready(300)).toBe(false);
    expect(bus.connected).toBe(false);
    bus.publish('heads', 1);
    expect(names).toEqual(['redis.link', 'redis.link']);
  });
});
