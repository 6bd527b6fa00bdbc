import * as z from 'zod/mini';
import { documentRoles } from '../../access/permissions.ts';
import { DocumentCard, documentKind } from './card.ts';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, cursor, id, languageTag, limit, line, nothing, page } from '../../kernel/fields.ts';
import { versionErrors, versionOperations } from './versions-contract.ts';

export type { DocumentCard, DocumentKind } from './card.ts';

const NewDocument = z.strictObject({
  clientId: z.optional(clientId),
  kind: documentKind,
  title: line(200),
  language: languageTag,
  memberRole: z.optional(z.enum(['reader', 'commenter', 'suggester', 'editor'])),
});

export const documents = defineContract({
  name: 'documents',
  operations: {
    /** One, or up to 100 at once in `documents`. */
    create: {
      http: 'POST /documents',
      on: 'space',
      can: 'space.createDocument',
      success: 201,
      limit: { points: 600, perSeconds: 3600 },
      input: z.strictObject({
        spaceId: id,
        clientId: z.optional(clientId),
        kind: z.optional(documentKind),
        title: z.optional(line(200)),
        language: z.optional(languageTag),
        memberRole: NewDocument.shape.memberRole,
        documents: z.optional(z.array(NewDocument).check(z.minLength(1), z.maxLength(100))),
      }),
      output: z.object({ items: z.array(DocumentCard) }),
    },
    list: {
      http: 'GET /spaces/:spaceId/documents',
      on: 'space',
      can: 'space.listMembers',
      input: z.strictObject({ spaceId: id, limit, cursor: z.optional(cursor) }),
      output: page(DocumentCard),
    },
    get: {
      http: 'GET /documents/:documentId',
      on: 'document',
      can: 'document.read',
      input: z.strictObject({ documentId: id }),
      output: DocumentCard,
    },
    rename: {
      http: 'PATCH /documents/:documentId',
      on: 'document',
      can: 'document.manage',
      input: z.strictObject({
        documentId: id,
        title: z.optional(line(200)),
        memberRole: NewDocument.shape.memberRole,
        isArchived: z.optional(z.boolean()),
      }),
      output: DocumentCard,
      audit: ['memberRole', 'isArchived'],
    },
    setRole: {
      http: 'PUT /documents/:documentId/roles/:userId',
      on: 'document',
      can: 'document.manage',
      audit: ['userId', 'role'],
      input: z.strictObject({ documentId: id, userId: id, role: z.nullable(z.enum(documentRoles)) }),
      output: nothing,
    },
    ...versionOperations,
  },
  events: { changed: z.object({ spaceId: id, documentId: id }) },
  errors: {
    documentArchived: { status: 409 },
    clientIdReused: { status: 409 },
    nothingToCreate: { status: 422 },
    notMember: { status: 422 },
    ...versionErrors,
  },
});

/** WebSocket close codes of `/collab/:documentId` (docs/spec/documents.md). 4400–4499 are final for y-websocket; the others mean "come again". */
export const closeCodes = {
  notSignedIn: 4401,
  notAllowed: 4403,
  unknownDocument: 4404,
  schemaOrEpochDiffers: 4409,
  refusedContent: 4422,
  tooSlow: 4008,
  loadFailed: 4503,
  restarting: 1012,
} as const;

/** Why an update was refused; sent in message 121 and counted in metrics. For the number 0: why none will be taken. */
export const refusalCodes = {
  tooLarge: 1,
  undecodable: 2,
  foreignClientId: 3,
  gap: 4,
  shape: 5,
  notAllowed: 6,
  archived: 7,
  documentFull: 8,
  damaged: 9,
} as const;
export type RefusalReason = keyof typeof refusalCodes;
