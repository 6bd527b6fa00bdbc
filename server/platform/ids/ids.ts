import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Crockford's alphabet in lower case: no i, l, o, u, so an id can be read aloud and spells no word. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(value: bigint, length: number): string {
  let text = '';
  for (let left = value, i = 0; i < length; i += 1, left >>= 5n) text = alphabet.charAt(Number(left & 31n)) + text;
  return text;
}

/**
 * A new id of 26 characters `[0-9a-hjkmnp-tv-z]`: 48 bits of time in ms (so ids sort by it), then 80 random bits. Fit for
 * URLs, file names and blob keys; not a secret: use `newToken` where knowing it opens something.
 *
 * @param now time of the clock port where a test needs it
 */
export function newId(now: Date = new Date()): string {
  return base32(BigInt(now.getTime()), 10) + base32(BigInt(`0x${randomBytes(10).toString('hex')}`), 16);
}

/** A secret of 256 random bits, 43 characters of base64url. Only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex. Enough for tokens of `newToken`, whose 256 bits nobody guesses; not for passwords. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * HMAC-SHA-256 over the parts, 43 characters of base64url. Each part is preceded by its length, so ('ab','c') and
 * ('a','bc') differ.
 */
export function hmac(key: string | Uint8Array, ...parts: readonly string[]): string {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return mac.digest('base64url');
}

/** A key of 32 bytes for one purpose out of the hub's one secret (HKDF-SHA-256), so that no two uses share a key. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
