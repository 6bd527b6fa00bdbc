import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { BackupRefusedError } from './refused.ts';

/** Raised when an older program could not read a newer file. */
export const formatVersion = 1;
const magic = Buffer.from('MLTQBKUP');
/** Magic, format version (2 bytes), length of the JSON (4 bytes). */
export const fixedHeaderBytes = magic.length + 6;
const maxJsonBytes = 4096;

const Fields = z.strictObject({
  /** Version of the program that wrote it. */
  version: z.string().check(z.maxLength(50)),
  createdAt: z.iso.datetime(),
  salt: z.string().check(z.length(43)),
  keyCheck: z.string().check(z.length(22)),
});
export type HeaderFields = z.output<typeof Fields>;

export interface Header {
  fields: HeaderFields;
  bytes: Buffer;
  /** Goes into every frame, so that a changed header makes each of them false. */
  digest: Buffer;
}

export const newSalt = () => randomBytes(32);

function headerOf(fields: HeaderFields, bytes: Buffer): Header {
  return { fields, bytes, digest: createHash('sha256').update(bytes).digest() };
}

export function writeHeader(fields: HeaderFields): Header {
  const json = Buffer.from(JSON.stringify(fields));
  const fixed = Buffer.alloc(fixedHeaderBytes);
  magic.copy(fixed);
  fixed.writeUInt16LE(formatVersion, magic.length);
  fixed.writeUInt32LE(json.length, magic.length + 2);
  return headerOf(fields, Buffer.concat([fixed, json]));
}

/** How long the JSON behind the fixed part is. @throws BackupRefusedError */
export function jsonLength(fixed: Buffer): number {
  if (fixed.length < fixedHeaderBytes || !fixed.subarray(0, magic.length).equals(magic)) {
    throw new BackupRefusedError('notABackup', 'This file is no backup of a hub, or its beginning is damaged.');
  }
  const format = fixed.readUInt16LE(magic.length);
  if (format > formatVersion) {
    throw new BackupRefusedError(
      'newer',
      `This backup has format ${format}; this program reads format ${formatVersion}. Use the newer program.`,
    );
  }
  if (format < formatVersion)
    throw new BackupRefusedError('older', `This backup has format ${format}, which this program does not read any more.`);
  const length = fixed.readUInt32LE(magic.length + 2);
  if (length > maxJsonBytes) throw new BackupRefusedError('damaged', 'The header of this backup is damaged.');
  return length;
}

/** @throws BackupRefusedError */
export function parseHeader(bytes: Buffer): Header {
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString('utf8', fixedHeaderBytes));
  } catch {
    raw = undefined;
  }
  const fields = Fields.safeParse(raw);
  if (!fields.success) throw new BackupRefusedError('damaged', 'The header of this backup is damaged.');
  return headerOf(fields.data, bytes);
}
