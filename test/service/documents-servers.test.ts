import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCodes } from '#shared/features/documents/contract.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { awarenessMessage, TestClient } from './documents-client.ts';
import { startWorld, type TestNode, type TestWorld } from './documents-hub.ts';

describeWith(['mongo', 'redis'], 'two nodes on MongoDB and Redis', () => {
  let mongo: TestServer;
  let redis: TestServer;
  let world: TestWorld;
  let second: TestNode;
  beforeAll(async () => {
    [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
    const environment = { MONGO_URL: uniqueDatabase(mongo.url), REDIS_URL: redis.url, SESSION_SECRET: 's'.repeat(32) };
    world = await startWorld({ amina: 'member', karim: 'member' }, { environment });
    second = await world.startNode({ environment, hasOwnPorts: true });
  });
  afterAll(async () => {
    await world?.stop();
    await Promise.all([mongo?.stop(), redis?.stop()]);
  });
  const openBoth = async (documentId: string) =>
    Promise.all([
      TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' }),
      TestClient.open({ url: second.url, documentId, session: 'karim', query: 'ack=1' }),
    ]);

  test('[DW40] edits, carets and ended sessions cross over', async () => {
    const documentId = await world.createDocument('plain');
    const [amina, karim] = await openBoth(documentId);
    for (let i = 0; i < 50; i += 1) {
      amina.doc.getText('text').insert(amina.text.length, 'a');
      karim.doc.getText('text').insert(0, 'k');
    }
    await Promise.all([amina, karim].map((client) => client.until(() => client.decided === client.sent)));
    await expect.poll(() => amina.text === karim.text && amina.text.length, { timeout: 10_000 }).toBe(100);
    amina.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 1, state: '{}' }]));
    await karim.until(() => karim.states.has(amina.doc.clientID));
    const started = performance.now();
    await world.endSession('karim');
    expect(await karim.closed()).toBe(closeCodes.notSignedIn);
    expect(performance.now() - started).toBeLessThan(1000);
    await amina.leave();
  });

  test('[DW40] with Redis gone, edits still reach the other node', async () => {
    const documentId = await world.createDocument('plain');
    const amina = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
    const other = await TestClient.open({ url: second.url, documentId, session: 'amina.2' });
    await redis.kill9();
    amina.doc.getText('text').insert(0, 'without Redis');
    await amina.until(() => amina.decided === amina.sent);
    await other.until(() => other.text === 'without Redis');
    await redis.restart();
    other.doc.getText('text').insert(0, 'and again ');
    await amina.until(() => amina.text === 'and again without Redis');
  });
});
