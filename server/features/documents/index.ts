import { documents } from '#shared/features/documents/contract.ts';
import { defineFeature } from '../../kernel/feature.ts';
import { scopeOfDocument } from './cards.ts';
import { documentsRepository } from './repository.ts';
import { documentsService } from './service.ts';

export const documentsFeature = defineFeature({
  contract: documents,
  service: documentsService,
  resources: {
    async document({ store }, id) {
      const record = await documentsRepository(store).findById(id);
      return record && scopeOfDocument(record);
    },
  },
  async actor({ store }, userId) {
    const held = await documentsRepository(store).rolesOf(userId);
    return { documents: new Map(held.map(({ documentId, role }) => [documentId, role])) };
  },
});

export { createCollabGateway, type CollabOptions } from './engine/gateway.ts';
/** For the command line. */
export { eraseHistoryDirectly } from './erase-directly.ts';
/** For the demo world and its bot. */
export { documentsRepository, type DocumentRecord } from './repository.ts';
export { openLessonPen, type LessonPen } from './lesson-pen.ts';
export { LessonNotEmptyError, writeLesson, type LessonToWrite } from './lesson-writer.ts';
export type { LessonBlock } from './lesson-blocks.ts';
