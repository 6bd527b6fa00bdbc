import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BlobKeyError } from '#server/platform/blob/keys.ts';
import { BlobTooLargeError, type BlobStore } from '#server/platform/blob/port.ts';

export interface BlobUnderTest {
  blobs: BlobStore;
  close: () => Promise<void>;
}

const megabyte = 1024 * 1024;
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** What every blob store promises. */
export function blobConformance(open: () => Promise<BlobUnderTest>): void {
  let blobs: BlobStore;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ blobs, close } = await open());
  });
  afterAll(async () => close());

  const put = (key: string, content: Buffer, maxBytes = 10 * megabyte) => blobs.put(key, Readable.from([content]), maxBytes);
  async function bytesOf(key: string, range?: { start: number; end: number }) {
    const found = await blobs.get(key, range);
    return found && buffer(found.content);
  }

  test('what was put is read back, with its size and hash', async () => {
    const content = randomBytes(3 * megabyte + 17);
    const pieces = Array.from({ length: 100 }, (_, i) => content.subarray(i * 32_768, (i + 1) * 32_768));
    const info = { key: 'files/report-1', size: content.length, sha256: sha256(content) };
    expect(await blobs.put('files/report-1', Readable.from(pieces), content.length)).toEqual(info);
    expect(await blobs.stat('files/report-1')).toEqual(info);
    const found = await blobs.get('files/report-1');
    expect(found?.info).toEqual(info);
    expect((await bytesOf('files/report-1'))?.equals(content)).toBe(true);
    found?.content.destroy();
  });

  test('an empty blob is a blob', async () => {
    await blobs.put('files/empty', Readable.from([]), 0);
    expect(await blobs.stat('files/empty')).toMatchObject({ size: 0, sha256: sha256(Buffer.alloc(0)) });
    expect((await bytesOf('files/empty'))?.length).toBe(0);
  });

  test('a range gives exactly those bytes, cut at the end of the blob', async () => {
    // Longer than one piece of 255 kB, so that ranges cross the seams of a store that keeps pieces.
    const content = randomBytes(600_000);
    await put('files/ranged', content);
    for (const [start, end] of [
      [0, 1],
      [261_119, 261_122],
      [599_999, 600_000],
      [100, 10_000_000],
      [0, 600_000],
    ] as const) {
      const found = await blobs.get('files/ranged', { start, end });
      expect(found?.info.size).toBe(600_000);
      expect(found && (await buffer(found.content)).equals(content.subarray(start, end))).toBe(true);
    }
    for (const range of [
      { start: 5, end: 5 },
      { start: 600_000, end: 600_010 },
      { start: 10, end: 4 },
    ]) {
      expect((await bytesOf('files/ranged', range))?.length).toBe(0);
    }
  });

  test('what is absent answers undefined, and deleting it twice is the same as once', async () => {
    expect(await blobs.get('files/none')).toBeUndefined();
    expect(await blobs.stat('files/none')).toBeUndefined();
    await put('files/short-lived', Buffer.from('x'));
    await blobs.delete('files/short-lived');
    await blobs.delete('files/short-lived');
    expect(await blobs.stat('files/short-lived')).toBeUndefined();
    expect(await blobs.list('files/short-lived', 10)).toEqual([]);
  });

  test('a second put of a key replaces the first whole', async () => {
    await put('files/twice', Buffer.from('the first, which is longer'));
    await put('files/twice', Buffer.from('second'));
    expect((await bytesOf('files/twice'))?.toString()).toBe('second');
    expect(await blobs.list('files/twice', 10)).toEqual(['files/twice']);
  });

  test('an upload over its cap is refused, keeps nothing, and leaves what was there', async () => {
    await put('files/capped', Buffer.from('before'));
    const source = Readable.from([Buffer.alloc(600_000), Buffer.alloc(600_000), Buffer.alloc(600_000)]);
    await expect(blobs.put('files/capped', source, megabyte)).rejects.toBeInstanceOf(BlobTooLargeError);
    expect(source.destroyed).toBe(false);
    await expect(put('files/never', Buffer.alloc(11), 10)).rejects.toBeInstanceOf(BlobTooLargeError);
    expect((await put('files/just', Buffer.alloc(10), 10)).size).toBe(10);
    expect((await bytesOf('files/capped'))?.toString()).toBe('before');
    expect(await blobs.stat('files/never')).toBeUndefined();
  });

  test('a source that breaks or is cut off in the middle keeps nothing', async () => {
    const breaking = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('line cut');
      })(),
    );
    await expect(blobs.put('files/broken', breaking, megabyte)).rejects.toThrow('line cut');
    const cut = new Readable({ read: () => undefined });
    cut.push('half');
    setImmediate(() => cut.destroy());
    await expect(blobs.put('files/cut', cut, megabyte)).rejects.toThrow();
    expect(await blobs.stat('files/broken')).toBeUndefined();
    expect(await blobs.stat('files/cut')).toBeUndefined();
  });

  test('keys that could leave the folder, or are not keys, are refused everywhere', async () => {
    const bad = ['', '/', '../x', 'a/../b', '/etc/passwd', 'a//b', 'a/', 'A', 'a.b', 'a\u0000b', 'ملف', 'x'.repeat(201), 'a\\b'];
    for (const key of bad) {
      await expect(put(key, Buffer.from('x')), key).rejects.toBeInstanceOf(BlobKeyError);
      await expect(blobs.get(key), key).rejects.toBeInstanceOf(BlobKeyError);
      await expect(blobs.stat(key), key).rejects.toBeInstanceOf(BlobKeyError);
      await expect(blobs.delete(key), key).rejects.toBeInstanceOf(BlobKeyError);
    }
    await expect(blobs.list('../', 10)).rejects.toBeInstanceOf(BlobKeyError);
    expect((await put('x'.repeat(200), Buffer.from('x'))).size).toBe(1);
  });

  test('list gives keys of a prefix in order, page by page', async () => {
    const keys = ['l/a', 'l/a-b', 'l/a/b', 'l/a/b/c', 'l/a0', 'l/a_', 'l/b/x', 'l/c', 'lm'];
    for (const key of [...keys].reverse()) await put(key, Buffer.from(key));
    const sorted = [...keys].sort();
    expect(await blobs.list('l', 1000)).toEqual(sorted);
    expect(await blobs.list('l/a', 1000)).toEqual(sorted.filter((key) => key.startsWith('l/a')));
    expect(await blobs.list('l/a/', 1000)).toEqual(['l/a/b', 'l/a/b/c']);
    expect(await blobs.list('l/zz', 1000)).toEqual([]);
    const paged: string[] = [];
    for (let page = await blobs.list('l', 2); page.length > 0; page = await blobs.list('l', 2, paged.at(-1))) paged.push(...page);
    expect(paged).toEqual(sorted);
  });

  test('puts at the same time, of one key and of many, each stay whole', async () => {
    const contents = Array.from({ length: 12 }, () => randomBytes(300_000));
    await Promise.all(contents.map((content, i) => put(i % 2 ? 'race/one' : `race/${i}`, content)));
    const winner = await bytesOf('race/one');
    expect(contents.some((content, i) => i % 2 === 1 && winner?.equals(content))).toBe(true);
    for (let i = 0; i < 12; i += 2) expect((await bytesOf(`race/${i}`))?.equals(contents[i] ?? Buffer.alloc(0))).toBe(true);
  });
}
