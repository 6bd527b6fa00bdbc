import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket, ObjectId, type Db } from 'mongodb';
import { platformError, verdictOf } from '../../mongo/calls.ts';
import { checkKey, checkPrefix, clampRange, maxListed } from '../keys.ts';
import { measured } from '../limited.ts';
import type { BlobInfo, BlobStore } from '../port.ts';
import { deleteFile, unfinishedWork, type Pointer } from './unfinished.ts';

const triesToPoint = 5;

/**
 * Blobs in GridFS. The bytes go to a file of their own; then one write points the key to it, so a reader finds the old
 * blob or the new one, whole. Durability is that of the connection the database came from (majority, journalled).
 * A reader of a blob that is replaced or deleted while she reads gets an error in mid-stream.
 *
 * @throws StoreUnavailableError, StorageFullError from every call
 */
export async function gridFsBlobs(db: Db): Promise<BlobStore> {
  const bucket = new GridFSBucket(db, { bucketName: 'blobFiles' });
  const pointers = db.collection<Pointer>('blobs');
  const unfinished = unfinishedWork(db, bucket, pointers);

  async function asPlatform<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw platformError(error);
    }
  }
  async function upload(fileId: ObjectId, key: string, { content, maxBytes }: { content: Readable; maxBytes: number }) {
    const { chunks, result } = measured(content, maxBytes);
    await pipeline(chunks, bucket.openUploadStreamWithId(fileId, key));
    return result();
  }
  /** Answers what the key pointed to before. */
  async function point(pointer: Pointer): Promise<Pointer | null> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await pointers.findOneAndReplace({ _id: pointer._id }, pointer, { upsert: true });
      } catch (error) {
        // Two nodes made the same new key at once: the second now finds it there.
        if (verdictOf(error) !== 'duplicate' || tries >= triesToPoint) throw error;
      }
    }
  }
  async function put(key: string, content: Readable, maxBytes: number): Promise<BlobInfo> {
    const fileId = new ObjectId();
    await unfinished.begin(fileId, key);
    let written: { size: number; sha256: string };
    try {
      written = await upload(fileId, key, { content, maxBytes });
    } catch (error) {
      await deleteFile(bucket, fileId);
      await unfinished.end(fileId);
      throw error;
    }
    const before = await point({ _id: key, fileId, ...written });
    if (before) await deleteFile(bucket, before.fileId);
    await unfinished.end(fileId);
    return { key, ...written };
  }
  async function remove(key: string): Promise<void> {
    const pointer = await pointers.findOne({ _id: key });
    if (!pointer) return;
    await unfinished.begin(pointer.fileId, key);
    await pointers.deleteOne({ _id: key, fileId: pointer.fileId });
    await deleteFile(bucket, pointer.fileId);
    await unfinished.end(pointer.fileId);
  }
  async function find(key: string): Promise<{ fileId: ObjectId; info: BlobInfo } | undefined> {
    const pointer = await pointers.findOne({ _id: checkKey(key) });
    return pointer ? { fileId: pointer.fileId, info: { key, size: pointer.size, sha256: pointer.sha256 } } : undefined;
  }

  await asPlatform(() => unfinished.clear());
  return {
    async put(key, content, maxBytes) {
      checkKey(key);
      try {
        return await put(key, content, maxBytes);
      } catch (error) {
        // The uploader's own broken line is not the database's.
        throw error === content.errored ? error : platformError(error);
      }
    },
    async get(key, range) {
      const found = await asPlatform(() => find(key));
      if (!found) return undefined;
      const { start, end } = clampRange(range, found.info.size);
      // GridFS refuses an empty range.
      if (start === end) return { info: found.info, content: Readable.from([]) };
      return { info: found.info, content: bucket.openDownloadStream(found.fileId, { start, end }) };
    },
    stat: async (key) => (await asPlatform(() => find(key)))?.info,
    delete: async (key) => asPlatform(() => remove(checkKey(key))),
    async list(prefix, limit, after = '') {
      // A prefix of a key holds nothing that means something to a regular expression.
      const match = { _id: { $regex: `^${checkPrefix(prefix)}`, $gt: after } };
      const count = Math.min(Math.max(limit, 1), maxListed);
      const found = await asPlatform(() =>
        pointers
          .find(match, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(count)
          .toArray(),
      );
      return found.map((pointer) => pointer._id);
    },
    close: async () => undefined,
  };
}
