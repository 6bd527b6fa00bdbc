import type { Readable } from 'node:stream';

export interface BlobInfo {
  key: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex SHA-256 of the content. */
  sha256: string;
}

/** The upload was longer than allowed; nothing was kept. */
export class BlobTooLargeError extends Error {
  override name = 'BlobTooLargeError';
}

/** Files by key (`[a-z0-9/_-]{1,200}`). A blob is readable only when its put has resolved: durable and whole. */
export interface BlobStore {
  /** @throws BlobTooLargeError when the stream exceeds maxBytes */
  put(key: string, content: Readable, maxBytes: number): Promise<BlobInfo>;
  /** `range` in bytes, inclusive start, exclusive end. Undefined when absent. */
  get(key: string, range?: { start: number; end: number }): Promise<{ info: BlobInfo; content: Readable } | undefined>;
  stat(key: string): Promise<BlobInfo | undefined>;
  /** Idempotent. */
  delete(key: string): Promise<void>;
  /** Keys with a prefix, ascending, after `after`, at most `limit` (1..1000). */
  list(prefix: string, limit: number, after?: string): Promise<string[]>;
  close(): Promise<void>;
}
