import type { Collection, Db, GridFSBucket, ObjectId } from 'mongodb';

/** A change of a key under way: written before it, removed after it. What a killed node leaves behind is found by it. */
interface Unfinished {
  _id: ObjectId;
  key: string;
  startedAt: Date;
}

/** A key and the file that holds its bytes; changing it is the commit of a put. */
export interface Pointer {
  _id: string;
  fileId: ObjectId;
  size: number;
  sha256: string;
}

const staleMs = 24 * 3_600_000;
const clearedAtOnce = 100;

export interface UnfinishedWork {
  begin(fileId: ObjectId, key: string): Promise<void>;
  end(fileId: ObjectId): Promise<void>;
  /** Removes bytes that no key points to, of changes begun over a day ago by MongoDB's clock; at most 100 changes. */
  clear(): Promise<void>;
}

/** Deletes a file and its pieces, also where the file was never completed and has pieces alone. */
export async function deleteFile(bucket: GridFSBucket, fileId: ObjectId): Promise<void> {
  // The driver deletes the pieces first and then says that there is no file.
  await bucket.delete(fileId).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('File not found'))) throw error;
  });
}

export function unfinishedWork(db: Db, bucket: GridFSBucket, pointers: Collection<Pointer>): UnfinishedWork {
  const changes = db.collection<Unfinished>('blobChanges');

  async function clearKey(key: string): Promise<void> {
    const [pointer, live] = await Promise.all([
      pointers.findOne({ _id: key }),
      changes
        .find({ key, $expr: { $gte: ['$startedAt', { $subtract: ['$$NOW', staleMs] }] } })
        .limit(clearedAtOnce)
        .toArray(),
    ]);
    const kept = new Set([pointer?.fileId, ...live.map((change) => change._id)].map(String));
    const files = await bucket.find({ filename: key }).limit(clearedAtOnce).toArray();
    for (const file of files) if (!kept.has(String(file._id))) await deleteFile(bucket, file._id);
  }
  return {
    async begin(fileId, key) {
      await changes.updateOne({ _id: fileId }, [{ $set: { key: { $literal: key }, startedAt: '$$NOW' } }], { upsert: true });
    },
    async end(fileId) {
      await changes.deleteOne({ _id: fileId });
    },
    async clear() {
      const isStale = { $expr: { $lt: ['$startedAt', { $subtract: ['$$NOW', staleMs] }] } };
      for (const change of await changes.find(isStale).limit(clearedAtOnce).toArray()) {
        const pointer = await pointers.findOne({ _id: change.key });
        if (!pointer?.fileId.equals(change._id)) await deleteFile(bucket, change._id);
        await clearKey(change.key);
        await changes.deleteOne({ _id: change._id });
      }
    },
  };
}
