const keyPattern = /^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/;
const maxKeyLength = 200;

/** The key is not of the form the port names; an error of the programme, as keys are never taken from users. */
export class BlobKeyError extends Error {
  override name = 'BlobKeyError';
}

/**
 * Refuses what is not `[a-z0-9/_-]{1,200}` with a name on both sides of every slash: no dot, so no `..`, nothing absolute.
 *
 * @throws BlobKeyError
 */
export function checkKey(key: string): string {
  if (key.length > maxKeyLength || !keyPattern.test(key)) throw new BlobKeyError('not a blob key');
  return key;
}

/** A prefix of keys: empty, or any beginning of a key. @throws BlobKeyError */
export function checkPrefix(prefix: string): string {
  if (prefix.length > maxKeyLength || !/^[a-z0-9/_-]*$/.test(prefix)) throw new BlobKeyError('not a prefix of blob keys');
  return prefix;
}

/** Bytes `start` (inclusive) to `end` (exclusive) within a blob of `size` bytes. */
export function clampRange(range: { start: number; end: number } | undefined, size: number): { start: number; end: number } {
  const end = Math.min(range?.end ?? size, size);
  return { start: Math.min(Math.max(range?.start ?? 0, 0), end), end };
}

export const maxListed = 1_000;
