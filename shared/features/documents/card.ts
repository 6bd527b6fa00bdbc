import * as z from 'zod/mini';
import { documentRoles } from '../../access/permissions.ts';
import { id, instant, languageTag } from '../../kernel/fields.ts';

/** `lesson` and `tree` have allow-listed roots and a schema; `plain` is any Yjs document. */
export const documentKind = z.enum(['lesson', 'tree', 'plain']);
export type DocumentKind = z.output<typeof documentKind>;

export const DocumentCard = z.object({
  id,
  spaceId: id,
  kind: documentKind,
  title: z.string(),
  language: languageTag,
  /** What plain members of the space may do. */
  memberRole: z.enum(documentRoles),
  /** The caller's own role. */
  myRole: z.enum(documentRoles),
  createdBy: id,
  createdAt: instant,
  updatedAt: instant,
  /** Raised when a history was replaced; a client of another epoch starts anew. */
  epoch: z.int(),
  schemaVersion: z.int(),
  isArchived: z.boolean(),
  /** People editing or reading now. */
  presentCount: z.int(),
});
export type DocumentCard = z.output<typeof DocumentCard>;
