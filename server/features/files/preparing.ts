import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { files } from '#shared/features/files/contract.ts';
import { cleanFileName, fileTypeOf, maxFileBytes, partCount, partLength } from '#shared/features/files/rules.ts';
import type { Context, Tools } from '../../kernel/feature.ts';
import { ScannerAwayError, type ScanVerdict } from '../../platform/scan/port.ts';
import type { Judged } from './judging/judge.ts';
import { FileRefused } from './refusal.ts';
import { blobKey, partKey, type FileRecord, type StoredContent } from './repository.ts';
import { readyForMs } from './sweeping.ts';

type Files = typeof files;
type Ctx = Context<Files>;

async function join({ blobs }: Tools<Files>, ctx: Ctx, { id, size }: FileRecord): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let part = 0; part < partCount(size); part += 1) {
    const found = await blobs.get(partKey(id, part));
    const content = found && (await buffer(found.content));
    if (content?.length !== partLength(size, part)) throw ctx.fail('partsMissing');
    parts.push(content);
  }
  return Buffer.concat(parts, size);
}

async function scanned({ scan, logger }: Tools<Files>, ctx: Ctx, content: Buffer): Promise<ScanVerdict> {
  return scan.scan(content).catch((error: unknown) => {
    if (!(error instanceof ScannerAwayError)) throw error;
    logger.warn({ err: error }, 'the virus scanner gives no verdict; files wait for it');
    throw ctx.fail('scannerAway');
  });
}

async function keep({ blobs }: Tools<Files>, record: FileRecord, judged: Judged & { scan: StoredContent['scan'] }): Promise<FileRecord> {
  const attempt = crypto.randomUUID();
  const { content, thumbnail, ...facts } = judged;
  await blobs.put(blobKey(record.id, attempt, 'content'), Readable.from([content]), maxFileBytes);
  if (thumbnail) await blobs.put(blobKey(record.id, attempt, 'thumbnail'), Readable.from([thumbnail]), maxFileBytes);
  const extensions = fileTypeOf(judged.mediaType)?.extensions;
  if (!extensions) throw new Error(`${judged.mediaType} is on no list`);
  return {
    ...record,
    name: cleanFileName(record.name, extensions),
    counted: content.length + (thumbnail?.length ?? 0),
    state: 'ready',
    content: { ...facts, size: content.length, attempt, ...(thumbnail && { thumbnailBytes: thumbnail.length }) },
  };
}

/** A file that is ready, out of the parts of an open one. @throws FileRefused; files/partsMissing, files/scannerAway */
export async function prepare(tools: Tools<Files>, ctx: Ctx, record: FileRecord): Promise<FileRecord> {
  const content = await join(tools, ctx, record);
  // Before anything of ours looks into it.
  const verdict = await scanned(tools, ctx, content);
  if (verdict.kind === 'infected') throw new FileRefused('infected', { signature: verdict.signature });
  // Loaded when first needed: libvips is large, and a hub that takes no files starts without it.
  const { judge } = await import('./judging/judge.ts');
  const { name, kind, durationMs } = record;
  const judged = await judge({ content, name, kind, ...(durationMs !== undefined && { durationMs }) });
  const sweepAt = new Date(ctx.now.getTime() + readyForMs).toISOString();
  return { ...(await keep(tools, record, { ...judged, scan: verdict.kind })), sweepAt };
}
