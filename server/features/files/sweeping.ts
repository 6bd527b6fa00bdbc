import type { Ports } from '../../kernel/feature.ts';
import { GuardError } from '../../platform/store/port.ts';
import { filesRepository, partPrefix, type FileRecord, type FilesRepository } from './repository.ts';

const hourMs = 3_600_000;
/** An upload that nobody finishes. */
export const openForMs = 24 * hourMs;
/** A finished file that nobody sends: it may wait in a draft over a week-end. */
export const readyForMs = 7 * 24 * hourMs;

export const sweepJobKind = 'files.sweep';
/** Batches of 100 in one sweep; the next one is an hour later. */
const maxBatches = 50;

/** Deletes a file that hangs on no message, with its bytes; no error when it is gone meanwhile, or was attached. */
export async function discard(repository: FilesRepository, record: FileRecord, now: Date): Promise<void> {
  const { state } = record;
  try {
    if (state !== 'gone') {
      const { content: _content, ...rest } = record;
      const gone: FileRecord = { ...rest, state: 'gone', counted: 0, sweepAt: now.toISOString() };
      // First the word that it goes, then its bytes: nobody attaches what is half deleted.
      await repository.commitCounted(record.ownerId, () => ({
        change: { bytes: -record.counted, open: state === 'open' ? -1 : 0 },
        ops: [repository.files.replace(gone, { state })],
      }));
    }
    await repository.deleteParts(record.id);
    await repository.deleteBlobs(record.id);
    await repository.commit([repository.files.delete(record.id, { state: 'gone' })]);
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
  }
}

/** Deletes the bytes of a file whose message was taken back, and notes that it is done. */
export async function deleteWithdrawn(repository: FilesRepository, record: FileRecord): Promise<void> {
  await repository.deleteParts(record.id);
  await repository.deleteBlobs(record.id);
  const { sweepAt: _sweepAt, content: _content, ...kept } = record;
  await repository.commit([repository.files.put(kept)]);
}

/** Parts that no open upload waits for, as a node leaves them that dies between two steps. */
async function sweepParts(repository: FilesRepository, { blobs }: Pick<Ports, 'blobs'>): Promise<void> {
  for (let batch = 0, after = ''; batch < maxBatches; batch += 1) {
    const keys = await blobs.list(partPrefix, 1000, after);
    const idOf = (key: string) => key.split('/')[1] ?? '';
    const records = await repository.files.getMany([...new Set(keys.map(idOf))]);
    const open = new Set(records.filter(({ state }) => state === 'open').map(({ id }) => id));
    for (const key of keys) if (!open.has(idOf(key))) await blobs.delete(key);
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** Deletes what nobody waits for any more. */
export async function sweepFiles(ports: Pick<Ports, 'store' | 'blobs' | 'clock'>): Promise<void> {
  const repository = filesRepository(ports);
  const now = ports.clock.now();
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await repository.due(now);
    for (const record of due) {
      if (record.state === 'withdrawn') await deleteWithdrawn(repository, record);
      else await discard(repository, record, now);
    }
    if (due.length === 0) break;
  }
  await sweepParts(repository, ports);
}
