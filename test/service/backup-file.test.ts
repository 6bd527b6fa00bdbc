import { randomBytes } from 'node:crypto';
import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { maxFrameBytes } from '#server/platform/backup/frames.ts';
import { parseKey, type BackupKey } from '#server/platform/backup/key.ts';
import type { BackupRecord } from '#server/platform/backup/port.ts';
import { openBackup, verifyBackup } from '#server/platform/backup/read-backup.ts';
import { createDecoder, encodeRecords } from '#server/platform/backup/records.ts';
import { writeBackup } from '#server/platform/backup/write-backup.ts';

const key: BackupKey = { kind: 'raw', bytes: randomBytes(32) };
const dir = tempDir('backup-file');
afterAll(dir.remove);
const inDir = (name: string): string => join(dir.path, name);

async function* inPages(records: readonly BackupRecord[]): AsyncGenerator<BackupRecord[]> {
  for (let start = 0; start < records.length; start += 7) yield records.slice(start, start + 7);
}

async function write(name: string, records: readonly BackupRecord[], more: { key?: BackupKey; version?: string } = {}) {
  const path = inDir(name);
  const file = await open(path, 'w');
  try {
    const createdAt = new Date('2026-01-02T03:04:05.678Z');
    const summary = await writeBackup({ file, key: more.key ?? key, version: more.version ?? '1.2.3', createdAt, pages: inPages(records) });
    return { path, summary };
  } finally {
    await file.close();
  }
}

async function readAll(path: string, withKey = key): Promise<BackupRecord[]> {
  const backup = await openBackup(path, withKey);
  try {
    const records: BackupRecord[] = [];
    for await (const page of backup.pages()) records.push(...page);
    return records;
  } finally {
    await backup.close();
  }
}

async function refusal(path: string, withKey = key): Promise<unknown> {
  try {
    await readAll(path, withKey);
    return 'passed';
  } catch (error) {
    return error instanceof Error && 'reason' in error ? error.reason : error;
  }
}

const envelope = { type: 'note', at: '2026-01-02T03:04:05.678Z', actor: 'u', isBlanked: false };
/** Three frames and a half: bytes at random do not compress. */
function largeRecords(): BackupRecord[] {
  const records: BackupRecord[] = [
    { kind: 'hub', secretCheck: 'c', secret: null },
    { kind: 'stream', name: 'room:r' },
  ];
  for (let seq = 1; seq <= 36; seq += 1)
    records.push({
      kind: 'entry',
      seq,
      ...envelope,
      idemKey: null,
      fingerprint: null,
      text: `{"n":${seq}}`,
      bytes: new Uint8Array(randomBytes(100_000)),
    });
  return records;
}

describe('records', () => {
  const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed());
  const json = fc.json();
  const bytes = fc.option(fc.uint8Array({ maxLength: 50 }), { nil: null });
  const nullable = fc.option(text, { nil: null });
  const record: fc.Arbitrary<BackupRecord> = fc.oneof(
    fc.record({ kind: fc.constant('hub' as const), secretCheck: text, secret: nullable }),
    fc.record({ kind: fc.constant('stream' as const), name: text }),
    fc.record({
      ...{
        kind: fc.constant('entry' as const),
        seq: fc.nat(),
        type: text,
        at: text,
        actor: text,
        idemKey: nullable,
        fingerprint: nullable,
      },
      ...{ text: json, bytes, isBlanked: fc.boolean() },
    }),
    fc.record({ kind: fc.constant('collection' as const), name: text }),
    fc.record({ kind: fc.constant('document' as const), id: text, version: fc.nat(), text: json }),
    fc.record({ kind: fc.constant('blob' as const), key: text, size: fc.nat(), sha256: text }),
    fc.record({ kind: fc.constant('piece' as const), bytes: fc.uint8Array({ maxLength: 50 }) }),
    fc.constant({ kind: 'dropped' as const }),
  );

  test('come back as they were, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(record), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (records, cuts) => {
        const all = encodeRecords(records);
        const decoder = createDecoder();
        const back: BackupRecord[] = [];
        for (let at = 0, turn = 0; at < all.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          back.push(...decoder.push(all.subarray(at, at + length)));
          at += length;
        }
        decoder.end();
        expect(back).toEqual(records);
      }),
    );
  });
});

