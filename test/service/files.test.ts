import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partBytes } from '#shared/features/files/rules.ts';
import type { Upload } from '#shared/features/files/contract.ts';
import { attachFiles, hideFiles, withdrawFiles } from '#server/features/files/index.ts';
import { filesRepository } from '#server/features/files/repository.ts';
import { sweepFiles } from '#server/features/files/sweeping.ts';
import { putRoom } from '#server/features/spaces/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { bringParts, outcome, putPart, startUpload, upload } from '../support/uploads.ts';

const roomId = 'general';
let hub: TestHub;
let salma: Client;
let noha: Client;
let observer: Client;
let moderator: Client;
let outsider: Client;
let admin: Client;
let photo: Buffer;
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(partBytes * 2 + 100, 'x')]);
const voice = readFileSync('test/fixtures/voice.webm');

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', [roomId, 'other']);
  const room = { spaceId: 'champions', language: 'ar', purpose: '', kind: 'chat' as const, position: 5, isArchived: false };
  await putRoom(hub.app.open.ports, { ...room, id: 'talking', name: 'talking', hasVoiceNotes: true });
  await putRoom(hub.app.open.ports, { ...room, id: 'closed', name: 'closed', isArchived: true });
  const inSpace = (role: 'member' | 'observer' | 'moderator') => ({ spaces: { champions: role } });
  salma = await hub.person('salma', inSpace('member'));
  noha = await hub.person('noha', inSpace('member'));
  observer = await hub.person('dalal', inSpace('observer'));
  moderator = await hub.person('latifa', inSpace('moderator'));
  outsider = await hub.person('gilles');
  admin = await hub.person('rawda', { hubRoles: ['admin'] });
  photo = await sharp({ create: { width: 1200, height: 600, channels: 3, background: '#204060' } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'her own name' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 48/1 0/1' } })
    .toBuffer();
});
afterAll(() => hub.stop());

const ports = () => hub.app.open.ports;
const attach = (fileIds: string[], more = {}) =>
  attachFiles(ports(), { roomId, authorId: salma.userId, fileIds, messageId: 'm1', ...more });
const get = async (client: Client, path: string) => outcome(await client.fetch('GET', path));
const uploadPdf = (client = salma, name = 'a.pdf') => upload(client, { roomId, name, content: pdf });

