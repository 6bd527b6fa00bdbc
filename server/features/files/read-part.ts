import type { Readable } from 'node:stream';

/** A body was longer or shorter than the part it should be, came too slowly, or broke off. */
export class PartIncompleteError extends Error {
  override name = 'PartIncompleteError';
}

/**
 * Reads a part of exactly `length` bytes into memory, within `timeoutMs`.
 *
 * @throws PartIncompleteError
 */
export async function readPart(body: Readable, { length, timeoutMs }: { length: number; timeoutMs: number }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.destroy(new PartIncompleteError('too slow')), timeoutMs);
  try {
    // Left undestroyed when it is too long: the request can still be answered.
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
      size += chunk.length;
      if (size > length) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new PartIncompleteError('broke off', { cause: error });
  } finally {
    clearTimeout(timer);
  }
  if (size !== length) throw new PartIncompleteError(`${size} of ${length} bytes`);
  return Buffer.concat(chunks, length);
}
