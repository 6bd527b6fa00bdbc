import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from '#server/platform/ids/ids.ts';

const ivBytes = 12;
const tagBytes = 16;

/** Encrypts what the store must keep but whoever reads the store alone must not know (AES-256-GCM). */
export interface Seal {
  close(text: string): string;
  /** @throws when it was altered, or sealed with another secret or for another purpose */
  open(sealed: string): string;
}

export function createSeal(secret: string, purpose: string): Seal {
  const key = deriveKey(secret, `seal ${purpose}`);
  return {
    close(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
    },
  };
}
