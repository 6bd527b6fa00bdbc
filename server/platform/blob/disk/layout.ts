import { join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';

/*
 * A blob is one file, `<key>.blob`, so that one rename makes it appear whole: its bytes, then a trailer of 40 bytes
 * (32 of SHA-256, 8 of "HUBBLOB1"). The suffix has a dot, which no key has, so `a` and `a/b` live side by side.
 */
export const suffix = '.blob';
const magic = Buffer.from('HUBBLOB1');
export const trailerBytes = 32 + magic.length;

export function pathOf(root: string, key: string): string {
  return join(root, ...`${key}${suffix}`.split('/'));
}

export function trailerOf(sha256: string): Buffer {
  return Buffer.concat([Buffer.from(sha256, 'hex'), magic]);
}

/** Size and hash of an open blob. @throws when the file is no whole blob: damaged, or not ours */
export async function readTrailer(file: FileHandle): Promise<{ size: number; sha256: string }> {
  const size = (await file.stat()).size - trailerBytes;
  const trailer = Buffer.alloc(trailerBytes);
  if (size < 0) throw new Error('damaged blob');
  await file.read(trailer, 0, trailerBytes, size);
  if (!trailer.subarray(32).equals(magic)) throw new Error('damaged blob');
  return { size, sha256: trailer.toString('hex', 0, 32) };
}
