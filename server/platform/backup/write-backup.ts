import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { maxFrameBytes, sealFrame } from './frames.ts';
import { newSalt, writeHeader } from './header.ts';
import { fileKeys, type BackupKey } from './key.ts';
import type { BackupRecord } from './port.ts';
import { encodeRecords } from './records.ts';
import { createTally, tallied, type Summary } from './tally.ts';

/** Most of the gain for a third of the work: a backup is made beside people at work. */
const compressionLevel = 3;

export interface WriteOptions {
  /** Open, empty, at its beginning. */
  file: FileHandle;
  key: BackupKey;
  /** Version of this program. */
  version: string;
  createdAt: Date;
  pages: AsyncIterable<readonly BackupRecord[]>;
  /** Told after each frame. */
  onProgress?: (writtenBytes: number) => void;
  signal?: AbortSignal;
}

/** Each step through the compression waits for a turn of a busy event loop: few large ones. */
export const stepBytes = 256 * 1024;

async function* encoded(pages: AsyncIterable<readonly BackupRecord[]>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const page of pages) {
    const bytes = encodeRecords(page);
    parts.push(bytes);
    length += bytes.length;
    if (length < stepBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts);
}

/** Cuts a stream of bytes into frames of equal size; the rest comes from `rest`. */
function cutter(): { push(chunk: Buffer): Buffer[]; rest(): Buffer } {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    push(chunk) {
      parts.push(chunk);
      length += chunk.length;
      if (length < maxFrameBytes) return [];
      const all = Buffer.concat(parts);
      const full: Buffer[] = [];
      let at = 0;
      for (; length - at >= maxFrameBytes; at += maxFrameBytes) full.push(all.subarray(at, at + maxFrameBytes));
      parts = [all.subarray(at)];
      length -= at;
      return full;
    },
    rest: () => Buffer.concat(parts),
  };
}

/** Writes a backup; durable when it resolves. Memory is bounded by a few frames. */
export async function writeBackup(options: WriteOptions): Promise<Summary & { fileBytes: number }> {
  const { file, signal } = options;
  const salt = newSalt();
  const keys = await fileKeys(options.key, salt);
  const header = writeHeader({
    version: options.version,
    createdAt: options.createdAt.toISOString(),
    salt: salt.toString('base64url'),
    keyCheck: keys.check,
  });
  const hash = createHash('sha256');
  const tally = createTally();
  let fileBytes = 0;
  let index = 0;

  async function write(bytes: Buffer): Promise<void> {
    hash.update(bytes);
    await file.writeFile(bytes);
    fileBytes += bytes.length;
    options.onProgress?.(fileBytes);
  }
  const seal = (content: Buffer, isLast: boolean) =>
    sealFrame(content, { key: keys.frames, headerDigest: header.digest, index: index++, isLast });

  await write(header.bytes);
  const cut = cutter();
  await pipeline(
    Readable.from(encoded(tallied(options.pages, tally)), { highWaterMark: 2 }),
    createGzip({ level: compressionLevel, chunkSize: stepBytes }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) for (const full of cut.push(chunk)) await write(seal(full, false));
      const rest = cut.rest();
      if (rest.length > 0) await write(seal(rest, false));
    },
    ...(signal ? [{ signal }] : []),
  );
  const summary = tally.result();
  await write(seal(Buffer.from(JSON.stringify({ ...summary, sha256: hash.copy().digest('hex') })), true));
  await file.sync();
  return { ...summary, fileBytes };
}
