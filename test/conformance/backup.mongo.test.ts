import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { backupConformance, fill, hashOf, type BackupWorlds } from './backup.conformance.ts';
import { embeddedWorlds, mongoWorlds } from './backup-worlds.ts';

describeWith('mongo', 'backup of MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(async () => mongo.stop());
  const onMongo = mongoWorlds(() => uniqueDatabase(mongo.url));

  describe('alone', () => backupConformance(onMongo));
  describe('loaded from an embedded hub', () => backupConformance({ running: embeddedWorlds('libsql').running, empty: onMongo.empty }));
  describe('loaded into an embedded hub', () => backupConformance({ running: onMongo.running, empty: embeddedWorlds('libsql').empty }));

  test('[BK7] embedded to MongoDB to embedded: the same content hash everywhere', async () => {
    const onDisk = embeddedWorlds('libsql');
    const first = await onDisk.running();
    onTestFinished(() => first.close());
    await fill(first);
    const hashes = [await hashOf(first.source)];
    let from = first;
    for (const worlds of [onMongo, onDisk] satisfies BackupWorlds[]) {
      const place = await worlds.empty();
      onTestFinished(() => place.close());
      await place.target.load(from.source.dump());
      await place.target.finish();
      await place.target.close();
      const world = await place.open();
      onTestFinished(() => world.close());
      hashes.push(await hashOf(world.source));
      from = world;
    }
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
  });
});
