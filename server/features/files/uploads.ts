import { Readable } from 'node:stream';
import type { files } from '#shared/features/files/contract.ts';
import { isSummary, maxFileBytes, maxOpenUploads, maxVoiceBytes, maxVoiceMs, partLength } from '#shared/features/files/rules.ts';
import { canonicalJson } from '#shared/kernel/json.ts';
import type { ParsedOf } from '#shared/kernel/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { hashToken } from '../../platform/ids/ids.ts';
import { DuplicateError } from '../../platform/store/port.ts';
import { postingRefusal, roomById } from '../spaces/index.ts';
import { readPart, PartIncompleteError } from './read-part.ts';
import { refusalOf } from './refusal.ts';
import { partKey, withSummary, type FileRecord, type FilesRepository } from './repository.ts';
import { discard, openForMs } from './sweeping.ts';
import { uploadView } from './views.ts';

type Files = typeof files;
type Ctx = Context<Files>;
type Start = ParsedOf<Files, 'startUpload'>;

/** Slow enough for 128 KiB over 12 kbit/s. */
const partTimeoutMs = 90_000;
const megabyte = 1024 * 1024;

function checkVoice(ctx: Ctx, { size, durationMs, summary = '' }: Start): void {
  if (size > maxVoiceBytes || durationMs === undefined || durationMs > maxVoiceMs)
    throw ctx.fail('voiceTooLong', { maxSeconds: maxVoiceMs / 1000 });
  if (!isSummary(summary)) throw ctx.fail('summaryRequired');
}

async function checkRoom(tools: Tools<Files>, ctx: Ctx, { roomId, kind }: Start): Promise<void> {
  const room = await roomById(tools, roomId);
  if (ctx.scope.isArchived || (room && postingRefusal(room, ctx.actor, ctx.scope, ctx.now))) throw ctx.fail('roomClosed');
  if (kind === 'voice' && !room?.hasVoiceNotes) throw ctx.fail('voiceOff');
}

function newRecord(ctx: Ctx, id: string, start: Start): FileRecord {
  const { roomId, name, size, kind, summary, durationMs } = start;
  const record: FileRecord = {
    id,
    roomId,
    ownerId: ctx.actor.userId,
    request: requestOf(start),
    kind,
    name: name.toWellFormed(),
    size,
    counted: size,
    createdAt: ctx.now.toISOString(),
    state: 'open',
    isHidden: false,
    sweepAt: new Date(ctx.now.getTime() + openForMs).toISOString(),
    ...(durationMs !== undefined && { durationMs }),
  };
  return withSummary(record, summary?.toWellFormed());
}

const requestOf = ({ name, size, kind, summary = '', durationMs = 0 }: Start) =>
  hashToken(canonicalJson([name.toWellFormed(), size, kind, summary.toWellFormed(), durationMs]));

async function found(repository: FilesRepository, fileId: string): Promise<FileRecord> {
  const record = await repository.files.get(fileId);
  if (!record) throw commonError('notFound');
  return record;
}

/** Writes down that an upload begins, with what it will take; the one that stands where it was begun a moment ago. */
async function begin(repository: FilesRepository, ctx: Ctx, { record, quota }: { record: FileRecord; quota: number }): Promise<FileRecord> {
  try {
    await repository.commitCounted(record.ownerId, ({ bytes, open }) => {
      if (open >= maxOpenUploads) throw ctx.fail('tooManyOpen', { max: maxOpenUploads });
      if (bytes + record.counted > quota) throw ctx.fail('quotaExceeded', { maxMegabytes: quota / megabyte });
      return { change: { bytes: record.counted, open: 1 }, ops: [repository.files.insert(record)] };
    });
    return record;
  } catch (error) {
    if (!(error instanceof DuplicateError)) throw error;
    return found(repository, record.id);
  }
}

async function takePart(
  tools: Tools<Files>,
  repository: FilesRepository,
  { ctx, fileId, part }: { ctx: Ctx; fileId: string; part: number },
): Promise<Record<string, never>> {
  const record = await found(repository, fileId);
  if (record.state !== 'open') throw ctx.fail('notOpen');
  const length = partLength(record.size, part);
  if (length === 0 || !ctx.upload) throw ctx.fail('partUnknown');
  const content = await readPart(ctx.upload, { length, timeoutMs: partTimeoutMs }).catch((error: unknown) => {
    throw error instanceof PartIncompleteError ? ctx.fail('partIncomplete') : error;
  });
  const key = partKey(fileId, part);
  await tools.blobs.put(key, Readable.from([content]), length);
  // Cancelled, finished or swept meanwhile: then nobody would ever delete this part.
  if ((await repository.files.get(fileId))?.state !== 'open') await tools.blobs.delete(key);
  return {};
}

export function uploadingPart(tools: Tools<Files>, repository: FilesRepository) {
  const quota = tools.config.filesQuotaBytes;

  async function viewOf(record: FileRecord) {
    return uploadView(record, record.state === 'open' ? await repository.received(record.id) : []);
  }

  return {
    async startUpload(ctx, start) {
      if (start.size === 0) throw ctx.fail('empty');
      if (start.size > maxFileBytes) throw ctx.fail('tooLarge', { maxMegabytes: maxFileBytes / megabyte });
      await checkRoom(tools, ctx, start);
      if (start.kind === 'voice') checkVoice(ctx, start);
      const id = hashToken(`file ${ctx.actor.userId} ${start.roomId} ${start.clientId}`).slice(0, 32);
      const record = (await repository.files.get(id)) ?? (await begin(repository, ctx, { record: newRecord(ctx, id, start), quota }));
      if (record.request !== requestOf(start)) throw ctx.fail('clientIdReused');
      if (record.refusal) throw refusalOf(ctx, record.refusal);
      if (record.state === 'gone' || record.state === 'withdrawn') throw ctx.fail('notOpen');
      if (record.state === 'attached') throw ctx.fail('attachedElsewhere');
      return viewOf(record);
    },

    async getUpload(_ctx, { fileId }) {
      return viewOf(await found(repository, fileId));
    },

    putPart: (ctx, input) => takePart(tools, repository, { ctx, ...input }),

    async describeFile(ctx, { fileId, summary }) {
      const record = await found(repository, fileId);
      if (record.state !== 'open' && record.state !== 'ready') throw ctx.fail('notOpen');
      if (record.kind === 'voice' && !isSummary(summary)) throw ctx.fail('summaryRequired');
      const described = withSummary(record, summary.toWellFormed());
      await repository.commit([repository.files.replace(described, { state: record.state, summary: record.summary ?? null })]);
      return {};
    },

    async cancelUpload(ctx, { fileId }) {
      const record = await found(repository, fileId);
      if (record.state === 'attached' || record.state === 'withdrawn') throw ctx.fail('attachedElsewhere');
      await discard(repository, record, ctx.now);
      return {};
    },
  } satisfies Partial<Service<Files>>;
}