describe('keys', () => {
  test('are 32 bytes, 64 digits, or a passphrase that is long enough', () => {
    expect(parseKey(randomBytes(32)).kind).toBe('raw');
    expect(parseKey(Buffer.from(`${randomBytes(32).toString('hex')}\n`)).kind).toBe('raw');
    expect(parseKey(Buffer.from('مفتاح طويل لا يعرفه أحد غيري\n'))).toEqual({ kind: 'passphrase', text: 'مفتاح طويل لا يعرفه أحد غيري' });
    for (const weak of ['', 'secret', 'x'.repeat(19), '\n']) expect(() => parseKey(Buffer.from(weak))).toThrow(/passphrase of 20/);
  });

  test('a passphrase opens what it closed, another does not', async () => {
    const phrase: BackupKey = { kind: 'passphrase', text: 'a long phrase that nobody knows' };
    const { path } = await write('phrase', [{ kind: 'collection', name: 'a' }], { key: phrase });
    expect(await readAll(path, phrase)).toHaveLength(1);
    expect(await refusal(path, { kind: 'passphrase', text: 'a long phrase that nobody knew' })).toBe('wrongKey');
  });
});

describe('[BK10] a backup file', () => {
  let path = '';
  let whole: Buffer;
  const frameStarts: number[] = [];
  const records = largeRecords();

  beforeAll(async () => {
    ({ path } = await write('large', records));
    whole = await readFile(path);
    for (let at = 14 + whole.readUInt32LE(10); at < whole.length; at += 5 + 16 + whole.readUInt32LE(at + 1)) frameStarts.push(at);
  });

  async function changed(content: Buffer): Promise<unknown> {
    const other = inDir('changed');
    await writeFile(other, content);
    return refusal(other);
  }
  const frame = (index: number): Buffer => whole.subarray(frameStarts[index], frameStarts[index + 1]);
  const beginning = (): Buffer => whole.subarray(0, frameStarts[0]);

  test('gives back what was written, with what it counted', async () => {
    expect(encodeRecords(await readAll(path)).equals(encodeRecords(records))).toBe(true);
    const backup = await openBackup(path, key);
    expect(await verifyBackup(backup)).toMatchObject({ streams: 1, entries: 36, documents: 0, blobs: 0 });
    expect(backup.version).toBe('1.2.3');
    await backup.close();
    // Three full ones, a rest, and the last.
    expect(frameStarts.length).toBe(5);
    expect(frame(0).length).toBe(maxFrameBytes + 21);
  });

  test('holds nothing that can be read without the key', async () => {
    const { path: named } = await write('named', [
      { kind: 'stream', name: 'room:unmistakable-name' },
      { kind: 'collection', name: 'x' },
    ]);
    expect((await readFile(named)).includes('unmistakable')).toBe(false);
    expect(await refusal(named, { kind: 'raw', bytes: randomBytes(32) })).toBe('wrongKey');
  });

  test('is refused when any byte was changed', async () => {
    const places = fc.oneof(
      fc.nat({ max: whole.length - 1 }),
      fc.nat({ max: beginning().length + 40 }),
      fc.tuple(fc.constantFrom(...frameStarts), fc.nat({ max: 24 })).map(([start, more]) => Math.min(start + more, whole.length - 1)),
      fc.nat({ max: 60 }).map((back) => whole.length - 1 - back),
    );
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const content = Buffer.from(whole);
        content[place] = (content[place] ?? 0) ^ by;
        expect(await changed(content)).toMatch(/^(damaged|wrongKey|notABackup|newer|older|cut)$/);
      }),
      { numRuns: 100 },
    );
  });

  test('is refused when it is cut anywhere', async () => {
    const lengths = new Set([0, 1, 7, 8, 13, 14, 40, ...frameStarts, ...frameStarts.map((start) => start + 5), whole.length - 1]);
    for (const length of lengths) {
      const other = inDir('cut');
      await writeFile(other, whole);
      await truncate(other, length);
      expect(await refusal(other), `cut to ${length}`).toMatch(/^(cut|notABackup|damaged)$/);
    }
  });

  test('is refused when pieces are swapped, repeated, left out, or come from another backup', async () => {
    const { path: otherPath } = await write('other', largeRecords());
    const other = await readFile(otherPath);
    const frames = frameStarts.map((_start, index) => frame(index));
    const order = (...indexes: number[]): Buffer =>
      Buffer.concat([beginning(), ...indexes.map((index) => frames[index] ?? Buffer.alloc(0))]);
    expect((await changed(order(0, 1, 2, 3, 4))) === 'passed').toBe(true);
    for (const wrong of [[1, 0, 2, 3, 4], [0, 0, 1, 2, 3, 4], [0, 2, 3, 4], [0, 1, 2, 4], [4], [0, 1, 2, 3, 4, 4]])
      expect(await changed(order(...wrong)), String(wrong)).toBe('damaged');
    expect(await changed(order(0, 1, 2, 3))).toBe('cut');
    expect(await changed(Buffer.concat([whole, Buffer.from('x')]))).toBe('damaged');
    const foreign = Buffer.concat([beginning(), other.subarray(frameStarts[0], frameStarts[1]), whole.subarray(frameStarts[1])]);
    expect(await changed(foreign)).toBe('damaged');
    expect(await changed(Buffer.concat([other.subarray(0, frameStarts[0]), whole.subarray(frameStarts[0])]))).toBe('damaged');
  });

  test('of another format, and what is none, is refused with words', async () => {
    const newer = Buffer.from(whole);
    newer.writeUInt16LE(2, 8);
    expect(await changed(newer)).toBe('newer');
    newer.writeUInt16LE(0, 8);
    expect(await changed(newer)).toBe('older');
    expect(await changed(Buffer.from('PK\u0003\u0004 a zip'))).toBe('notABackup');
    expect(await refusal(inDir('absent'))).toBe('notABackup');
    await expect(readAll(inDir('absent'))).rejects.toThrow(/cannot be read/);
  });

  test('is not written to its end when the source fails', async () => {
    const broken = inDir('broken');
    const file = await open(broken, 'w');
    let written = 0;
    let tell = (): void => undefined;
    const isUnderWay = new Promise<void>((resolve) => {
      tell = resolve;
    });
    function onProgress(bytes: number): void {
      written = bytes;
      if (bytes > maxFrameBytes) tell();
    }
    async function* failing(): AsyncGenerator<BackupRecord[]> {
      yield records;
      await isUnderWay;
      throw new Error('the disk is gone');
    }
    await expect(writeBackup({ file, key, version: '1', createdAt: new Date(), pages: failing(), onProgress })).rejects.toThrow(
      'the disk is gone',
    );
    expect(written).toBeGreaterThan(maxFrameBytes);
    await file.close();
    expect((await stat(broken)).size).toBeGreaterThan(maxFrameBytes);
    expect(await refusal(broken)).toBe('cut');
  });

  test('is refused when a file in it is not what it says', async () => {
    const blob: BackupRecord = {
      kind: 'blob',
      key: 'a',
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    };
    const piece = (text: string): BackupRecord => ({ kind: 'piece', bytes: new Uint8Array(Buffer.from(text)) });
    const { summary } = await write('blob', [blob, piece('a'), piece('bc')]);
    expect(summary).toMatchObject({ blobs: 1, droppedBlobs: 0 });
    await expect(write('blob', [blob, piece('abx')])).rejects.toThrow(/not whole/);
    await expect(write('blob', [blob, piece('ab')])).rejects.toThrow(/not whole/);
    expect((await write('blob', [blob, piece('ab'), { kind: 'dropped' }])).summary).toMatchObject({ blobs: 0, droppedBlobs: 1 });
  });
});
