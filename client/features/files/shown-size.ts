import type { Attachment } from '#shared/features/files/contract.ts';

const alone = { width: 320, height: 320 };
const among = { width: 152, height: 152 };
const smallest = 44;

/** Pixels of a picture within a message: its own shape, within bounds, and large enough for a finger. */
export function shownSize(image: Pick<Attachment, 'width' | 'height'>, isAlone: boolean): { width: number; height: number } {
  const bounds = isAlone ? alone : among;
  const { width = bounds.width, height = bounds.height } = image;
  const scale = Math.min(1, bounds.width / width, bounds.height / height);
  return { width: Math.max(smallest, Math.round(width * scale)), height: Math.max(smallest, Math.round(height * scale)) };
}
