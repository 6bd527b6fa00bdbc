import { Readable } from 'node:stream';
import type { BlobStore } from '../blob/port.ts';
import { DamagedRecordError } from '../errors.ts';
import type { BackupRecord, BlobRecord, PieceRecord } from './port.ts';

const listed = 500;
/** How often a file that changes while it is read is tried. */
const maxTries = 3;

/** Reads one file. `isDone` is false where it was replaced in the middle: there is another to be read. */
async function* piecesOf(blobs: BlobStore, key: string): AsyncGenerator<BackupRecord[], { isDone: boolean }> {
  const found = await blobs.get(key);
  if (!found) {
    // Deleted since it was listed: noted, so that the counts say so.
    yield [{ kind: 'blob', key, size: 0, sha256: '' }, { kind: 'dropped' }];
    return { isDone: true };
  }
  const { size, sha256 } = found.info;
  yield [{ kind: 'blob', key, size, sha256 }];
  let read = 0;
  let failure: unknown;
  try {
    for await (const chunk of found.content) {
      const bytes: Uint8Array = chunk instanceof Uint8Array ? chunk : Buffer.from(chunk);
      read += bytes.byteLength;
      yield [{ kind: 'piece', bytes }];
    }
  } catch (error) {
    failure = error;
  }
  // A file whose pieces are deleted meanwhile may also just end.
  if (failure === undefined && read === size) return { isDone: true };
  const now = await blobs.stat(key);
  if (now?.sha256 === sha256) throw new DamagedRecordError(`the file ${key} cannot be read`, { cause: failure });
  yield [{ kind: 'dropped' }];
  return { isDone: now === undefined };
}

/** All files, by key. They are read after log and store: a file lives longer than what names it, not shorter. */
export async function* dumpBlobs(blobs: BlobStore): AsyncGenerator<BackupRecord[], void> {
  for (let after = ''; ;) {
    const keys = await blobs.list('', listed, after);
    for (const key of keys) {
      for (let tries = 1; ; tries += 1) {
        const { isDone } = yield* piecesOf(blobs, key);
        if (isDone || tries >= maxTries) break;
      }
    }
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** The file's pieces end with `dropped`: the store keeps nothing of it. */
class DroppedError extends Error {
  override name = 'DroppedError';
}

/** Stores files as their records come. */
export interface BlobLoader {
  add(record: BlobRecord | PieceRecord | { kind: 'dropped' }): Promise<void>;
  /** No more pieces of the last file. */
  end(): Promise<void>;
}

export function blobLoader(blobs: BlobStore): BlobLoader {
  let open: { content: Readable; stored: Promise<unknown> } | undefined;
  let wanted = (): void => undefined;

  function begin({ key, size }: BlobRecord): void {
    const content = new Readable({ read: () => wanted(), highWaterMark: 1024 * 1024 });
    const stored = blobs.put(key, content, size);
    // Heard by `end`; a store that fails early must not end the process before.
    stored.catch(() => undefined);
    open = { content, stored };
  }
  async function end(): Promise<void> {
    const ending = open;
    open = undefined;
    ending?.content.push(null);
    await ending?.stored;
  }
  async function drop(): Promise<void> {
    const dropping = open;
    open = undefined;
    dropping?.content.destroy(new DroppedError());
    await dropping?.stored.catch((error: unknown) => {
      if (!(error instanceof DroppedError)) throw error;
    });
  }
  return {
    async add(record) {
      if (record.kind === 'dropped') return drop();
      if (record.kind === 'blob') {
        await end();
        return begin(record);
      }
      if (!open) return;
      const asked = new Promise<void>((resolve) => {
        wanted = resolve;
      });
      // A store slower than the file: wait until it asks for more, or has failed.
      if (!open.content.push(record.bytes)) await Promise.race([asked, open.stored]);
    },
    end,
  };
}
