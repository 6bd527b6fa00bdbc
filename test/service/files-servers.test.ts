import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachFiles, hideFiles, withdrawFiles } from '#server/features/files/index.ts';
import { filesRepository } from '#server/features/files/repository.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { bringParts, outcome, startUpload } from '../support/uploads.ts';

describeWith(['mongo'], 'two nodes on MongoDB', () => {
  const roomId = 'general';
  let mongo: TestServer;
  let hub: TestHub;
  let second: TestHub;
  let salma: Client;
  beforeAll(async () => {
    mongo = await startMongo();
    const env = { MONGO_URL: uniqueDatabase(mongo.url), SESSION_SECRET: 's'.repeat(32), LIMITS: 'false' };
    hub = await startHub({ env });
    second = await startHub({ env });
    await hub.space('champions', [roomId]);
    salma = await hub.person('salma', { spaces: { champions: 'member' } });
  });
  afterAll(async () => {
    await second?.stop();
    await hub?.stop();
    await mongo?.stop();
  });
  const usage = () => filesRepository(hub.app.open.ports).usageOf(salma.userId);

  test('a file finished on both at once is one; it is attached, hidden, withdrawn, and its bytes are gone', async () => {
    const noise = await sharp({
      create: { width: 900, height: 700, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .png()
      .toBuffer();
    const begun = await startUpload(salma, { roomId, name: 'صورة.png', content: noise });
    await bringParts(salma, begun, noise);
    const finish = (url: string) =>
      fetch(`${url}/api/v1/files/${begun.fileId}/finish`, {
        method: 'POST',
        headers: { authorization: `Bearer ${salma.token}`, 'content-type': 'application/json' },
        body: '{}',
      });
    const [one, other] = await Promise.all([finish(hub.url), finish(second.url)]);
    expect(await one.json()).toEqual(await other.json());
    const { ports } = hub.app.open;
    const keys = await ports.blobs.list(`files/${begun.fileId}/`, 10);
    expect(keys.map((key) => key.split('/').at(-1))).toEqual(['content', 'thumbnail']);
    const counted = await usage();
    expect(counted).toMatchObject({ open: 0 });

    const [attachment] = await attachFiles(ports, { roomId, authorId: salma.userId, fileIds: [begun.fileId], messageId: 'm1' });
    const part = await fetch(`${second.url}/api/v1/files/${begun.fileId}/content`, {
      headers: { authorization: `Bearer ${salma.token}`, range: 'bytes=300000-' },
    });
    expect(part.status).toBe(206);
    expect((await part.arrayBuffer()).byteLength).toBe((attachment?.size ?? 0) - 300_000);
    await hideFiles(ports, [begun.fileId], true);
    expect(await outcome(await salma.fetch('GET', `/files/${begun.fileId}/content`))).toBe('404 common/notFound');
    await Promise.all([withdrawFiles(ports, [begun.fileId]), withdrawFiles(second.app.open.ports, [begun.fileId])]);
    expect(await outcome(await salma.fetch('GET', `/files/${begun.fileId}/content`))).toBe('410 files/withdrawn');
    expect(await ports.blobs.list(`files/${begun.fileId}/`, 10)).toEqual([]);
    expect(await usage()).toEqual({ bytes: 0, open: 0 });
  });
});
