import { createCipheriv, createDecipheriv } from 'node:crypto';
import { BackupRefusedError } from './refused.ts';

/*
 * A frame: one byte that is 1 on the last, the length of its content (4 bytes), the content under AES-256-GCM, its tag.
 * Nonce and additional data carry the frame's number, the additional data also the mark of the last one and the digest
 * of the header: frames that are cut off, swapped, repeated or brought from another file do not pass.
 */
export const maxFrameBytes = 1024 * 1024;
export const frameHeadBytes = 5;
export const tagBytes = 16;

export interface FramePlace {
  key: Uint8Array;
  headerDigest: Buffer;
  index: number;
  isLast: boolean;
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
}

function placeBytes({ headerDigest, index, isLast }: FramePlace): Buffer {
  const place = Buffer.alloc(9);
  place.writeBigUInt64BE(BigInt(index), 0);
  place[8] = isLast ? 1 : 0;
  return Buffer.concat([headerDigest, place]);
}

/** At most `maxFrameBytes` of content. */
export function sealFrame(content: Uint8Array, place: FramePlace): Buffer {
  const cipher = createCipheriv('aes-256-gcm', place.key, nonceOf(place.index)).setAAD(placeBytes(place));
  const head = Buffer.alloc(frameHeadBytes);
  head[0] = place.isLast ? 1 : 0;
  head.writeUInt32LE(content.byteLength, 1);
  return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** What the head of a frame says; it is believed only once the frame has opened. @throws BackupRefusedError */
export function frameHead(head: Buffer): { isLast: boolean; length: number } {
  const length = head.readUInt32LE(1);
  const mark = head[0];
  if (length > maxFrameBytes || (mark !== 0 && mark !== 1)) throw damaged();
  return { isLast: mark === 1, length };
}

/** @param body  content and tag @throws BackupRefusedError */
export function openFrame(body: Buffer, place: FramePlace): Buffer {
  const end = body.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', place.key, nonceOf(place.index), { authTagLength: tagBytes })
    .setAAD(placeBytes(place))
    .setAuthTag(body.subarray(end));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, end)), decipher.final()]);
  } catch {
    throw damaged(place.index);
  }
}

export function damaged(index?: number): BackupRefusedError {
  const where = index === undefined ? '' : ` at piece ${index}`;
  return new BackupRefusedError('damaged', `This backup is damaged${where}: its content is not what was written. Take another one.`);
}
