import { open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '../../ids/ids.ts';
import { checkKey, checkPrefix, clampRange, maxListed } from '../keys.ts';
import { measured } from '../limited.ts';
import type { BlobInfo, BlobStore } from '../port.ts';
import { closeQuietly, makeFolder, orAbsent, orStorageFull, syncFolder } from './files.ts';
import { pathOf, readTrailer, trailerOf } from './layout.ts';
import { listKeys } from './list-keys.ts';

/**
 * Blobs as files under one folder that this process owns. A put writes aside, syncs, renames, and syncs the folder:
 * power may fail at any moment and a key shows its old blob or its new one, whole.
 *
 * @throws StorageFullError from `put` when the disk is full; nothing is then kept
 */
export async function diskBlobs(folder: string): Promise<BlobStore> {
  const root = join(folder, 'blobs');
  const aside = join(folder, 'unfinished');
  // What a killed process left unfinished was never acknowledged.
  await rm(aside, { recursive: true, force: true });
  await makeFolder(root);
  await makeFolder(aside);

  async function writeAside(path: string, content: Readable, maxBytes: number) {
    const file = await open(path, 'wx', 0o600);
    try {
      const { chunks, result } = measured(content, maxBytes);
      for await (const chunk of chunks) await file.appendFile(chunk);
      const written = result();
      await file.appendFile(trailerOf(written.sha256));
      await file.sync();
      await file.close();
      return written;
    } catch (error) {
      await closeQuietly(file);
      throw error;
    }
  }
  async function put(key: string, content: Readable, maxBytes: number): Promise<BlobInfo> {
    const path = pathOf(root, key);
    const temporary = join(aside, newId());
    try {
      const written = await writeAside(temporary, content, maxBytes);
      await makeFolder(dirname(path));
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return { key, ...written };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
  async function openBlob(key: string) {
    const file = await orAbsent(open(pathOf(root, checkKey(key)), 'r'));
    if (!file) return undefined;
    try {
      return { file, info: { key, ...(await readTrailer(file)) } };
    } catch (error) {
      await closeQuietly(file);
      throw error;
    }
  }

  return {
    put: async (key, content, maxBytes) => orStorageFull(put(checkKey(key), content, maxBytes)),
    async get(key, range) {
      const found = await openBlob(key);
      if (!found) return undefined;
      const { start, end } = clampRange(range, found.info.size);
      // Node's `end` is inclusive: an empty range cannot be said.
      if (start === end) {
        await found.file.close();
        return { info: found.info, content: Readable.from([]) };
      }
      return { info: found.info, content: found.file.createReadStream({ start, end: end - 1 }) };
    },
    async stat(key) {
      const found = await openBlob(key);
      await found?.file.close();
      return found?.info;
    },
    async delete(key) {
      const path = pathOf(root, checkKey(key));
      const removed = await orAbsent(unlink(path).then(() => true));
      if (removed) await syncFolder(dirname(path));
    },
    list: async (prefix, limit, after = '') =>
      listKeys(root, { prefix: checkPrefix(prefix), after, limit: Math.min(Math.max(limit, 1), maxListed) }),
    close: async () => undefined,
  };
}
