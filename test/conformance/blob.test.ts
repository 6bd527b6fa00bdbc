import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskBlobs } from '#server/platform/blob/disk/blob.ts';
import { StorageFullError } from '#server/platform/errors.ts';
import { blobConformance } from './blob.conformance.ts';

describe('blobs on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multaqa-blob-'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  blobConformance(async () => {
    const blobs = await diskBlobs(folder);
    return { blobs, close: () => blobs.close() };
  });

  test('nothing unfinished lies about after refusals, and what a killed process left is cleared at the start', async () => {
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
    await writeFile(join(folder, 'unfinished', 'half'), 'half');
    await diskBlobs(folder);
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  });

  test('a file cut short on disk is an error, never served as a shorter blob', async () => {
    const blobs = await diskBlobs(folder);
    await blobs.put('torn', Readable.from([Buffer.alloc(1000)]), 1000);
    await writeFile(join(folder, 'blobs', 'torn.blob'), Buffer.alloc(500));
    await expect(blobs.get('torn')).rejects.toThrow('damaged');
    await expect(blobs.stat('torn')).rejects.toThrow('damaged');
  });

  // A full disk in truth: a file system of 1 MB in memory, which only root may mount.
  test.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'a full disk is told as such, keeps nothing, and the store goes on',
    async () => {
      const small = join(folder, 'small');
      await mkdir(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
      try {
        const blobs = await diskBlobs(small);
        const big = () => Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(65_536, 1)));
        await expect(blobs.put('big', big(), 10_000_000)).rejects.toBeInstanceOf(StorageFullError);
        expect(await blobs.stat('big')).toBeUndefined();
        expect(await readdir(join(small, 'unfinished'))).toEqual([]);
        expect((await blobs.put('after', Readable.from(['x']), 10)).size).toBe(1);
      } finally {
        execFileSync('umount', [small]);
      }
    },
  );

  const hasStrace = spawnSync('strace', ['-V']).status === 0;
  test.skipIf(!hasStrace)('an acknowledged blob is on the disk: bytes synced, then renamed, then the folder synced', async () => {
    const trace = join(folder, 'trace');
    const script = fileURLToPath(new URL('./blob-node.ts', import.meta.url));
    const calls = ['-f', '-y', '-e', 'trace=/fsync|fdatasync|rename.*|write', '-o', trace];
    execFileSync('strace', [...calls, process.execPath, '--import', 'tsx', script, join(folder, 'traced')]);
    const lines = (await readFile(trace, 'utf8')).split('\n');
    const after = (from: number, what: RegExp) => lines.findIndex((line, i) => i > from && what.test(line));
    const written = after(-1, /write\(\d+<[^>]*unfinished.*durable/);
    const synced = after(written, /fsync\(\d+<[^>]*unfinished\/\w+>/);
    const renamed = after(synced, /rename\w*\(.*unfinished.*a\/b\.blob/);
    const folderSynced = after(renamed, /fsync\(\d+<[^>]*blobs\/a>/);
    const acknowledged = after(folderSynced, /acknowledged/);
    expect(
      [written, synced, renamed, folderSynced, acknowledged].every((at) => at >= 0),
      lines.join('\n').slice(-3_000),
    ).toBe(true);
    // The new folder's own name was made durable before it was used.
    expect(after(written, /fsync\(\d+<[^>]*\/blobs>/)).toBeLessThan(renamed);
  });
});
