import type { documents } from '#shared/features/documents/contract.ts';
import type { Tools } from '../../kernel/feature.ts';
import { documentsRepository } from './repository.ts';
import { editNotes } from './versions/edit-notes.ts';
import { eraseLog } from './versions/erase-log.ts';
import { eraseDocumentHistory } from './versions/erase-versions.ts';
import { versionsRepository } from './versions/repository.ts';

/**
 * For whoever runs the server: erases what was deleted from a document, as the operation `documents.eraseHistory` does.
 * The caller writes the audit.
 *
 * @returns number of versions removed; undefined when there is no such document
 * @throws HistoryNotErasedError
 */
export async function eraseHistoryDirectly(
  tools: Pick<Tools<typeof documents>, 'store' | 'log' | 'blobs' | 'clock' | 'jobs'>,
  documentId: string,
): Promise<number | undefined> {
  if (!(await documentsRepository(tools.store).findById(documentId))) return undefined;
  const world = { ports: tools, versions: versionsRepository(tools.store), notes: editNotes(tools) };
  const { removed } = await eraseDocumentHistory(world, eraseLog, { documentId });
  return removed;
}
