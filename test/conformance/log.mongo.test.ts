import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '#server/platform/errors.ts';
import type { Log } from '#server/platform/log/port.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { entryOf, expectDense, logConformance, readAll } from './log.conformance.ts';
import { startLossyProxy, type LossyProxy } from './lossy-proxy.ts';
import { hang, mongoNodes } from './mongo-nodes.ts';

const freshStream = (): string => `test:${randomUUID()}`;

describeWith('mongo', 'log on MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo({ testCommands: true });
  });
  afterAll(async () => mongo.stop());

  describe('on a sound line', () => {
    logConformance(async () => {
      const nodes = mongoNodes(uniqueDatabase(mongo.url));
      return {
        near: (await nodes.open()).log,
        far: (await nodes.open()).log,
        openAnother: async () => (await nodes.open()).log,
        close: nodes.close,
      };
    });
  });

  describe('while every tenth answer to a write is lost', () => {
    logConformance(async () => {
      const url = uniqueDatabase(mongo.url);
      const proxy = await startLossyProxy(url);
      proxy.lose(() => Math.random() < 0.1);
      const nodes = mongoNodes(proxy.url);
      return {
        near: (await nodes.open()).log,
        far: (await nodes.open()).log,
        openAnother: async () => (await nodes.open()).log,
        close: async () => {
          expect(proxy.lost()).toBeGreaterThan(10);
          await nodes.close();
          await proxy.close();
        },
      };
    });
  });

  describe('under faults', () => {
    let url: string;
    let proxy: LossyProxy;
    let nodes: ReturnType<typeof mongoNodes>;
    let log: Log;
    let client: MongoClient;
    beforeAll(async () => {
      url = uniqueDatabase(mongo.url);
      proxy = await startLossyProxy(url);
      nodes = mongoNodes(proxy.url);
      log = (await nodes.open({ timeoutMs: 4000 })).log;
      client = await MongoClient.connect(mongo.url);
    });
    afterAll(async () => {
      await client.close();
      await nodes.close();
      await proxy.close();
    });

    async function failing<T>(data: object, times: number, work: () => Promise<T>): Promise<T> {
      const fail = { failCommands: ['insert'], ...data };
      await client.db('admin').command({ configureFailPoint: 'failCommand', mode: { times }, data: fail });
      try {
        return await work();
      } finally {
        await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
      }
    }

    test('[LG14] an append without a key stands once though the answer, and that of its repeat, were lost', async () => {
      const stream = freshStream();
      for (const losses of [1, 2, 3, 5]) {
        let left = losses;
        proxy.lose(() => left-- > 0);
        const [appended] = await log.append(stream, [entryOf(`after ${losses}`)]);
        expect(appended?.repeated).toBe(false);
        expect(left).toBeLessThan(0);
      }
      expect(await readAll(log, stream)).toEqual([1, 2, 3, 5].map((losses, index) => ({ seq: index + 1, text: `after ${losses}` })));
    });

    test('[LG14] a write whose majority was in doubt is acknowledged only when it is sure, and stands once', async () => {
      const stream = freshStream();
      const doubt = { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } };
      await failing(doubt, 3, () => log.append(stream, [entryOf('doubted')]));
      const stepDown = { errorCode: 189, errorLabels: ['RetryableWriteError'] };
      await failing(stepDown, 3, () => log.append(stream, [entryOf('stepped down')]));
      expect((await readAll(log, stream)).map(({ text }) => text)).toEqual(['doubted', 'stepped down']);
    });

    test('[LG15] while the database hangs a call ends in time with "unavailable"; afterwards nothing stands twice', async () => {
      const stream = freshStream();
      await log.append(stream, [entryOf('before', { idemKey: 'a', fingerprint: 'a' })]);
      await hang(mongo, () => log.heads([stream]));
      const start = performance.now();
      const hung = entryOf('hung', { idemKey: 'b', fingerprint: 'b' });
      try {
        await expect(log.append(stream, [hung])).rejects.toThrow(StoreUnavailableError);
        await expect(log.read(stream, 0, 10)).rejects.toThrow(StoreUnavailableError);
        expect(performance.now() - start).toBeLessThan(10_000);
      } finally {
        mongo.resume();
      }
      await log.append(stream, [hung]);
      await log.append(stream, [hung, entryOf('after')]);
      expect((await readAll(log, stream)).map(({ text }) => text)).toEqual(['before', 'hung', 'after']);
    });

    test('[LG15] after a kill of the database nothing acknowledged is missing, and the log goes on by itself', async () => {
      const stream = freshStream();
      const acknowledged = new Map<string, number>();
      let unsure = 0;
      let going = true;
      const writers = Array.from({ length: 10 }, async (_, writer) => {
        for (let index = 0; going; index += 1) {
          const text = `${writer}.${index}`;
          try {
            for (const { entry } of await log.append(stream, [entryOf(text)])) acknowledged.set(text, entry.seq);
          } catch (error) {
            expect(error).toBeInstanceOf(StoreUnavailableError);
            unsure += 1;
          }
        }
      });
      while (acknowledged.size < 100) await log.append(stream, [entryOf('driving')]);
      await mongo.kill9();
      await mongo.restart();
      const before = acknowledged.size;
      while (acknowledged.size < before + 50) await log.append(stream, [entryOf('driving')]).catch(() => undefined);
      going = false;
      await Promise.all(writers);
      const all = await readAll(log, stream);
      expectDense(all);
      const bySeq = new Map(all.map(({ seq, text }) => [seq, text]));
      for (const [text, seq] of acknowledged) expect(bySeq.get(seq)).toBe(text);
      const texts = all.map(({ text }) => text).filter((text) => text !== 'driving');
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.length).toBeLessThanOrEqual(acknowledged.size + unsure);
    });
  });
});
