import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const finished = /^multaqa-[0-9TZ-]+\.backup$/;
const unfinished = /^\.multaqa-[0-9TZ-]+\.backup\.[0-9a-f]+\.unfinished$/;
/** A backup that is being written grows all the time; one that has not for so long was left behind by a kill. */
const abandonedMs = 3_600_000;

/** Names sort by time. */
export function backupName(at: Date): string {
  return `multaqa-${at.toISOString().replace(/[:.]/g, '-')}.backup`;
}

/** The name under which it is written: nothing that looks finished is there before it is. */
export function unfinishedName(name: string): string {
  return `.${name}.${randomBytes(4).toString('hex')}.unfinished`;
}

/** Removes what killed backups left behind. */
export async function sweepUnfinished(folder: string, now: Date): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => unfinished.test(one))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && now.getTime() - found.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}

/** Deletes all but the newest `keep` backups; answers the names of those deleted. */
export async function deleteOld(folder: string, keep: number): Promise<string[]> {
  const backups = (await readdir(folder)).filter((name) => finished.test(name)).sort();
  const old = backups.slice(0, Math.max(0, backups.length - keep));
  for (const name of old) await rm(join(folder, name), { force: true });
  return old;
}
