import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { blobLoader, dumpBlobs } from '#server/platform/backup/blob-records.ts';
import type { BlobRecord } from '#server/platform/backup/port.ts';
import { createTally, tallied } from '#server/platform/backup/tally.ts';
import { diskBlobs } from '#server/platform/blob/disk/blob.ts';
import { gridFsBlobs } from '#server/platform/blob/gridfs/blob.ts';
import { connectMongo } from '#server/platform/mongo/open-mongo.ts';
import { tempDir } from '../support/temp-dir.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { backupConformance, fill, hashOf, loadingConformance, type BackupWorlds } from './backup.conformance.ts';
import { embeddedWorlds, mongoWorlds } from './backup-worlds.ts';

describeWith('mongo', 'backup of MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(async () => mongo.stop());
  const onMongo = mongoWorlds(() => uniqueDatabase(mongo.url));

  describe('alone', () => backupConformance(onMongo));
  describe('loaded from an embedded hub', () => loadingConformance({ running: embeddedWorlds('libsql').running, empty: onMongo.empty }));
  describe('loaded into an embedded hub', () => loadingConformance({ running: onMongo.running, empty: embeddedWorlds('libsql').empty }));

  test('[BK11] a snapshot that MongoDB could not keep ends the dump with words', async () => {
    const server = await startMongo({ testCommands: true });
    onTestFinished(() => server.stop());
    const running = await mongoWorlds(() => uniqueDatabase(server.url)).running();
    onTestFinished(() => running.close());
    // More batches than one answer holds.
    for (let n = 0; n < 150; n += 1) await running.log.append('s', [{ type: 'note', at: '2026', actor: 'a', data: { n } }]);
    const core = await connectMongo({ url: uniqueDatabase(server.url) });
    onTestFinished(() => core.close());
    const fails = { errorCode: 239, failCommands: ['getMore'] };
    await core.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: fails });
    await expect(hashOf(running.source)).rejects.toThrow(/minSnapshotHistoryWindowInSeconds/);
    await core.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    await hashOf(running.source);
  });

  test('[BK13] a file that goes while the backup runs is noted, and the others come whole', async () => {
    const core = await connectMongo({ url: uniqueDatabase(mongo.url) });
    onTestFinished(() => core.close());
    const dir = tempDir('backup-blobs');
    onTestFinished(dir.remove);
    for (const blobs of [await gridFsBlobs(core.db), await diskBlobs(dir.path)]) {
      // More than the driver fetches at once.
      const pieces = (): Readable => Readable.from(Array.from({ length: 26 }, () => randomBytes(1_000_000)));
      for (const key of ['a', 'b', 'c']) await blobs.put(key, pieces(), 30_000_000);
      const tally = createTally();
      const pages = tallied(dumpBlobs(blobs), tally);
      let seen = 0;
      for await (const _page of pages) {
        seen += 1;
        // One in its middle, one before its turn. What a disk has opened it still gives whole.
        if (seen === 2) await blobs.delete('a');
        if (seen === 2) await blobs.delete('c');
      }
      const isWholeOnDisk = tally.result().blobs === 2;
      expect(tally.result()).toMatchObject(isWholeOnDisk ? { blobs: 2, droppedBlobs: 1 } : { blobs: 1, droppedBlobs: 2 });

      const other = tempDir('backup-blobs');
      onTestFinished(other.remove);
      const loaded = await diskBlobs(other.path);
      const loader = blobLoader(loaded);
      const kept = await blobs.stat('b');
      for await (const page of dumpBlobs(blobs))
        for (const record of page) if (record.kind !== 'hub') await loader.add(record as BlobRecord);
      await loader.end();
      expect(await loaded.stat('b')).toEqual(kept);
      expect(await loaded.list('', 10)).toEqual(['b']);
    }
  });

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
