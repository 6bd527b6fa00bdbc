import * as z from 'zod/mini';
import { id } from '../../kernel/fields.ts';

export const scanState = z.enum(['clean', 'notScanned']);

/** A file as it hangs on a message. */
export const Attachment = z.object({
  fileId: id,
  kind: z.enum(['image', 'audio', 'voice', 'document']),
  /** Cleaned; ends as its type does. */
  name: z.string(),
  mediaType: z.string(),
  /** Bytes. */
  size: z.int(),
  /** Pixels of an image, turned upright: its place is known before it is there. */
  width: z.optional(z.int()),
  height: z.optional(z.int()),
  hasThumbnail: z.boolean(),
  durationMs: z.optional(z.int()),
  /** What it is about, in its sender's words: heard in place of an image, read in place of a voice note. */
  summary: z.optional(z.string()),
  /** `notScanned`: this hub has no virus scanner. */
  scan: scanState,
});
export type Attachment = z.output<typeof Attachment>;
