import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../blob/disk/files.ts';
import { RestoreUnfinishedError } from '../port.ts';

const pathOf = (dataDir: string): string => join(dataDir, 'restore-unfinished');

/** Durable before anything else is written. */
export async function setMark(dataDir: string): Promise<void> {
  const file = await open(pathOf(dataDir), 'w', 0o600);
  try {
    await file.writeFile('A restore into this folder was begun and has not ended.\n');
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dataDir);
}

export async function removeMark(dataDir: string): Promise<void> {
  await rm(pathOf(dataDir), { force: true });
  await syncFolder(dataDir);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export const isMarked = (dataDir: string): Promise<boolean> => isThere(pathOf(dataDir));
export const holdsDatabase = (dataDir: string): Promise<boolean> => isThere(join(dataDir, 'hub.db'));

/** @throws RestoreUnfinishedError for a folder in which a restore was cut off */
export async function refuseMarked(dataDir: string): Promise<void> {
  if (await isMarked(dataDir)) throw new RestoreUnfinishedError(`The data folder ${dataDir}`);
}
