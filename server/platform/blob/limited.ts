import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BlobTooLargeError } from './port.ts';

/** A stream that is counted and hashed as it is read. */
export interface Measured {
  chunks: AsyncGenerator<Buffer, void>;
  /** Of what was read so far. Call it once, at the end. */
  result(): { size: number; sha256: string };
}

/**
 * Counts and hashes a stream. The source is left undestroyed when it is too long, so that an HTTP request can still be
 * answered; the chunks then throw BlobTooLargeError.
 */
export function measured(content: Readable, maxBytes: number): Measured {
  const hash = createHash('sha256');
  let size = 0;

  async function* chunks(): AsyncGenerator<Buffer, void> {
    for await (const piece of content.iterator({ destroyOnReturn: false })) {
      const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLargeError(`over ${maxBytes} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: chunks(), result: () => ({ size, sha256: hash.digest('hex') }) };
}
