import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { maxFileBytes, partBytes } from '#shared/features/files/rules.ts';
import { filesRepository } from '#server/features/files/repository.ts';
import { eicar, fakeClamd, type FakeClamd } from '../support/fake-clamd.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { bringParts, outcome, putPart, startUpload, upload } from '../support/uploads.ts';

// Numbers in brackets are those of the battery of bad input.
const roomId = 'general';
const quotaMegabytes = 40;
const pdf = Buffer.from('%PDF-1.7\nx');
let clamd: FakeClamd;
let hub: TestHub;
let salma: Client;
let people = 0;
beforeAll(async () => {
  clamd = await fakeClamd();
  const env = { FILES_QUOTA_MB: String(quotaMegabytes), CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: String(clamd.port) };
  hub = await startHub({ env });
  await hub.space('champions', [roomId]);
});
beforeEach(async () => {
  clamd.mood = 'well';
  salma = await hub.person(`salma-${'abcdefghjkmnpqrstuv'[people++]}`, { spaces: { champions: 'member' } });
});
afterAll(async () => {
  await hub.stop();
  await clamd.stop();
});
const usage = () => filesRepository(hub.app.open.ports).usageOf(salma.userId);
/** Announces a file, without bringing it. */
const announce = (size: number, clientId: string = randomUUID()) =>
  outcomeOf(salma.fetch('POST', `/rooms/${roomId}/files`, { clientId, name: 'a.pdf', size, kind: 'file' }));
const outcomeOf = async (response: Promise<Response>) => outcome(await response);

describe('a scanner', () => {
  test('sees every file whole before it is ready, and then it says so (66)', async () => {
    const { attachment } = await upload(salma, { roomId, name: 'a.pdf', content: pdf });
    expect(attachment.scan).toBe('clean');
    expect(clamd.scanned.at(-1)?.equals(pdf)).toBe(true);
  });
  test('that finds something: refused, written down, nothing of it kept (66)', async () => {
    const before = (await hub.app.hub.tools.audit.head()).seq;
    const content = Buffer.from(`اختبار\n${eicar}`);
    const begun = await startUpload(salma, { roomId, name: 'eicar.txt', content });
    await bringParts(salma, begun, content);
    const finish = () => outcomeOf(salma.fetch('POST', `/files/${begun.fileId}/finish`, {}));
    expect(await finish()).toBe('422 files/infected');
    expect(await finish()).toBe('422 files/infected');
    expect(await usage()).toEqual({ bytes: 0, open: 0 });
    const { blobs } = hub.app.open.ports;
    for (const prefix of [`uploads/${begun.fileId}/`, `files/${begun.fileId}/`]) expect(await blobs.list(prefix, 10)).toEqual([]);
    const [entry] = await hub.app.hub.tools.audit.read(before, 10);
    expect(entry).toMatchObject({
      actor: salma.userId,
      data: { operation: 'files.refuseInfected', scopeId: roomId, fields: { fileId: begun.fileId } },
    });
  });
  test('that is away delays files and lets none pass; later the same upload is finished', async () => {
    const begun = await startUpload(salma, { roomId, name: 'a.pdf', content: pdf });
    await bringParts(salma, begun, pdf);
    for (const mood of ['closing', 'refusing', 'endless'] as const) {
      clamd.mood = mood;
      expect(await outcomeOf(salma.fetch('POST', `/files/${begun.fileId}/finish`, {}))).toBe('503 files/scannerAway');
    }
    expect(await outcomeOf(salma.fetch('GET', `/files/${begun.fileId}/content`))).toBe('409 files/notReady');
    clamd.mood = 'well';
    expect(await outcomeOf(salma.fetch('POST', `/files/${begun.fileId}/finish`, {}))).toBe('200');
  });
});

describe('how much', () => {
  test('a file is at most 25 MiB and at least a byte', async () => {
    expect(await announce(0)).toBe('422 files/empty');
    expect(await announce(maxFileBytes + 1)).toBe('413 files/tooLarge');
    expect(await announce(10_000_000_000)).toBe('413 files/tooLarge');
    expect(await announce(-1)).toBe('400 common/invalidInput');
    expect(await announce(0.5)).toBe('400 common/invalidInput');
    expect(await announce(maxFileBytes)).toBe('201');
  });
  test('what is announced counts at once, what is given back counts no more (64)', async () => {
    const clientId = randomUUID();
    expect(await announce(maxFileBytes, clientId)).toBe('201');
    expect(await announce(maxFileBytes)).toBe('413 files/quotaExceeded');
    // The same upload again takes nothing more.
    expect(await announce(maxFileBytes, clientId)).toBe('201');
    expect(await usage()).toEqual({ bytes: maxFileBytes, open: 1 });
    const { fileId } = await salma.api<{ fileId: string }>('POST', `/rooms/${roomId}/files`, {
      clientId,
      name: 'a.pdf',
      size: maxFileBytes,
      kind: 'file',
    });
    await salma.api('DELETE', `/files/${fileId}`);
    expect(await usage()).toEqual({ bytes: 0, open: 0 });
    expect(await announce(maxFileBytes)).toBe('201');
  });
  test('a thousand at once pass no limit (64)', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => announce(1000)));
    expect(answers.filter((answer) => answer === '201')).toHaveLength(20);
    expect([...new Set(answers)].sort()).toEqual(['201', '409 files/tooManyOpen', '429 common/rateLimited']);
    expect(await usage()).toEqual({ bytes: 20_000, open: 20 });
  });
  test('the same upload begun many times at once is one', async () => {
    const clientId = randomUUID();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => announce(1000, clientId))))).toEqual(new Set(['201']));
    expect(await usage()).toEqual({ bytes: 1000, open: 1 });
  });
});

