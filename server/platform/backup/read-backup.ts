import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import { damaged, frameHead, frameHeadBytes, openFrame, tagBytes } from './frames.ts';
import { fixedHeaderBytes, jsonLength, parseHeader, type Header } from './header.ts';
import { fileKeys, type BackupKey } from './key.ts';
import type { BackupRecord } from './port.ts';
import { BadRecordError, createDecoder } from './records.ts';
import { BackupRefusedError } from './refused.ts';
import { createTally, Summary } from './tally.ts';
import { stepBytes } from './write-backup.ts';

const Trailer = z.strictObject({ ...Summary.shape, sha256: z.string() });

/** A backup whose header was read and whose key fits. */
export interface OpenBackup {
  version: string;
  createdAt: string;
  /**
   * Reads the file from its beginning. Every frame is verified before its records are given; only the end, with the
   * summary, says that the whole file is what was written.
   *
   * @throws BackupRefusedError
   */
  pages(): AsyncGenerator<BackupRecord[], Summary>;
  close(): Promise<void>;
}

const cutOff = () =>
  new BackupRefusedError('cut', 'This backup is cut off: its end is missing. It was never finished, or not copied whole.');

/** Reads on from a place; the bytes that are there, which at the end are fewer. */
function readerOf(file: FileHandle, start: number) {
  let position = start;
  return async (length: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(length);
    let have = 0;
    while (have < length) {
      const { bytesRead } = await file.read(buffer, have, length - have, position);
      if (bytesRead === 0) break;
      have += bytesRead;
      position += bytesRead;
    }
    return buffer.subarray(0, have);
  };
}

interface Reading {
  file: FileHandle;
  header: Header;
  key: Uint8Array;
}

/** The compressed stream. When it ends, `onLast` has had the content of the last frame. */
async function* frames({ file, header, key }: Reading, onLast: (content: Buffer, hash: Hash) => void): AsyncGenerator<Buffer> {
  const read = readerOf(file, header.bytes.length);
  const hash = createHash('sha256').update(header.bytes);
  for (let index = 0; ; index += 1) {
    const head = await read(frameHeadBytes);
    if (head.length < frameHeadBytes) throw cutOff();
    const { isLast, length } = frameHead(head);
    const body = await read(length + tagBytes);
    if (body.length < length + tagBytes) throw cutOff();
    const content = openFrame(body, { key, headerDigest: header.digest, index, isLast });
    if (isLast) {
      if ((await read(1)).length > 0) throw damaged(index + 1);
      return onLast(content, hash);
    }
    hash.update(head).update(body);
    yield content;
  }
}

function checkTrailer(content: Buffer | undefined, sha256: string, summary: Summary): void {
  const trailer = Trailer.safeParse(content ? JSON.parse(content.toString('utf8')) : undefined);
  if (!trailer.success || trailer.data.sha256 !== sha256) throw damaged();
  const { sha256: _own, ...told } = trailer.data;
  for (const name of Object.keys(Summary.shape)) if (Reflect.get(told, name) !== Reflect.get(summary, name)) throw damaged();
}

async function* pagesOf(reading: Reading): AsyncGenerator<BackupRecord[], Summary> {
  const decoder = createDecoder();
  const tally = createTally();
  const last: { content?: Buffer; sha256?: string } = {};
  const compressed = Readable.from(
    frames(reading, (content, hash) => {
      last.content = content;
      last.sha256 = hash.digest('hex');
    }),
  );
  const plain = compressed.pipe(createGunzip({ chunkSize: stepBytes }));
  // `pipe` hands data on, but no errors.
  compressed.once('error', (error) => plain.destroy(error));
  try {
    for await (const chunk of plain) {
      const records = decoder.push(chunk);
      for (const record of records) tally.add(record);
      if (records.length > 0) yield records;
    }
    decoder.end();
    const summary = tally.result();
    checkTrailer(last.content, last.sha256 ?? '', summary);
    return summary;
  } catch (error) {
    const isOurs = error instanceof BackupRefusedError;
    const isContent = error instanceof BadRecordError || error instanceof SyntaxError || isZlibError(error);
    throw isOurs || !isContent ? error : damaged();
  } finally {
    compressed.destroy();
    plain.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|ERR_(STREAM_PREMATURE|ZLIB))/.test(error.code)
  );
}

async function readHeader(file: FileHandle): Promise<Header> {
  const read = readerOf(file, 0);
  const fixed = await read(fixedHeaderBytes);
  const length = jsonLength(fixed);
  const json = await read(length);
  if (json.length < length) throw cutOff();
  return parseHeader(Buffer.concat([fixed, json]));
}

/** Opens a backup. @throws BackupRefusedError when it is none, of another format, or the key is not its key */
export async function openBackup(path: string, key: BackupKey): Promise<OpenBackup> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new BackupRefusedError('notABackup', `The file ${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
  });
  try {
    const header = await readHeader(file);
    const keys = await fileKeys(key, Buffer.from(header.fields.salt, 'base64url'));
    if (keys.check !== header.fields.keyCheck) {
      throw new BackupRefusedError('wrongKey', 'The key is not the one this backup was made with (or the header of the file is damaged).');
    }
    const { version, createdAt } = header.fields;
    return { version, createdAt, pages: () => pagesOf({ file, header, key: keys.frames }), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads a backup to its end. @throws BackupRefusedError unless every byte of it is what was written */
export async function verifyBackup(backup: OpenBackup, look?: (record: BackupRecord) => void): Promise<Summary> {
  const pages = backup.pages();
  for (;;) {
    const page = await pages.next();
    if (page.done) return page.value;
    if (look) page.value.forEach(look);
  }
}
