/** Enough to read a photographed page by. */
const maxSide = 2560;
/** Below this nobody waits for the difference. */
const smallBytes = 400_000;
const photo = /^image\/(?:jpeg|webp)$/;

async function drawn(content: Blob): Promise<Blob | null> {
  // Upright: what is drawn has no EXIF that would say so later.
  const bitmap = await createImageBitmap(content, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, content.type, 0.85));
  } finally {
    bitmap.close();
  }
}

/**
 * A photo of a size that a slow line carries: on 100 kbit/s five megabytes take seven minutes, this takes one. Also
 * where it was taken does not leave the phone. What is no photo, small, or cannot be drawn stays as it is.
 */
export async function shrinkImage(content: Blob): Promise<Blob> {
  if (!photo.test(content.type) || content.size <= smallBytes) return content;
  const smaller = await drawn(content).catch(() => null);
  // Old browsers answer PNG where they cannot write the type asked for.
  return smaller && smaller.type === content.type && smaller.size < content.size ? smaller : content;
}
