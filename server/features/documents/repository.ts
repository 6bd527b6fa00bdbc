import type { DocumentRole } from '#shared/access/permissions.ts';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { GuardError, type Scalar, type Store, type WriteOp } from '../../platform/store/port.ts';
import { documentClients } from './engine/client-owners.ts';

export type DocumentRecord = {
  id: string;
  spaceId: string;
  kind: DocumentKind;
  title: string;
  language: string;
  memberRole: DocumentRole;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  epoch: number;
  /** Version of the shape of its content. */
  shapeVersion: number;
  isArchived: boolean;
};
export type DocumentRoleRecord = { id: string; documentId: string; userId: string; role: DocumentRole };

/** Documents and grants of one person, and documents of one space, that are read in one go. */
const maxRead = 1000;
const roleId = (documentId: string, userId: string) => `${documentId}.${userId}`;

/** The only file that knows how documents and roles on them are stored; their content is in the log. Declares the collections. */
export function documentsRepository(store: Store) {
  const documents = store.collection<DocumentRecord>('documents', { schemaVersion: 1, indexes: [['spaceId', 'createdAt']] });
  const roles = store.collection<DocumentRoleRecord>('documentRoles', { schemaVersion: 1, indexes: [['userId'], ['documentId']] });
  documentClients(store);
  return {
    findById: (id: string): Promise<DocumentRecord | undefined> => documents.get(id),
    findMany: (ids: readonly string[]): Promise<DocumentRecord[]> => documents.getMany(ids),
    /** Newest first. */
    listBySpace: (spaceId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      documents.find({ match: { spaceId }, sort: [['createdAt', -1]], limit, ...(after && { after }) }),
    insert: (document: DocumentRecord): WriteOp => documents.insert(document),
    /** @throws GuardError when it changed meanwhile */
    replace: (before: DocumentRecord, after: DocumentRecord): WriteOp => documents.replace(after, { updatedAt: before.updatedAt }),
    /** Notes when it was last edited; whoever else changes it in the same moment has the word. */
    async touch(id: string, at: string): Promise<void> {
      const before = await documents.get(id);
      if (!before || before.updatedAt >= at) return;
      await store.commit([documents.replace({ ...before, updatedAt: at }, { updatedAt: before.updatedAt })]).catch((error: unknown) => {
        if (!(error instanceof GuardError)) throw error;
      });
    },
    rolesOf: async (userId: string): Promise<DocumentRoleRecord[]> => (await roles.find({ match: { userId }, limit: maxRead })).items,
    putRole: (documentId: string, userId: string, role: DocumentRole): WriteOp =>
      roles.put({ id: roleId(documentId, userId), documentId, userId, role }),
    findRole: (documentId: string, userId: string): Promise<DocumentRoleRecord | undefined> => roles.get(roleId(documentId, userId)),
    deleteRole: (documentId: string, userId: string): WriteOp => roles.delete(roleId(documentId, userId)),
    commit: (ops: readonly WriteOp[]): Promise<void> => store.commit(ops),
  };
}
export type DocumentsRepository = ReturnType<typeof documentsRepository>;
