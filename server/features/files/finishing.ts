import type { files } from '#shared/features/files/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { GuardError } from '../../platform/store/port.ts';
import { prepare } from './preparing.ts';
import { FileRefused, refusalOf } from './refusal.ts';
import { blobsOf, withSummary, type FileRecord, type FilesRepository } from './repository.ts';
import { createSlots } from './slots.ts';
import { uploadView } from './views.ts';

type Files = typeof files;
type Ctx = Context<Files>;

/** Files in memory at once, on this node; how many more may wait for it. */
const atOnce = 2;
const waiting = 50;

/** It may be described again and again while it is judged. */
const maxTries = 10;

/**
 * What is no longer open counts as what it became; its parts are needed no more.
 *
 * @throws GuardError when it is open no more
 */
async function settle(repository: FilesRepository, before: FileRecord, after: FileRecord): Promise<FileRecord> {
  for (let tries = 1; ; tries += 1) {
    const latest = await repository.files.get(before.id);
    const settled = withSummary(after, latest?.summary);
    try {
      await repository.commitCounted(before.ownerId, () => ({
        change: { bytes: after.counted - before.counted, open: -1 },
        ops: [repository.files.replace(settled, { state: 'open', summary: latest?.summary ?? null })],
      }));
      await repository.deleteParts(before.id);
      return settled;
    } catch (error) {
      if (!(error instanceof GuardError) || latest?.state !== 'open' || tries >= maxTries) throw error;
    }
  }
}

/** Makes one open file ready, or refuses it for good. */
function createFinisher(tools: Tools<Files>, repository: FilesRepository) {
  async function refuse(record: FileRecord, { reason, params }: FileRefused): Promise<FileRecord> {
    if (reason === 'infected') {
      const fields = { fileId: record.id, signature: String(params['signature']) };
      await tools.audit.record({ actorId: record.ownerId, operation: 'files.refuseInfected', scopeId: record.roomId, fields });
    }
    return settle(repository, record, { ...record, state: 'refused', counted: 0, refusal: { reason, params } });
  }

  /** Finished on another node, or cancelled: what was made here is nobody's. */
  async function giveUp(record: FileRecord, prepared: FileRecord | undefined): Promise<FileRecord> {
    const attempt = prepared?.content?.attempt;
    if (attempt !== undefined)
      for (const key of await tools.blobs.list(`${blobsOf(record.id)}${attempt}/`, 10)) await tools.blobs.delete(key);
    const other = await repository.files.get(record.id);
    if (!other) throw commonError('notFound');
    return other;
  }

  return async (ctx: Ctx, record: FileRecord): Promise<FileRecord> => {
    let prepared: FileRecord | undefined;
    try {
      prepared = await prepare(tools, ctx, record);
      return await settle(repository, record, prepared);
    } catch (error) {
      if (error instanceof GuardError) return giveUp(record, prepared);
      if (error instanceof FileRefused) return refuse(record, error);
      throw error;
    }
  };
}

export function finishingPart(tools: Tools<Files>, repository: FilesRepository) {
  const slots = createSlots(atOnce, waiting);
  const finish = createFinisher(tools, repository);
  const running = new Map<string, Promise<FileRecord>>();

  return {
    async finishUpload(ctx, { fileId }) {
      let record = await repository.files.get(fileId);
      if (!record) throw commonError('notFound');
      if (record.state === 'open') {
        const open = record;
        // Asked twice at once, it is made once.
        const work = running.get(fileId) ?? slots.run(() => finish(ctx, open)).finally(() => running.delete(fileId));
        running.set(fileId, work);
        record = await work;
      }
      if (record.refusal) throw refusalOf(ctx, record.refusal);
      if (!record.content) throw ctx.fail('notOpen');
      return uploadView(record, []);
    },
  } satisfies Partial<Service<Files>>;
}
