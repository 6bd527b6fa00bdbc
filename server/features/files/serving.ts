import type { files } from '#shared/features/files/contract.ts';
import { can } from '#shared/access/can.ts';
import { splitName } from '#shared/features/files/rules.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Context, Download, Service, Tools } from '../../kernel/feature.ts';
import { blobKey, type FileRecord, type FilesRepository, type StoredContent } from './repository.ts';

type Files = typeof files;

/** What may be seen of a file now, by whom the door let through. */
function readable(ctx: Context<Files>, record: FileRecord | undefined): { record: FileRecord; content: StoredContent } {
  if (!record) throw commonError('notFound');
  if (record.state === 'withdrawn') throw ctx.fail('withdrawn');
  // Whoever moderates the room looks at what she decides about.
  if (record.isHidden && !can(ctx.actor, 'room.manage', ctx.scope)) throw commonError('notFound');
  if (!record.content) throw ctx.fail('notReady');
  return { record, content: record.content };
}

export function servingPart({ blobs }: Tools<Files>, repository: FilesRepository) {
  function opened(key: string): Exclude<Download['content'], Download['content'] & { pipe: unknown }> {
    return async (range) => {
      const found = await blobs.get(key, range);
      if (!found) throw commonError('notFound');
      return found.content;
    };
  }

  return {
    async getContent(ctx, { fileId }) {
      const { record, content } = readable(ctx, await repository.files.get(fileId));
      const { mediaType, size, attempt, kind } = content;
      return {
        content: opened(blobKey(fileId, attempt, 'content')),
        mediaType: mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
        fileName: record.name,
        size,
        // Everything but what we made ourselves or only sounds is offered as a file.
        isInline: kind !== 'document',
        entityTag: attempt,
      };
    },
    async getThumbnail(ctx, { fileId }) {
      const { record, content } = readable(ctx, await repository.files.get(fileId));
      if (content.thumbnailBytes === undefined) throw commonError('notFound');
      return {
        content: opened(blobKey(fileId, content.attempt, 'thumbnail')),
        mediaType: 'image/webp',
        fileName: `${splitName(record.name).base}.webp`,
        size: content.thumbnailBytes,
        isInline: true,
        entityTag: `${content.attempt}-small`,
      };
    },
  } satisfies Partial<Service<Files>>;
}
