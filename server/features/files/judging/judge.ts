import { fileTypeFromBuffer } from 'file-type';
import type { Attachment } from '#shared/features/files/contract.ts';
import { fileTypeOf } from '#shared/features/files/rules.ts';
import { FileRefused } from '../refusal.ts';
import { judgeAudio, judgeVoice } from './audio.ts';
import { makeImage, type ImageFormat } from './image.ts';
import { judgePackage } from './package-entries.ts';
import { judgeText } from './plain-text.ts';

/** What is to be stored and served of a file. */
export interface Judged extends Pick<Attachment, 'kind' | 'mediaType' | 'width' | 'height' | 'durationMs'> {
  content: Buffer;
  thumbnail?: Buffer;
}

export interface Brought {
  content: Buffer;
  name: string;
  kind: 'file' | 'voice';
  /** What the recorder measured. */
  durationMs?: number;
}

/** Names that the detector has for what we call otherwise: its containers may hold sound alone, and that is looked at. */
const aliases: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'audio/x-m4a': 'audio/mp4',
  'video/mp4': 'audio/mp4',
  'video/webm': 'audio/webm',
  'audio/ogg; codecs=opus': 'audio/ogg',
};

/** What the first bytes say; undefined: they say nothing that is known. */
export async function detectType(content: Buffer): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(content).catch((error: unknown) => {
    throw new FileRefused('damaged', {}, { cause: error });
  });
  if (!found) return undefined;
  return Object.hasOwn(aliases, found.mime) ? aliases[found.mime] : found.mime;
}

function asImage({ content }: Brought, mediaType: string): Promise<Judged> {
  const format = mediaType.slice('image/'.length) as ImageFormat;
  return makeImage(content, format).then((image) => ({ kind: 'image', mediaType, ...image }));
}

async function asAudio({ content, kind, durationMs = 0 }: Brought, mediaType: string): Promise<Judged> {
  if (kind === 'voice') return { kind, mediaType, content, ...(await judgeVoice(content, mediaType, durationMs)) };
  return { kind: 'audio', mediaType, content, ...(await judgeAudio(content, mediaType)) };
}

function asDocument({ content, name }: Brought, mediaType: string | undefined): Judged {
  if (mediaType === undefined) return { kind: 'document', mediaType: judgeText(content, name), content };
  if (content.subarray(0, 2).toString('latin1') === 'PK') judgePackage(content);
  return { kind: 'document', mediaType, content };
}

/** What came, by its bytes alone: its type, and what is to be kept of it. @throws FileRefused */
export async function judge(brought: Brought): Promise<Judged> {
  const mediaType = await detectType(brought.content);
  const type = mediaType === undefined ? undefined : fileTypeOf(mediaType);
  if (mediaType?.startsWith('image/hei')) throw new FileRefused('heicRefused');
  if (mediaType !== undefined && !type) throw new FileRefused('typeRefused');
  if (brought.kind === 'voice' && type?.kind !== 'audio') throw new FileRefused('notVoice');
  if (mediaType !== undefined && type?.kind === 'image') return asImage(brought, mediaType);
  if (mediaType !== undefined && type?.kind === 'audio') return asAudio(brought, mediaType);
  return asDocument(brought, mediaType);
}