describe('a part', () => {
  const size = partBytes + 10;
  const whole = Buffer.alloc(size, '%PDF-1.7 ');
  const begin = () => startUpload(salma, { roomId, name: 'a.pdf', content: whole });
  const put = async (fileId: string, part: number, content: Uint8Array) => outcomeOf(putPart(salma, fileId, part, content));

  test('is exactly as long as it must be, and one of the file (63)', async () => {
    const { fileId } = await begin();
    expect(await put(fileId, 0, whole.subarray(0, partBytes - 1))).toBe('400 files/partIncomplete');
    expect(await put(fileId, 1, whole.subarray(0, 11))).toBe('400 files/partIncomplete');
    expect(await put(fileId, 1, new Uint8Array())).toBe('400 files/partIncomplete');
    expect(await put(fileId, 0, Buffer.alloc(partBytes + 1))).toBe('413 common/tooLarge');
    expect(await put(fileId, 2, whole.subarray(0, 10))).toBe('422 files/partUnknown');
    for (const part of [-1, 200, 1e9, Number.NaN]) expect(await put(fileId, part, whole.subarray(0, 10))).toBe('400 common/invalidInput');
    expect(await salma.api('GET', `/files/${fileId}/parts`)).toMatchObject({ received: [] });
  });
  test('brought twice is there once, the later one (63)', async () => {
    const { fileId } = await begin();
    expect(await put(fileId, 1, Buffer.alloc(10, 'a'))).toBe('200');
    expect(await put(fileId, 1, whole.subarray(partBytes))).toBe('200');
    expect(await put(fileId, 0, whole.subarray(0, partBytes))).toBe('200');
    expect(await salma.api('POST', `/files/${fileId}/finish`, {})).toMatchObject({ state: 'ready' });
    const content = await salma.fetch('GET', `/files/${fileId}/content`);
    expect(Buffer.from(await content.arrayBuffer()).equals(whole)).toBe(true);
    expect(await put(fileId, 0, whole.subarray(0, partBytes))).toBe('409 files/notOpen');
  });
  test('that announces ten gigabytes is refused unread; one that never says how long it is, after its length (64)', async () => {
    const { fileId } = await begin();
    const { port, hostname } = new URL(hub.url);
    const ask = async (head: string, body: string) => {
      const line = connect(Number(port), hostname);
      // The hub closes a line that still has much to say.
      line.on('error', () => undefined);
      line.write(
        `PUT /api/v1/files/${fileId}/parts/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${salma.token}\r\n${head}\r\n\r\n${body}`,
      );
      return (await text(line)).split('\r\n')[0];
    };
    expect(await ask('Content-Length: 10000000000', '')).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await ask('Transfer-Encoding: chunked', `ff\r\n${'x'.repeat(255)}\r\n`)).toBe('HTTP/1.1 400 Bad Request');
  });
  test('of another’s upload, or of none, is unknown (65)', async () => {
    const { fileId } = await begin();
    const noha = await hub.person('noha', { spaces: { champions: 'member' } });
    expect(await outcome(await putPart(noha, fileId, 0, whole.subarray(0, partBytes)))).toBe('404 common/notFound');
    expect(await put('0'.repeat(32), 0, whole.subarray(0, partBytes))).toBe('404 common/notFound');
    for (const id of ['..%2f..%2fx', '%00', '[object%20Object]', '__proto__'])
      expect((await putPart(salma, id, 0, whole)).status).toBeGreaterThanOrEqual(400);
  });
});

test('a part is asked for as one: a thousand at once are all of it, beyond the end is nothing (65)', async () => {
  const { fileId } = await upload(salma, { roomId, name: 'a.pdf', content: pdf });
  const range = async (value: string) => {
    const headers = { authorization: `Bearer ${salma.token}`, range: value };
    const response = await fetch(`${hub.url}/api/v1/files/${fileId}/content`, { headers });
    return [response.status, (await response.arrayBuffer()).byteLength];
  };
  expect(await range('bytes=0-3')).toEqual([206, 4]);
  expect(await range(`bytes=${'0-,'.repeat(1000)}0-`)).toEqual([200, pdf.length]);
  expect(await range('bytes=999999-')).toEqual([416, 0]);
});
