import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { knownVersions } from '#server/commands/backup/known-versions.ts';
import type { MadeBackup } from '#server/commands/backup/make-backup.ts';
import { restore, type RestoreJob, type Restored } from '#server/commands/backup/restore.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import type { TestHub } from './start-hub.ts';

/** A folder for backups with a key beside it. */
export function backupFolder(root: string): { folder: string; keyFile: string } {
  const folder = join(root, 'backups');
  mkdirSync(folder, { recursive: true });
  const keyFile = join(root, 'key');
  writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  return { folder, keyFile };
}

export function backUp(hub: TestHub, { folder, keyFile }: { folder: string; keyFile: string }): Promise<MadeBackup> {
  return hub.app.backups.make({ folder, keyFile });
}

/** What `hub restore` does, on a place given by settings. */
export function restoreInto(env: Record<string, string>, from: { file: string; keyFile: string } & Partial<RestoreJob>): Promise<Restored> {
  const config = readConfig({ DEMO: '0', LOG_LEVEL: 'silent', ...env });
  return restore({ config, clock: systemClock(), version, knownVersions, allowOtherSecret: false, ...from });
}
