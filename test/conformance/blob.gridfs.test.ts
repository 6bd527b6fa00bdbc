import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { MongoClient, ObjectId, type Db } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gridFsBlobs } from '#server/platform/blob/gridfs/blob.ts';
import { StoreUnavailableError } from '#server/platform/errors.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { blobConformance } from './blob.conformance.ts';

describeWith('mongo', 'blobs in GridFS', () => {
  let mongo: TestServer;
  let client: MongoClient;
  let db: Db;
  beforeAll(async () => {
    mongo = await startMongo();
    client = new MongoClient(uniqueDatabase(mongo.url), {
      writeConcern: { w: 'majority', journal: true },
      serverSelectionTimeoutMS: 1_000,
    });
    db = client.db();
  });
  afterAll(async () => {
    await client.close();
    await mongo.stop();
  });

  blobConformance(async () => {
    const blobs = await gridFsBlobs(db);
    return { blobs, close: () => blobs.close() };
  });

  const counts = async () =>
    Promise.all(['blobFiles.files', 'blobFiles.chunks', 'blobChanges'].map((name) => db.collection(name).countDocuments()));

  test('replaced, deleted, refused and broken blobs leave no piece behind', async () => {
    const blobs = await gridFsBlobs(db);
    const before = await counts();
    const content = () => Readable.from([randomBytes(600_000)]);
    await blobs.put('tidy/a', content(), 1_000_000);
    await blobs.put('tidy/a', content(), 1_000_000);
    await expect(blobs.put('tidy/b', content(), 500_000)).rejects.toThrow();
    await blobs.delete('tidy/a');
    expect(await counts()).toEqual(before);
  });

  test('what a killed node left half done is cleared a day later, and nothing else', async () => {
    const blobs = await gridFsBlobs(db);
    await blobs.put('kept', Readable.from(['kept']), 10);
    const before = await counts();
    // An upload cut off before its file was complete: pieces alone, and the note of its beginning.
    const [half, fresh] = [new ObjectId(), new ObjectId()];
    const pieces = db.collection('blobFiles.chunks');
    const changes = db.collection('blobChanges');
    await pieces.insertMany([half, fresh].map((id) => ({ files_id: id, n: 0, data: randomBytes(10) })));
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    await changes.insertMany([
      { _id: half, key: 'kept', startedAt: longAgo },
      { _id: fresh, key: 'kept', startedAt: new Date() },
    ]);
    await gridFsBlobs(db);
    expect(await pieces.countDocuments({ files_id: half })).toBe(0);
    expect(await pieces.countDocuments({ files_id: fresh })).toBe(1);
    const found = await blobs.get('kept');
    expect(found && (await buffer(found.content)).toString()).toBe('kept');
    await pieces.deleteMany({ files_id: fresh });
    await changes.deleteMany({});
    expect(await counts()).toEqual([before[0], before[1], 0]);
  });

  test('while MongoDB is away the answer is StoreUnavailableError; blobs are there again after it', async () => {
    const blobs = await gridFsBlobs(db);
    const content = randomBytes(300_000);
    await blobs.put('durable', Readable.from([content]), 1_000_000);
    await mongo.kill9();
    await expect(blobs.stat('durable')).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(blobs.put('x', Readable.from(['x']), 10)).rejects.toBeInstanceOf(StoreUnavailableError);
    await mongo.restart();
    const found = await blobs.get('durable');
    expect(found && (await buffer(found.content)).equals(content)).toBe(true);
  });
});
