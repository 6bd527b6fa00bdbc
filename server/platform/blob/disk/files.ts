import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageFullError } from '../../errors.ts';

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Answers undefined where the file or folder does not exist. */
export async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Says "disk full" the way the kernel knows it. */
export async function orStorageFull<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // EDQUOT: quota of the user; EFBIG: limit of the file system or of the process.
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '')) throw new StorageFullError({ cause: error });
    throw error;
  }
}

/** Makes names in a folder durable. Windows cannot open a folder for this and needs it not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and its missing parents, each name durable in its own parent. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

export async function readFolder(folder: string) {
  return (await orAbsent(readdir(folder, { withFileTypes: true }))) ?? [];
}

export async function closeQuietly(handle: FileHandle): Promise<void> {
  // The error that brought us here is the one to tell.
  await handle.close().catch(() => undefined);
}
