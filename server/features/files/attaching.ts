import { files as contract, type Attachment } from '#shared/features/files/contract.ts';
import { maxFilesPerMessage } from '#shared/features/files/rules.ts';
import type { ErrorReason } from '#shared/kernel/contract.ts';
import { HubError, type ErrorParams } from '#shared/kernel/errors.ts';
import type { Ports } from '../../kernel/feature.ts';
import { GuardError } from '../../platform/store/port.ts';
import { filesRepository, type FileRecord, type FilesRepository } from './repository.ts';
import { deleteWithdrawn } from './sweeping.ts';
import { attachmentOf } from './views.ts';

// What the features do that hold messages.

type FilePorts = Pick<Ports, 'store' | 'blobs'>;

export interface ToAttach {
  roomId: string;
  authorId: string;
  /** In the order they are shown. */
  fileIds: readonly string[];
  /** Names the message, the same each time it is sent: a file hangs on one message. */
  messageId: string;
}

/** Several changes of one file at once are tried again, on what stands by then. */
const maxTries = 5;

function fail(reason: ErrorReason<typeof contract>, params: ErrorParams = {}): HubError {
  return new HubError(`files/${reason}`, contract.errors[reason].status, params);
}

async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GuardError) || tries >= maxTries) throw error;
    }
  }
}

function checked(record: FileRecord | undefined, { roomId, authorId, messageId }: ToAttach): FileRecord {
  // Another's file, or another room's, answers like one that does not exist.
  if (!record || record.ownerId !== authorId || record.roomId !== roomId) throw fail('unknownFile');
  if (record.state === 'attached' && record.messageId === messageId) return record;
  if (record.state === 'attached' || record.state === 'withdrawn') throw fail('attachedElsewhere');
  if (record.state !== 'ready') throw fail('notReady');
  return record;
}

/**
 * Hangs ready files on a message; doing it again for the same message changes nothing. All or none.
 *
 * @throws HubError files/tooMany, files/unknownFile, files/notReady, files/attachedElsewhere
 */
export async function attachFiles(ports: FilePorts, given: ToAttach): Promise<Attachment[]> {
  const ids = [...new Set(given.fileIds)];
  if (ids.length > maxFilesPerMessage) throw fail('tooMany', { max: maxFilesPerMessage });
  if (ids.length === 0) return [];
  const repository = filesRepository(ports);
  return retrying(async () => {
    const stored = new Map((await repository.files.getMany(ids)).map((record) => [record.id, record]));
    const records = ids.map((id) => checked(stored.get(id), given));
    const attach = (record: FileRecord) => {
      const { sweepAt: _sweepAt, ...stays } = record;
      const attached: FileRecord = { ...stays, state: 'attached', messageId: given.messageId };
      // Another summary would be another thing than what is answered here.
      return repository.files.replace(attached, { state: 'ready', summary: record.summary ?? null });
    };
    const ops = records.filter(({ state }) => state === 'ready').map(attach);
    if (ops.length > 0) await repository.commit(ops);
    return records.flatMap((record) => (record.content ? [attachmentOf(record, record.content)] : []));
  });
}

async function withdrawOne(repository: FilesRepository, fileId: string, now: Date): Promise<void> {
  const record = await repository.files.get(fileId);
  if (!record || (record.state !== 'attached' && record.state !== 'ready')) return;
  const withdrawn: FileRecord = { ...record, state: 'withdrawn', counted: 0, sweepAt: now.toISOString() };
  await repository.commitCounted(record.ownerId, () => ({
    change: { bytes: -record.counted, open: 0 },
    ops: [repository.files.replace(withdrawn, { state: record.state, isHidden: record.isHidden })],
  }));
  await deleteWithdrawn(repository, withdrawn);
}

/** Its message was taken back: the bytes are deleted, whoever asks is told that it is withdrawn. */
export async function withdrawFiles(ports: FilePorts & Pick<Ports, 'clock'>, fileIds: readonly string[]): Promise<void> {
  const repository = filesRepository(ports);
  for (const fileId of fileIds) await retrying(() => withdrawOne(repository, fileId, ports.clock.now()));
}

/** Moderators hid its message, or show it again: until then it exists for nobody but them. */
export async function hideFiles(ports: FilePorts, fileIds: readonly string[], isHidden: boolean): Promise<void> {
  const repository = filesRepository(ports);
  for (const fileId of fileIds)
    await retrying(async () => {
      const record = await repository.files.get(fileId);
      if (record?.state !== 'attached' || record.isHidden === isHidden) return;
      await repository.commit([repository.files.replace({ ...record, isHidden }, { state: 'attached', isHidden: record.isHidden })]);
    });
}
