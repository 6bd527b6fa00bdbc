import { parseArgs } from 'node:util';
import type { App } from '../../app.ts';
import type { Summary } from '../../platform/backup/tally.ts';
import { done, UsageError } from '../answers.ts';
import type { CommandAnswer, OnProgress } from '../command-socket.ts';

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What a backup holds, in lines for the terminal. */
export function summaryLines(summary: Summary): string[] {
  const { streams, entries, documents, blobs, droppedBlobs, contentHash } = summary;
  const dropped = droppedBlobs === 0 ? '' : ` (${droppedBlobs} more were deleted meanwhile)`;
  return [`${entries} entries in ${streams} streams, ${documents} documents, ${blobs} files${dropped}`, `content hash ${contentHash}`];
}

/** `backup --to <folder> --key-file K`: while people work. */
export async function backupCommand(app: App, args: string[], onProgress: OnProgress): Promise<CommandAnswer> {
  const { values } = parseArgs({ args, options: { to: { type: 'string' }, 'key-file': { type: 'string' } } });
  const { to: folder, 'key-file': keyFile } = values;
  if (folder === undefined || keyFile === undefined) throw new UsageError('--to is a folder, --key-file the file with the key');
  const made = await app.backups.make({ folder, keyFile, onProgress });
  await app.hub.tools.audit.record({
    actorId: 'command',
    operation: 'hub.backup',
    scopeId: 'hub',
    fields: { file: made.path, contentHash: made.contentHash },
  });
  const size = `${megabytes(made.fileBytes)} (${megabytes(made.bytes)} of content) in ${made.seconds.toFixed(1)} s`;
  return done([`Written and verified: ${made.path}`, size, ...summaryLines(made)].join('\n'));
}
