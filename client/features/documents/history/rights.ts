import type { DocumentCard } from '#shared/features/documents/contract.ts';

type Held = Pick<DocumentCard, 'myRole' | 'isArchived' | 'kind'>;

/** What this person may do with the versions of a document; the hub decides again. */
export function versionRights({ myRole, isArchived, kind }: Held): { names: boolean; restores: boolean; erases: boolean } {
  const edits = myRole === 'editor' || myRole === 'manager';
  return { names: edits, restores: edits && !isArchived && kind === 'lesson', erases: myRole === 'manager' };
}