describe('an upload', () => {
  test('goes by parts and is ready once it is judged; what it holds comes back', async () => {
    const { attachment, fileId } = await uploadPdf(salma, 'تقرير.pdf');
    expect(attachment).toEqual({
      fileId,
      kind: 'document',
      name: 'تقرير.pdf',
      mediaType: 'application/pdf',
      size: pdf.length,
      hasThumbnail: false,
      scan: 'notScanned',
    });
    const content = await salma.fetch('GET', `/files/${fileId}/content`);
    expect(Buffer.from(await content.arrayBuffer()).equals(pdf)).toBe(true);
    expect(content.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''%D8%AA/);
    expect(content.headers.get('x-content-type-options')).toBe('nosniff');
    expect(content.headers.get('content-security-policy')).toContain('sandbox');
    expect(await ports().blobs.list(`uploads/${fileId}/`, 10)).toEqual([]);
  });

  test('that was cut off goes on where it was, under the same client id', async () => {
    const given = { roomId, name: 'a.pdf', content: pdf, clientId: randomUUID() };
    const begun = await startUpload(salma, given);
    expect(await outcome(await putPart(salma, begun.fileId, 1, pdf.subarray(partBytes, 2 * partBytes)))).toBe('200');
    // Half a part, then the line breaks.
    await expect(
      fetch(`${hub.url}/api/v1/files/${begun.fileId}/parts/0`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${salma.token}` },
        body: new ReadableStream({
          start: (controller) => controller.enqueue(pdf.subarray(0, 1000)),
          pull: (controller) => controller.error(new Error('cut')),
        }),
        // Node wants to be told that the answer comes after the body.
        duplex: 'half',
      } as RequestInit),
    ).rejects.toThrow();
    expect(await outcome(await salma.fetch('POST', `/files/${begun.fileId}/finish`, {}))).toBe('409 files/partsMissing');
    const again = await startUpload(salma, given);
    expect(again).toEqual({ ...begun, received: [1] });
    expect(await salma.api('GET', `/files/${begun.fileId}/parts`)).toEqual(again);
    await bringParts(salma, again, pdf);
    const done = await salma.api<Upload>('POST', `/files/${begun.fileId}/finish`, {});
    expect(done.attachment?.size).toBe(pdf.length);
    expect(await salma.api('POST', `/files/${begun.fileId}/finish`, {})).toEqual(done);
    expect(await startUpload(salma, given)).toEqual(done);
  });

  test('finished many times at once is one file', async () => {
    const begun = await startUpload(salma, { roomId, name: 'p.jpg', content: photo });
    await bringParts(salma, begun, photo);
    const done = await Promise.all(Array.from({ length: 8 }, () => salma.api('POST', `/files/${begun.fileId}/finish`, {})));
    expect(new Set(done.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await ports().blobs.list(`files/${begun.fileId}/`, 10)).toHaveLength(2);
  });

  test('with the client id of another file is refused', async () => {
    const clientId = randomUUID();
    await startUpload(salma, { roomId, name: 'a.pdf', content: pdf, clientId });
    await expect(startUpload(salma, { roomId, name: 'b.pdf', content: pdf, clientId })).rejects.toThrow('files/clientIdReused');
    // Another person's client id is her own matter.
    expect((await startUpload(noha, { roomId, name: 'b.pdf', content: pdf, clientId })).received).toEqual([]);
  });

  test('needs the right to post, and a room that is open', async () => {
    const begin = (client: Client, room = roomId) => startUpload(client, { roomId: room, name: 'a.pdf', content: pdf });
    await expect(begin(observer)).rejects.toThrow('common/forbidden');
    await expect(begin(outsider)).rejects.toThrow('common/notFound');
    await expect(begin(admin)).rejects.toThrow('common/forbidden');
    await expect(begin(salma, 'closed')).rejects.toThrow('files/roomClosed');
  });

  test('that is cancelled leaves nothing', async () => {
    const before = await filesRepository(ports()).usageOf(salma.userId);
    const begun = await startUpload(salma, { roomId, name: 'a.pdf', content: pdf });
    await putPart(salma, begun.fileId, 0, pdf.subarray(0, partBytes));
    expect(await get(noha, `/files/${begun.fileId}/parts`)).toBe('404 common/notFound');
    expect(await outcome(await noha.fetch('DELETE', `/files/${begun.fileId}`))).toBe('404 common/notFound');
    expect(await outcome(await salma.fetch('DELETE', `/files/${begun.fileId}`))).toBe('200');
    expect(await get(salma, `/files/${begun.fileId}/parts`)).toBe('404 common/notFound');
    expect(await ports().blobs.list(`uploads/${begun.fileId}/`, 10)).toEqual([]);
    expect(await filesRepository(ports()).usageOf(salma.userId)).toEqual(before);
  });
});

describe('who may have a file', () => {
  test('until it is attached its owner; then whoever reads the room (scenario 23)', async () => {
    const { fileId } = await uploadPdf();
    const path = `/files/${fileId}/content`;
    expect(await get(salma, path)).toBe('200');
    for (const other of [noha, observer, moderator, outsider, admin]) expect(await get(other, path)).toBe('404 common/notFound');
    await attach([fileId]);
    for (const reader of [salma, noha, observer, moderator]) expect(await get(reader, path)).toBe('200');
    for (const other of [outsider, admin]) expect(await get(other, path)).toBe('404 common/notFound');
    expect(await outcome(await fetch(`${hub.url}/api/v1${path}`))).toBe('401 common/notSignedIn');
    expect(await outcome(await salma.fetch('DELETE', `/files/${fileId}`))).toBe('409 files/attachedElsewhere');
  });

  test('at every request anew: parts and thumbnails too, and whoever left the room has left its files', async () => {
    const leaver = await hub.person('leaver', { spaces: { champions: 'member' } });
    const { fileId } = await upload(salma, { roomId, name: 'p.jpg', content: photo });
    await attach([fileId]);
    const content = await leaver.fetch('GET', `/files/${fileId}/content`);
    const tag = content.headers.get('etag') ?? '';
    await content.arrayBuffer();
    const known = () =>
      fetch(`${hub.url}/api/v1/files/${fileId}/content`, { headers: { authorization: `Bearer ${leaver.token}`, 'if-none-match': tag } });
    expect((await known()).status).toBe(304);
    expect(await get(leaver, `/files/${fileId}/thumbnail`)).toBe('200');
    await leaver.api('DELETE', '/spaces/champions/members/me');
    expect(await outcome(await known())).toBe('404 common/notFound');
    expect(await get(leaver, `/files/${fileId}/thumbnail`)).toBe('404 common/notFound');
    expect(
      await outcome(
        await fetch(`${hub.url}/api/v1/files/${fileId}/content`, {
          headers: { authorization: `Bearer ${leaver.token}`, range: 'bytes=0-1' },
        }),
      ),
    ).toBe('404 common/notFound');
  });

  test('a withdrawn one is gone for members, unknown to others; its bytes are deleted', async () => {
    const { fileId } = await uploadPdf();
    await attach([fileId]);
    const before = await filesRepository(ports()).usageOf(salma.userId);
    await withdrawFiles(ports(), [fileId]);
    await withdrawFiles(ports(), [fileId]);
    for (const reader of [salma, noha]) expect(await get(reader, `/files/${fileId}/content`)).toBe('410 files/withdrawn');
    expect(await get(outsider, `/files/${fileId}/content`)).toBe('404 common/notFound');
    expect(await ports().blobs.list(`files/${fileId}/`, 10)).toEqual([]);
    expect(await filesRepository(ports()).usageOf(salma.userId)).toEqual({ ...before, bytes: before.bytes - pdf.length });
    await expect(attach([fileId], { messageId: 'm2' })).rejects.toThrow('files/attachedElsewhere');
  });

  test('a hidden one is for whoever moderates the room, until it is shown again', async () => {
    const { fileId } = await uploadPdf();
    await attach([fileId]);
    await hideFiles(ports(), [fileId], true);
    for (const other of [salma, noha, outsider]) expect(await get(other, `/files/${fileId}/content`)).toBe('404 common/notFound');
    expect(await get(moderator, `/files/${fileId}/content`)).toBe('200');
    await hideFiles(ports(), [fileId], false);
    expect(await get(noha, `/files/${fileId}/content`)).toBe('200');
  });
});

describe('on a message', () => {
  test('hang at most ten files of its author, of this room, ready, each on one message; again changes nothing', async () => {
    const sent = { roomId, name: 'a.pdf', content: pdf, clientId: randomUUID() };
    const [one, two] = [await upload(salma, sent), await uploadPdf(salma, 'b.pdf')];
    const open = await startUpload(salma, { roomId, name: 'a.pdf', content: pdf });
    const foreign = await uploadPdf(noha);
    const elsewhere = await upload(salma, { roomId: 'other', name: 'a.pdf', content: pdf });
    for (const { fileId } of [foreign, elsewhere, { fileId: 'unknown' }])
      await expect(attach([one.fileId, fileId])).rejects.toThrow('files/unknownFile');
    await expect(attach([open.fileId])).rejects.toThrow('files/notReady');
    await expect(attach(Array.from({ length: 11 }, (_none, n) => `f${n}`))).rejects.toThrow('files/tooMany');
    const attached = await attach([two.fileId, one.fileId]);
    expect(attached).toEqual([two.attachment, one.attachment]);
    expect(await attach([two.fileId, one.fileId])).toEqual(attached);
    await expect(attach([one.fileId], { messageId: 'm2' })).rejects.toThrow('files/attachedElsewhere');
    // A page that did not hear of its message asks where its upload stands.
    await expect(startUpload(salma, sent)).rejects.toThrow('files/attachedElsewhere');
    expect(await get(noha, `/files/${open.fileId}/content`)).toBe('404 common/notFound');
  });
  test('the same file sent with two messages at once hangs on one', async () => {
    const { fileId } = await uploadPdf();
    const sent = await Promise.allSettled(['m1', 'm2', 'm3'].map((messageId) => attach([fileId], { messageId })));
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('an image', () => {
  test('is made anew: upright, sized, without where it was taken or whose it is', async () => {
    const turned = await sharp(photo)
      .withExif({ IFD0: { Orientation: '6' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { attachment, fileId } = await upload(salma, { roomId, name: 'IMG_1.jpeg', content: turned, summary: 'المنصة' });
    expect(attachment).toMatchObject({
      kind: 'image',
      name: 'IMG_1.jpeg',
      width: 600,
      height: 1200,
      hasThumbnail: true,
      summary: 'المنصة',
    });
    const stored = Buffer.from(await (await salma.fetch('GET', `/files/${fileId}/content`)).arrayBuffer());
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    expect(stored.includes('her own name')).toBe(false);
    const { exif, orientation, icc, width } = await sharp(stored).metadata();
    expect({ exif, orientation, icc, width }).toEqual({ exif: undefined, orientation: undefined, icc: undefined, width: 600 });
    const small = await salma.fetch('GET', `/files/${fileId}/thumbnail`);
    expect(small.headers.get('content-type')).toBe('image/webp');
    expect(small.headers.get('content-disposition')).toMatch(/^inline/);
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ format: 'webp', width: 160, height: 320 });
  });
  test('is described by its owner until it is sent', async () => {
    const begun = await startUpload(salma, { roomId, name: 'p.jpg', content: photo, summary: 'قبل' });
    const describe = async (client: Client, summary: string) => outcome(await client.fetch('PATCH', `/files/${begun.fileId}`, { summary }));
    expect(await describe(noha, 'x')).toBe('404 common/notFound');
    await bringParts(salma, begun, photo);
    const [finished] = await Promise.all([
      salma.fetch('POST', `/files/${begun.fileId}/finish`, {}),
      ...['one', 'two', 'three'].map((text) => describe(salma, text)),
    ]);
    expect(finished?.status).toBe(200);
    expect(await describe(salma, 'صورة القاعة')).toBe('200');
    expect(await attach([begun.fileId])).toMatchObject([{ summary: 'صورة القاعة' }]);
    expect(await describe(salma, 'x')).toBe('409 files/notOpen');
    const other = await upload(salma, { roomId, name: 'p.jpg', content: photo, summary: 'قبل' });
    await salma.api('PATCH', `/files/${other.fileId}`, { summary: '' });
    expect((await salma.api<Upload>('GET', `/files/${other.fileId}/parts`)).attachment).not.toHaveProperty('summary');
  });
  test('with moving frames keeps them; one larger than a screen shows is made smaller', async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toBuffer();
    const gif = await sharp([await frame('red'), await frame('blue')], { join: { animated: true } })
      .gif()
      .toBuffer();
    const moving = await upload(salma, { roomId, name: 'a.gif', content: gif });
    expect(moving.attachment).toMatchObject({ kind: 'image', mediaType: 'image/gif', width: 40, height: 30 });
    const stored = Buffer.from(await (await salma.fetch('GET', `/files/${moving.fileId}/content`)).arrayBuffer());
    expect((await sharp(stored).metadata()).pages).toBe(2);
    const wide = await sharp({ create: { width: 8000, height: 100, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect((await upload(salma, { roomId, name: 'w.png', content: wide })).attachment).toMatchObject({ width: 4096, height: 51 });
  });
});

describe('a voice note', () => {
  const note = { roomId: 'talking', name: 'voice.webm', content: voice, kind: 'voice' as const, durationMs: 2200, summary: 'موعد الغد' };
  test('says in words what it is about, and is heard in parts', async () => {
    const { attachment, fileId } = await upload(salma, note);
    expect(attachment).toMatchObject({
      kind: 'voice',
      mediaType: 'audio/webm',
      name: 'voice.webm',
      durationMs: 2200,
      summary: 'موعد الغد',
    });
    const part = await fetch(`${hub.url}/api/v1/files/${fileId}/content`, {
      headers: { authorization: `Bearer ${salma.token}`, range: 'bytes=100-199' },
    });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${voice.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(voice.subarray(100, 200))).toBe(true);
    expect(part.headers.get('content-disposition')).toMatch(/^inline/);
  });
  test('is for rooms that take them, with a summary, three minutes at most, and sound alone', async () => {
    await expect(startUpload(salma, { ...note, roomId })).rejects.toThrow('files/voiceOff');
    await expect(startUpload(salma, { ...note, summary: ' .. ' })).rejects.toThrow('files/summaryRequired');
    await expect(startUpload(salma, { ...note, durationMs: 181_000 })).rejects.toThrow('files/voiceTooLong');
    const { fileId } = await upload(salma, note);
    await expect(salma.api('PATCH', `/files/${fileId}`, { summary: '' })).rejects.toThrow('files/summaryRequired');
    await expect(upload(salma, { ...note, content: pdf })).rejects.toThrow('files/notVoice');
    // Four minutes of silence in MPEG frames, said to be one second.
    const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x10, 0xc4]), Buffer.alloc(100)]);
    const long = Buffer.concat(Array.from({ length: 9200 }, () => frame));
    await expect(upload(salma, { ...note, content: long, durationMs: 1000 })).rejects.toThrow('files/voiceTooLong');
  });
});

test('what nobody finishes or sends is swept away, with what it counted', async () => {
  const lonely = await hub.person('lonely', { spaces: { champions: 'member' } });
  const open = await startUpload(lonely, { roomId, name: 'a.pdf', content: pdf });
  await putPart(lonely, open.fileId, 0, pdf.subarray(0, partBytes));
  const ready = await uploadPdf(lonely);
  const kept = await uploadPdf(lonely, 'kept.pdf');
  await attach([kept.fileId], { authorId: lonely.userId });
  const at = (days: number) => ({
    ...ports(),
    clock: { ...ports().clock, now: () => new Date(Date.now() + days * 86_400_000) },
  });
  await ports().blobs.put('uploads/nobody/0000', (await import('node:stream')).Readable.from(['x']), 10);
  await sweepFiles(at(0.9));
  expect(await get(lonely, `/files/${open.fileId}/parts`)).toBe('200');
  await sweepFiles(at(1.1));
  expect(await get(lonely, `/files/${open.fileId}/parts`)).toBe('404 common/notFound');
  expect(await ports().blobs.list('uploads/nobody', 10)).toEqual([]);
  expect(await get(lonely, `/files/${ready.fileId}/content`)).toBe('200');
  await sweepFiles(at(7.1));
  expect(await get(lonely, `/files/${ready.fileId}/content`)).toBe('404 common/notFound');
  expect(await get(lonely, `/files/${kept.fileId}/content`)).toBe('200');
  expect(await filesRepository(ports()).usageOf(lonely.userId)).toEqual({ bytes: pdf.length, open: 0 });
});
