import sharp, { type Sharp } from 'sharp';
import { maxFileBytes } from '#shared/features/files/rules.ts';
import { FileRefused } from '../refusal.ts';

export interface MadeImage {
  content: Buffer;
  width: number;
  height: number;
  /** A small WebP of the first frame. */
  thumbnail: Buffer;
}
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif';

/** Unfolded; a phone's largest picture has about 50 million. */
const maxPixels = 64_000_000;
const maxFrames = 300;
const maxSide = 4096;
const thumbnailSide = 320;
const patienceSeconds = 30;

// One picture at a time needs one thread; nothing is kept between them.
sharp.concurrency(1);
sharp.cache(false);
// Whatever else libvips can read (SVG, PDF, ImageMagick's) is not asked to.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer'],
});

const open = (content: Buffer, pages = 1): Sharp =>
  sharp(content, { limitInputPixels: maxPixels, failOn: 'error', pages }).timeout({ seconds: patienceSeconds });

function encoded(image: Sharp, format: ImageFormat): Sharp {
  if (format === 'jpeg') return image.jpeg({ quality: 82 });
  if (format === 'png') return image.png();
  return format === 'webp' ? image.webp({ quality: 82 }) : image.gif();
}

function refusalOf(error: unknown): FileRefused {
  if (error instanceof FileRefused) return error;
  const isTooLarge = error instanceof Error && /pixel limit|timeout/i.test(error.message);
  return new FileRefused(isTooLarge ? 'imageTooLarge' : 'damaged', {}, { cause: error });
}

async function framesOf(content: Buffer, format: ImageFormat): Promise<number> {
  const { format: found, pages = 1, width, pageHeight, height } = await open(content).metadata();
  if (found !== format) throw new FileRefused('typeRefused');
  if (pages > maxFrames || pages * width * (pageHeight ?? height) > maxPixels) throw new FileRefused('imageTooLarge');
  return pages;
}

async function remake(content: Buffer, format: ImageFormat): Promise<MadeImage> {
  const frames = await framesOf(content, format);
  const upright = open(content, frames).autoOrient();
  const sized = upright.resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true });
  const { data, info } = await encoded(sized, format).toBuffer({ resolveWithObject: true });
  if (data.length > maxFileBytes) throw new FileRefused('imageTooLarge');
  const small = open(data).resize({ width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true });
  const thumbnail = await small.webp({ quality: 70 }).toBuffer();
  return { content: data, width: info.width, height: info.pageHeight ?? info.height, thumbnail };
}

/**
 * Makes an image anew from its pixels: upright, without EXIF, place, comments or anything that hung on it; at most 4096
 * pixels a side.
 *
 * @throws FileRefused
 */
export async function makeImage(content: Buffer, format: ImageFormat): Promise<MadeImage> {
  try {
    return await remake(content, format);
  } catch (error) {
    throw refusalOf(error);
  }
}
