import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../platform/blob/port.ts';
import { dumpBlobs } from '../../platform/backup/blob-records.ts';
import type { BackupKey } from '../../platform/backup/key.ts';
import type { BackupRecord, BackupSource, HubRecord } from '../../platform/backup/port.ts';
import { openBackup, verifyBackup } from '../../platform/backup/read-backup.ts';
import type { Summary } from '../../platform/backup/tally.ts';
import { writeBackup } from '../../platform/backup/write-backup.ts';
import { orStorageFull, syncFolder } from '../../platform/blob/disk/files.ts';
import { backupName, sweepUnfinished, unfinishedName } from './backup-files.ts';
import { applied, leftOut } from './what-comes-back.ts';

export interface BackupJob {
  source: BackupSource;
  blobs: BlobStore;
  hub: HubRecord;
  version: string;
  key: BackupKey;
  /** Made when missing. */
  folder: string;
  now: () => Date;
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}

export interface MadeBackup extends Summary {
  path: string;
  createdAt: string;
  fileBytes: number;
  /** Writing and verifying. */
  seconds: number;
}

/** Everything that goes into a backup: log and store of one moment, then the files. */
export async function* backupPages({
  source,
  blobs,
  hub,
}: Pick<BackupJob, 'source' | 'blobs' | 'hub'>): AsyncGenerator<BackupRecord[], void> {
  yield [hub];
  yield* applied(source.dump(), leftOut);
  yield* dumpBlobs(blobs);
}

const progressEvery = 64 * 1024 * 1024;

function progress(tell: ((line: string) => void) | undefined): (bytes: number) => void {
  let next = progressEvery;
  return (bytes) => {
    if (bytes < next) return;
    next = bytes + progressEvery;
    tell?.(`${Math.round(bytes / 1e6)} MB written`);
  };
}

async function write(path: string, job: BackupJob, createdAt: Date): Promise<Summary & { fileBytes: number }> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await writeBackup({
      file,
      key: job.key,
      version: job.version,
      createdAt,
      pages: backupPages(job),
      onProgress: progress(job.onProgress),
      ...(job.signal && { signal: job.signal }),
    });
  } finally {
    await file.close();
  }
}

/** Reads the file back as a restore would. @throws BackupRefusedError */
async function verify(path: string, { key, signal }: BackupJob): Promise<Summary> {
  const backup = await openBackup(path, key);
  try {
    return await verifyBackup(backup, () => signal?.throwIfAborted());
  } finally {
    await backup.close();
  }
}

/**
 * Makes one backup: written under another name, read back whole, then renamed. A file that ends in `.backup` has been
 * verified; after any failure there is none.
 *
 * @throws DamagedRecordError, SnapshotLostError, StorageFullError, StoreUnavailableError
 */
export async function makeBackup(job: BackupJob): Promise<MadeBackup> {
  const begun = performance.now();
  const createdAt = job.now();
  await mkdir(job.folder, { recursive: true, mode: 0o700 });
  await sweepUnfinished(job.folder, createdAt);
  const name = backupName(createdAt);
  const temporary = join(job.folder, unfinishedName(name));
  const path = join(job.folder, name);
  try {
    const { fileBytes, ...summary } = await orStorageFull(write(temporary, job, createdAt));
    job.onProgress?.(`${Math.round(fileBytes / 1e6)} MB written, reading them back`);
    await verify(temporary, job);
    await rename(temporary, path);
    await syncFolder(job.folder);
    return { ...summary, path, createdAt: createdAt.toISOString(), fileBytes, seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
