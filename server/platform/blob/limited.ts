import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BlobTooLargeError } from './port.ts';

/**
 * Passes a stream through chunk by chunk, counting and hashing. The source is left undestroyed when it is too long, so
 * that an HTTP request can still be answered.
 *
 * @throws BlobTooLargeError as soon as more than `maxBytes` came
 */
export async function drainInto(content: Readable, maxBytes: number, write: (chunk: Buffer) => Promise<void>) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of content.iterator({ destroyOnReturn: false })) {
    const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
    size += chunk.length;
    if (size > maxBytes) throw new BlobTooLargeError(`over ${maxBytes} bytes`);
    hash.update(chunk);
    await write(chunk);
  }
  return { size, sha256: hash.digest('hex') };
}
