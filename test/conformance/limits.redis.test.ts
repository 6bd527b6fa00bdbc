import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisLimits } from '#server/platform/limits/redis/limits.ts';
import { describeWith } from '../support/describe-with.ts';
import { startRedis, type TestServer } from '../support/servers.ts';
import { eventually } from './inbox.ts';
import { limitsConformance } from './limits.conformance.ts';
import { openNode, withAdministrator } from './redis-node.ts';

describeWith('redis', 'limits on Redis', () => {
  let redis: TestServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());

  limitsConformance(async () => {
    const [one, two] = [await openNode(redis.url), await openNode(redis.url)];
    const [a, b] = [redisLimits({ ...one, prefix: 'test' }), redisLimits({ ...two, prefix: 'test' })];
    return {
      a,
      b,
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      stored: async () => {
        const keys = await withAdministrator(redis.url, (administrator) => administrator.keys('*'));
        expect(keys.length).toBeGreaterThan(0);
        return keys.join(' ');
      },
      close: async () => {
        await Promise.all([a.close(), b.close(), one.close(), two.close()]);
      },
    };
  });

  const read = { points: 3, perSeconds: 60 };
  const signIn = { points: 3, perSeconds: 60, whenUnavailable: 'refuse' } as const;

  test('[F08] without Redis sign-in is refused and reading goes on, counted by the node; then the shared counters hold again', async () => {
    const node = await openNode(redis.url);
    const limits = redisLimits(node);
    await redis.kill9();
    expect(await limits.consume('salma', signIn)).toEqual({ ok: false, retryAfterMs: 5_000, unavailable: true });
    const oks = [];
    for (let i = 0; i < 4; i += 1) oks.push((await limits.consume('salma', read)).ok);
    expect(oks).toEqual([true, true, true, false]);
    await limits.forget('salma', read);
    expect((await limits.consume('salma', read)).ok).toBe(true);
    await redis.restart();
    await eventually(
      () => limits.consume('salma', signIn),
      (verdict) => verdict.ok,
    );
    await limits.close();
    await node.close();
  });

  test('[F09] a Redis that hangs answers each within 1.5 s in the same way', async () => {
    const node = await openNode(redis.url);
    const limits = redisLimits(node);
    redis.pause();
    const startedAt = Date.now();
    const [forSignIn, forReading] = await Promise.all([limits.consume('amina', signIn), limits.consume('amina', read)]);
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    expect(forSignIn).toMatchObject({ ok: false, unavailable: true });
    expect(forReading.ok).toBe(true);
    redis.resume();
    await eventually(() => node.bus.connected, Boolean);
    await limits.close();
    await node.close();
  });

  test('a Redis that takes no writes (memory reached) counts as unavailable', async () => {
    const node = await openNode(redis.url);
    const limits = redisLimits(node);
    await withAdministrator(redis.url, async (administrator) => {
      await administrator.config('SET', 'maxmemory', '1');
      expect(await limits.consume('huda', signIn)).toMatchObject({ ok: false, unavailable: true });
      expect((await limits.consume('huda', read)).ok).toBe(true);
      await administrator.config('SET', 'maxmemory', '0');
    });
    expect((await limits.consume('huda', signIn)).ok).toBe(true);
    await limits.close();
    await node.close();
  });
});
