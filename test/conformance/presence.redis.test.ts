import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { redisPresence } from '#server/platform/presence/redis/presence.ts';
import type { PresenceTimes } from '#server/platform/presence/times.ts';
import { describeWith } from '../support/describe-with.ts';
import { startRedis, type TestServer } from '../support/servers.ts';
import { createInbox, eventually } from './inbox.ts';
import { presenceConformance } from './presence.conformance.ts';
import { openNode, withAdministrator } from './redis-node.ts';

/** A tenth and less of the true times. */
const times: PresenceTimes = { leaseMs: 2_000, renewMs: 600, sweepMs: 150, lingerMs: 300, coalesceMs: 250 };
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const place = 'space:mena';
const salma = { place, userId: 'salma', connectionId: 'c1' };
const amina = { place, userId: 'amina', connectionId: 'c2' };

describeWith('redis', 'presence on Redis', () => {
  let redis: TestServer;
  let opened: { close: () => Promise<void> }[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());
  afterEach(async () => {
    for (const node of opened) await node.close();
    opened = [];
  });

  async function openPresence(nodeId: string, prefix?: string, change: Partial<PresenceTimes> = {}) {
    const node = await openNode(redis.url, prefix);
    const presence = redisPresence({ ...node, nodeId, times: { ...times, ...change } });
    const close = async () => {
      await presence.close();
      await node.close();
    };
    return { ...node, presence, close };
  }
  async function twoNodes(change?: Partial<PresenceTimes>) {
    const a = await openPresence('a', undefined, change);
    const b = await openPresence('b', a.prefix, change);
    opened.push(a, b);
    return { a, b };
  }
  const people = async (on: { presence: { at: (place: string) => Promise<string[]> } }) => (await on.presence.at(place)).sort().join();

  presenceConformance(async () => {
    const a = await openPresence('a');
    const b = await openPresence('b', a.prefix);
    return {
      ...times,
      a: a.presence,
      b: b.presence,
      pass,
      close: async () => {
        await a.close();
        await b.close();
      },
    };
  });

  test('[PR5] a lease is renewed as long as its connection lives', async () => {
    const { a, b } = await twoNodes();
    await a.presence.enter(salma);
    await pass(times.coalesceMs * 2);
    const changes = createInbox<string>();
    b.presence.onChange(changes.put);
    await pass(times.leaseMs * 1.5);
    expect(await people(b)).toBe('salma');
    expect(changes.items).toEqual([]);
  });

  test('[PR7] after FLUSHALL everybody is there again within some sweeps, long before a renewal, and that is told', async () => {
    const { a, b } = await twoNodes({ leaseMs: 60_000, renewMs: 60_000 });
    await a.presence.enter(salma);
    await b.presence.enter(amina);
    await pass(times.coalesceMs * 2);
    const changes = createInbox<string>();
    b.presence.onChange(changes.put);
    await withAdministrator(redis.url, (administrator) => administrator.flushall());
    await eventually(
      () => people(b),
      (now) => now === 'amina,salma',
    );
    await eventually(
      () => people(a),
      (now) => now === 'amina,salma',
    );
    await changes.until((items) => items.length > 0);
  });

  test('[PR7] when only the leases are lost (memory reached, a key deleted) the next renewal writes them', async () => {
    const { a, b } = await twoNodes();
    await a.presence.enter(salma);
    await withAdministrator(redis.url, (administrator) =>
      administrator.del(`${a.prefix}:presence:at:${place}`, `${a.prefix}:presence:leases`),
    );
    expect(await people(b)).toBe('');
    await eventually(
      () => people(b),
      (now) => now === 'salma',
      times.renewMs * 2,
    );
  });

  test('[PR8] kill -9 of Redis: nothing fails, each node knows its own, all is right at once after its return', async () => {
    const { a, b } = await twoNodes({ leaseMs: 60_000, renewMs: 60_000, sweepMs: 60_000 });
    await a.presence.enter(salma);
    await redis.kill9();
    await b.presence.enter(amina);
    await a.presence.leave({ ...salma, connectionId: 'unknown' });
    expect(await people(a)).toBe('salma');
    expect(await people(b)).toBe('amina');
    expect(await b.presence.counts([place, 'hub'])).toEqual(
      new Map([
        [place, 1],
        ['hub', 0],
      ]),
    );
    await redis.restart();
    await eventually(
      () => people(a),
      (now) => now === 'amina,salma',
    );
    await eventually(
      () => people(b),
      (now) => now === 'amina,salma',
    );
  });

  test('[PR8] a Redis that hangs for 3 s delays an answer by 1 s at most, and nobody is lost', async () => {
    const { a, b } = await twoNodes();
    await a.presence.enter(salma);
    redis.pause();
    const startedAt = Date.now();
    await b.presence.enter(amina);
    expect(await people(b)).toBe('amina');
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    await pass(3_000 - (Date.now() - startedAt));
    redis.resume();
    await eventually(
      () => people(b),
      (now) => now === 'amina,salma',
    );
  });

  test('[PR4] a change crosses over though the listening connection was just killed', async () => {
    const { a, b } = await twoNodes();
    await withAdministrator(redis.url, (administrator) => administrator.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    await a.presence.enter(salma);
    expect(await people(b)).toBe('salma');
    await eventually(() => b.bus.connected, Boolean);
    const changes = createInbox<string>();
    b.presence.onChange(changes.put);
    await a.presence.enter(amina);
    await changes.until((items) => items.length > 0);
  });

  test('[PR9] a node that closes leaves its people for the linger only, so that they can come back elsewhere', async () => {
    const { a, b } = await twoNodes();
    const leaving = await openPresence('c', a.prefix);
    await leaving.presence.enter(salma);
    await leaving.presence.enter(amina);
    await leaving.close();
    await b.presence.enter({ ...salma, connectionId: 'again' });
    expect(await people(a)).toBe('amina,salma');
    await eventually(
      () => people(a),
      (now) => now === 'salma',
      times.lingerMs * 4,
    );
  });

  /** A node in a process of its own, in which Salma is at the place. */
  async function startNodeProcess(prefix: string) {
    const script = fileURLToPath(new URL('./presence-node.ts', import.meta.url));
    const env = { ...process.env, PRESENCE: JSON.stringify({ url: redis.url, prefix, times, lease: salma }) };
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    opened.push({
      close: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    });
    if (!child.stdout || !child.stdin) throw new Error('no pipes');
    await once(createInterface(child.stdout), 'line');
    return child;
  }

  test('[PR6] kill -9 of a node: its people are gone when their leases end, and the others are told', async () => {
    const { a, b } = await twoNodes();
    const node = await startNodeProcess(a.prefix);
    expect(await people(b)).toBe('salma');
    await pass(times.coalesceMs * 2);
    const changes = createInbox<string>();
    b.presence.onChange(changes.put);
    node.kill('SIGKILL');
    await once(node, 'exit');
    const startedAt = Date.now();
    await changes.until((items) => items.length > 0, times.leaseMs + times.sweepMs * 2 + 500);
    expect(Date.now() - startedAt).toBeGreaterThan(times.leaseMs / 3);
    expect(await people(b)).toBe('');
    expect(await people(a)).toBe('');
  });

  test('[PR6] a dead lease is not told, though nobody swept it yet', async () => {
    const { a, b } = await twoNodes({ sweepMs: 600_000 });
    // One who stays keeps the place's key in Redis alive.
    await a.presence.enter(amina);
    const node = await startNodeProcess(a.prefix);
    expect(await people(b)).toBe('amina,salma');
    expect(await b.presence.counts([place])).toEqual(new Map([[place, 2]]));
    node.kill('SIGKILL');
    await eventually(
      () => people(b),
      (now) => now === 'amina',
    );
    expect(await b.presence.counts([place])).toEqual(new Map([[place, 1]]));
  });

  test('[PR6] a node stopped and woken: away meanwhile, then there once, never twice', async () => {
    const { a, b } = await twoNodes();
    const node = await startNodeProcess(a.prefix);
    node.kill('SIGSTOP');
    await eventually(
      () => people(b),
      (now) => now === '',
    );
    await b.presence.enter({ ...salma, connectionId: 'moved' });
    node.kill('SIGCONT');
    await pass(times.renewMs * 2);
    expect(await b.presence.at(place)).toEqual(['salma']);
    expect(await a.presence.counts([place])).toEqual(new Map([[place, 1]]));
    // The woken node finds its socket dead and lets go; she stays by her new connection.
    node.stdin?.write('leave\n');
    await pass(times.lingerMs * 2);
    expect(await people(a)).toBe('salma');
    await b.presence.leave({ ...salma, connectionId: 'moved' });
    await eventually(
      () => people(a),
      (now) => now === '',
    );
  });

  test('[PR5] the leases in Redis bear node and boot, and Redis forgets them by itself', async () => {
    const { a } = await twoNodes();
    await a.presence.enter(salma);
    await withAdministrator(redis.url, async (administrator) => {
      const [member = ''] = await administrator.zrange(`${a.prefix}:presence:at:${place}`, '0', '-1');
      expect(member.split('\n')).toEqual(['salma', 'a', expect.stringMatching(/^[0-9a-z]{26}$/)]);
      for (const key of await administrator.keys(`${a.prefix}:presence:*`)) {
        expect(await administrator.pttl(key), key).toBeGreaterThan(0);
      }
    });
  });
});
