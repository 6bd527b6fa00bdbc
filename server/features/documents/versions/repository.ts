import type { VersionCard, VersionKind } from '#shared/features/documents/versions-contract.ts';
import type { Scalar, Store, WriteOp } from '../../../platform/store/port.ts';
import { versionLimits } from './bounds.ts';

/** Everything about a version but its content, which is a blob: the encoded state, V1. */
export type VersionRecord = {
  id: string;
  documentId: string;
  at: string;
  kind: VersionKind;
  isNamed: boolean;
  name?: string;
  createdBy?: string;
  restoredFrom?: string;
  authors: string[];
  bytes: number;
  /** Hex SHA-256 of the content. */
  sha256: string;
  /** Hex SHA-256 of what is in it and what was deleted: equal states are equal in it, however they are encoded. */
  state: string;
  /** Base64. */
  stateVector: string;
};

const blobFolder = (documentId: string) => `documents/${documentId}/versions/`;
export const versionBlobKey = ({ documentId, id }: { documentId: string; id: string }) => `${blobFolder(documentId)}${id}`;
/** Prefix of the blobs of a document's versions. */
export const versionBlobPrefix = blobFolder;
const page = 500;

export function versionsRepository(store: Store) {
  const versions = store.collection<VersionRecord>('documentVersions', {
    schemaVersion: 1,
    indexes: [
      ['documentId', 'at'],
      ['documentId', 'isNamed', 'at'],
    ],
  });

  async function all(match: { documentId: string; isNamed?: boolean }, limit: number): Promise<VersionRecord[]> {
    const found: VersionRecord[] = [];
    let after: (Scalar | null)[] | undefined;
    do {
      const next = await versions.find({ match, sort: [['at', -1]], limit: page, ...(after && { after }) });
      found.push(...next.items);
      after = next.next;
    } while (after && found.length < limit);
    return found;
  }

  return {
    async find(documentId: string, id: string): Promise<VersionRecord | undefined> {
      const found = await versions.get(id);
      return found?.documentId === documentId ? found : undefined;
    },
    newest: async (documentId: string): Promise<VersionRecord | undefined> =>
      (await versions.find({ match: { documentId }, sort: [['at', -1]], limit: 1 })).items[0],
    /** The newest one before it. */
    before: async ({ documentId, at }: VersionRecord): Promise<VersionRecord | undefined> =>
      (await versions.find({ match: { documentId, at: { lt: at } }, sort: [['at', -1]], limit: 1 })).items[0],
    /** Newest first. */
    list: (documentId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      versions.find({ match: { documentId }, sort: [['at', -1]], limit, ...(after && { after }) }),
    /** Newest first. */
    unnamed: (documentId: string): Promise<VersionRecord[]> => all({ documentId, isNamed: false }, 2 * versionLimits.unnamed),
    /** Newest first. */
    all: (documentId: string): Promise<VersionRecord[]> => all({ documentId }, 4 * versionLimits.unnamed),
    countNamed: (documentId: string): Promise<number> => versions.count({ documentId, isNamed: true }),
    insert: (version: VersionRecord): WriteOp => versions.insert(version),
    /** @throws GuardError when it changed meanwhile */
    replace: (before: VersionRecord, after: VersionRecord): WriteOp =>
      versions.replace(after, { isNamed: before.isNamed, name: before.name ?? null }),
    delete: ({ id }: VersionRecord): WriteOp => versions.delete(id),
  };
}
export type VersionsRepository = ReturnType<typeof versionsRepository>;

export function versionCard({ id, documentId, at, kind, name, createdBy, restoredFrom, authors, bytes }: VersionRecord): VersionCard {
  return {
    ...{ id, documentId, at, kind, authors, bytes },
    ...(name !== undefined && { name }),
    ...(createdBy !== undefined && { createdBy }),
    ...(restoredFrom !== undefined && { restoredFrom }),
  };
}
