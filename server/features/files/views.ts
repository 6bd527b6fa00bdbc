import type { Attachment, Upload } from '#shared/features/files/contract.ts';
import { partBytes } from '#shared/features/files/rules.ts';
import type { FileRecord, StoredContent } from './repository.ts';

/** A file that was judged, as it is shown. */
export function attachmentOf({ id, name, summary }: FileRecord, content: StoredContent): Attachment {
  const { attempt: _attempt, thumbnailBytes, ...shown } = content;
  return { fileId: id, name, ...shown, hasThumbnail: thumbnailBytes !== undefined, ...(summary !== undefined && { summary }) };
}

export function uploadView(record: FileRecord, received: number[]): Upload {
  if (!record.content) return { fileId: record.id, state: 'open', partBytes, received };
  return { fileId: record.id, state: 'ready', partBytes, received: [], attachment: attachmentOf(record, record.content) };
}
