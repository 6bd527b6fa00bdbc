import type { Attachment } from '#shared/features/files/contract.ts';
import type { ErrorParams } from '#shared/kernel/errors.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { BlobStore } from '../../platform/blob/port.ts';
import { DuplicateError, GuardError, type Store, type WriteOp } from '../../platform/store/port.ts';

/** What is kept of a file once it was judged. */
export type StoredContent = Omit<Attachment, 'fileId' | 'name' | 'hasThumbnail' | 'summary'> & {
  /** Its blobs are `files/<id>/<attempt>/content` and `…/thumbnail`. */
  attempt: string;
  /** Bytes; absent: there is none. */
  thumbnailBytes?: number;
};

/**
 * `open`: parts arrive. `refused`: what came is not taken. `ready`: judged, seen by its owner alone. `attached`: hangs on
 * a message. `withdrawn`: its message was taken back, the bytes are deleted. `gone`: about to be deleted, record and all.
 */
export type FileState = 'open' | 'refused' | 'ready' | 'attached' | 'withdrawn' | 'gone';

export type FileRecord = {
  id: string;
  roomId: string;
  ownerId: string;
  /** What was asked for, to tell a repetition from another file. */
  request: string;
  kind: 'file' | 'voice';
  /** As it was given, until it is judged; then cleaned. */
  name: string;
  /** Bytes that were announced. */
  size: number;
  /** Bytes that count for the owner. */
  counted: number;
  createdAt: string;
  state: FileState;
  /** Its message is hidden by moderators. */
  isHidden: boolean;
  summary?: string;
  /** As the recorder measured. */
  durationMs?: number;
  refusal?: { reason: string; params: ErrorParams };
  messageId?: string;
  /** When what is left of it is to be deleted; absent: it stays. */
  sweepAt?: string;
  content?: StoredContent;
};

/** The record with another summary; an empty one is none. */
export function withSummary(record: FileRecord, summary: string | undefined): FileRecord {
  const { summary: _former, ...rest } = record;
  return summary === undefined || summary === '' ? rest : { ...rest, summary };
}

/** What one person's files take, kept exactly: it changes only in the commits that change her files. */
type UsageRecord = { id: string; version: number; bytes: number; open: number };
export type Usage = Pick<UsageRecord, 'bytes' | 'open'>;

export const partPrefix = 'uploads/';
export const partsOf = (fileId: string) => `${partPrefix}${fileId}/`;
/** Numbers of equal length, so that keys sort as parts do. */
export const partKey = (fileId: string, part: number) => `${partsOf(fileId)}${String(part).padStart(4, '0')}`;
export const blobsOf = (fileId: string) => `files/${fileId}/`;
export const blobKey = (fileId: string, attempt: string, which: 'content' | 'thumbnail') => `${blobsOf(fileId)}${attempt}/${which}`;

/** Each try that fails means that somebody else's of the same person succeeded. */
const maxTries = 100;

function collections(store: Store) {
  return {
    files: store.collection<FileRecord>('files', { schemaVersion: 1, indexes: [['sweepAt']] }),
    usages: store.collection<UsageRecord>('fileUsage', { schemaVersion: 1 }),
  };
}

async function deleteAll(blobs: BlobStore, prefix: string): Promise<void> {
  for (let keys = await blobs.list(prefix, 1000); keys.length > 0; keys = await blobs.list(prefix, 1000))
    for (const key of keys) await blobs.delete(key);
}

/** The only file that knows how files are stored. */
export function filesRepository({ store, blobs }: Pick<Ports, 'store' | 'blobs'>) {
  const { files, usages } = collections(store);

  /** Changes what counts for a person, and her files with it. `decide` may be called again, with what counts by then. */
  async function commitCounted(ownerId: string, decide: (usage: Usage) => { change: Usage; ops: WriteOp[] }): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const stored = await usages.get(ownerId);
      const { change, ops } = decide(stored ?? { bytes: 0, open: 0 });
      const next: UsageRecord = {
        id: ownerId,
        version: (stored?.version ?? 0) + 1,
        bytes: (stored?.bytes ?? 0) + change.bytes,
        open: (stored?.open ?? 0) + change.open,
      };
      try {
        return await store.commit([stored ? usages.replace(next, { version: stored.version }) : usages.insert(next), ...ops]);
      } catch (error) {
        const isRace = error instanceof GuardError ? error.collection === usages.name : error instanceof DuplicateError && !stored;
        if (!isRace || tries >= maxTries) throw error;
      }
    }
  }

  return {
    files,
    commitCounted,
    commit: store.commit.bind(store),
    async usageOf(ownerId: string): Promise<Usage> {
      const { bytes, open } = (await usages.get(ownerId)) ?? { bytes: 0, open: 0 };
      return { bytes, open };
    },
    /** Numbers of the parts that are stored. */
    async received(fileId: string): Promise<number[]> {
      return (await blobs.list(partsOf(fileId), 1000)).map((key) => Number(key.slice(-4)));
    },
    deleteParts: (fileId: string) => deleteAll(blobs, partsOf(fileId)),
    deleteBlobs: (fileId: string) => deleteAll(blobs, blobsOf(fileId)),
    /** At most 100 whose time has come. */
    async due(now: Date): Promise<FileRecord[]> {
      return (await files.find({ match: { sweepAt: { lte: now.toISOString() } }, sort: [['sweepAt', 1]], limit: 100 })).items;
    },
  };
}
export type FilesRepository = ReturnType<typeof filesRepository>;
