import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '#server/platform/errors.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { startLossyProxy } from './lossy-proxy.ts';
import { hang, mongoNodes } from './mongo-nodes.ts';
import { migrationConformance } from './migrations.conformance.ts';
import { storeConformance, type StoreWorld } from './store.conformance.ts';

describeWith('mongo', 'store on MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(async () => mongo.stop());

  async function open(): Promise<StoreWorld> {
    const nodes = mongoNodes(uniqueDatabase(mongo.url));
    return { store: (await nodes.open()).store, reopen: async () => (await nodes.open()).store, close: nodes.close };
  }
  describe('on a sound line', () => storeConformance(open));
  describe('migrations', () => migrationConformance(open));

  describe('while answers to writes are lost', () => {
    const commands = ['insert', 'update', 'delete'];

    test('[ST10] single writes happen once', async () => {
      const proxy = await startLossyProxy(uniqueDatabase(mongo.url));
      const nodes = mongoNodes(proxy.url);
      const { store } = await nodes.open();
      const collection = store.collection<{ id: string; n?: number; state?: string }>('counters', { schemaVersion: 1 });
      await store.ready();
      for (const losses of [1, 2, 3, 4]) {
        const id = `c${losses}`;
        const losing = async (op: Parameters<typeof store.commit>[0]): Promise<void> => {
          let left = losses;
          proxy.lose(() => left-- > 0, commands);
          await store.commit(op);
          expect(left).toBeLessThan(0);
        };
        await losing([collection.insert({ id, n: 0, state: 'open' })]);
        await losing([collection.increment(id, 'n', 5)]);
        expect(await collection.get(id)).toEqual({ id, n: 5, state: 'open' });
        await losing([collection.replace({ id, n: 6, state: 'shut' }, { state: 'open' })]);
        expect(await collection.get(id)).toEqual({ id, n: 6, state: 'shut' });
        await losing([collection.delete(id, { state: 'shut' })]);
        expect(await collection.get(id)).toBeUndefined();
      }
      await nodes.close();
      await proxy.close();
    });

    test('[ST10] commits of many happen once, also when it is the answer to the commit that is lost', async () => {
      const proxy = await startLossyProxy(uniqueDatabase(mongo.url));
      const nodes = mongoNodes(proxy.url);
      const { store } = await nodes.open();
      const collection = store.collection<{ id: string; n?: number }>('counters', { schemaVersion: 1 });
      await store.commit([collection.insert({ id: 'sum', n: 0 })]);
      await store.ready();
      let sum = 0;
      for (const command of ['commitTransaction', 'insert', 'update']) {
        for (const losses of [1, 2, 3]) {
          let left = losses;
          proxy.lose(() => left-- > 0, [command]);
          await store.commit([collection.insert({ id: `${command}${losses}` }), collection.increment('sum', 'n', losses)]);
          expect(left).toBeLessThan(losses);
          sum += losses;
        }
      }
      expect(await collection.get('sum')).toEqual({ id: 'sum', n: sum });
      expect(await collection.count({})).toBe(10);
      await nodes.close();
      await proxy.close();
    });
  });

  test('[ST11] while the database hangs a call ends in time with "unavailable", and the store goes on afterwards', async () => {
    const nodes = mongoNodes(uniqueDatabase(mongo.url));
    const { store } = await nodes.open({ timeoutMs: 2000 });
    const collection = store.collection<{ id: string }>('things', { schemaVersion: 1 });
    await store.commit([collection.insert({ id: 'a' })]);
    await hang(mongo, () => store.ping());
    const start = performance.now();
    try {
      const calls = [
        store.commit([collection.insert({ id: 'b' })]),
        store.commit([collection.put({ id: 'c' }), collection.put({ id: 'd' })]),
        collection.get('a'),
        store.ping(),
      ];
      for (const call of await Promise.allSettled(calls))
        expect(call).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailableError) });
      expect(performance.now() - start).toBeLessThan(6000);
    } finally {
      mongo.resume();
    }
    await store.commit([collection.put({ id: 'b' })]);
    expect(await collection.get('a')).toEqual({ id: 'a' });
    await nodes.close();
  });
});
