import { parseBuffer } from 'music-metadata';
import { maxVoiceBytes, maxVoiceMs } from '#shared/features/files/rules.ts';
import { FileRefused } from '../refusal.ts';

/** Recorders round up. */
const toleranceMs = 2_000;

/**
 * Length of a recording in ms, as its container says; undefined where it says nothing. A container that may hold moving
 * pictures must hold sound alone.
 *
 * @throws FileRefused
 */
async function lengthOf(content: Buffer, mimeType: string, isExact: boolean): Promise<number | undefined> {
  const read = () => parseBuffer(content, { mimeType, size: content.length }, { duration: isExact, skipCovers: true });
  const { format } = await read().catch((error: unknown) => {
    throw new FileRefused('damaged', {}, { cause: error });
  });
  if (format.hasVideo || (format.hasAudio === false && format.duration === undefined)) throw new FileRefused('typeRefused');
  return format.duration === undefined || !Number.isFinite(format.duration) ? undefined : Math.round(format.duration * 1000);
}

/** Judges a sound file. @throws FileRefused */
export async function judgeAudio(content: Buffer, mimeType: string): Promise<{ durationMs?: number }> {
  const durationMs = await lengthOf(content, mimeType, false);
  return durationMs === undefined || durationMs <= 0 ? {} : { durationMs };
}

/**
 * Judges a voice note: what the recorder measured and what the container says must both be short, and so must the bytes,
 * since both can be made up. The longer of the two is told.
 *
 * @throws FileRefused
 */
export async function judgeVoice(content: Buffer, mimeType: string, measuredMs: number): Promise<{ durationMs: number }> {
  if (content.length > maxVoiceBytes) throw new FileRefused('voiceTooLong', { maxSeconds: maxVoiceMs / 1000 });
  const durationMs = Math.max(measuredMs, (await lengthOf(content, mimeType, true)) ?? 0);
  if (durationMs > maxVoiceMs + toleranceMs) throw new FileRefused('voiceTooLong', { maxSeconds: maxVoiceMs / 1000 });
  return { durationMs };
}
