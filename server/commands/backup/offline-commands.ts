import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { systemClock } from '../../platform/clock/system/clock.ts';
import { readKeyFile } from '../../platform/backup/key.ts';
import { openBackup, verifyBackup } from '../../platform/backup/read-backup.ts';
import { done, failed, UsageError } from '../answers.ts';
import type { CommandAnswer, OnProgress } from '../command-socket.ts';
import { summaryLines } from './backup-command.ts';
import { restore } from './restore.ts';

/** What a command without a hub works with. */
interface Offline {
  config: Config;
  version: string;
  knownVersions(): Promise<ReadonlyMap<string, number>>;
  onProgress: OnProgress;
}
type Run = (world: Offline, args: string[]) => Promise<CommandAnswer>;

function fileAndKey(values: { file?: string | undefined; 'key-file'?: string | undefined }): { file: string; keyFile: string } {
  const { file, 'key-file': keyFile } = values;
  if (file === undefined || keyFile === undefined) throw new UsageError('--file is the backup, --key-file the file with its key');
  return { file, keyFile };
}

async function runVerify(_world: Offline, args: string[]): Promise<CommandAnswer> {
  const { values } = parseArgs({ args, options: { file: { type: 'string' }, 'key-file': { type: 'string' } } });
  const { file, keyFile } = fileAndKey(values);
  const backup = await openBackup(file, await readKeyFile(keyFile));
  try {
    const summary = await verifyBackup(backup);
    return done([`Whole and right: a backup of ${backup.createdAt}, version ${backup.version}`, ...summaryLines(summary)].join('\n'));
  } finally {
    await backup.close();
  }
}

async function runRestore(world: Offline, args: string[]): Promise<CommandAnswer> {
  const { values } = parseArgs({
    args,
    options: { file: { type: 'string' }, 'key-file': { type: 'string' }, 'other-secret': { type: 'boolean', default: false } },
  });
  const restored = await restore({
    ...{ ...world, ...fileAndKey(values), clock: systemClock() },
    allowOtherSecret: values['other-secret'],
  });
  const { isIntact, checked, firstBroken } = restored.audit;
  const lines = [
    `Restored the hub of ${restored.createdAt} in ${restored.seconds.toFixed(1)} s; read back and compared.`,
    ...summaryLines(restored),
    'Sessions, links for new passwords, recovery codes and open approvals did not come back, and invitations came back withdrawn.',
  ];
  if (isIntact) return done([...lines, `The audit chain is intact: ${checked} entries.`].join('\n'));
  return failed([...lines, `The audit chain is broken at entry ${firstBroken}, as it was in the hub that was backed up.`].join('\n'));
}

/** Commands that start no hub: one on a file alone, one on a hub that must not run. */
export const offlineCommands: Readonly<Record<string, { run: Run; usage: string }>> = {
  'verify-backup': { run: runVerify, usage: 'verify-backup --file F --key-file K     reads a backup to its end' },
  restore: {
    run: runRestore,
    usage: 'restore --file F --key-file K [--other-secret]  fills an empty hub from a backup; the hub must not run',
  },
};

/** Runs one of them; undefined when the command is none of them. @throws what the command throws */
export async function runOffline(world: Offline, command: string, args: string[]): Promise<CommandAnswer | undefined> {
  const known = Object.hasOwn(offlineCommands, command) ? offlineCommands[command] : undefined;
  if (!known) return undefined;
  try {
    return await known.run(world, args);
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    if (!isUsage) throw error;
    return { output: `${error.message}\n\n${known.usage}`, exitCode: 2 };
  }
}
