import * as z from 'zod/mini';
import type { ErrorSpec, Operation } from '../../kernel/contract.ts';
import { cursor, id, instant, limit, line, page } from '../../kernel/fields.ts';
import { Change } from './lesson-changes.ts';
import { LessonNode } from './lesson-content.ts';

/**
 * Why a version was taken: of itself ten minutes after an edit; because somebody named it; before a restore, so that it
 * can be taken back; after an erasure, as the beginning of a new history.
 */
export const versionKind = z.enum(['automatic', 'named', 'beforeRestore', 'afterErasure']);
export type VersionKind = z.output<typeof versionKind>;

/** A state of a document, kept apart from its history. One with a name is kept for ever, others are thinned as they age. */
export const VersionCard = z.object({
  id,
  documentId: id,
  at: instant,
  kind: versionKind,
  name: z.optional(z.string()),
  /** Who named it, restored another, or erased; nobody for an automatic one. */
  createdBy: z.optional(id),
  /** Who wrote or deleted since the version before it, as far as known. */
  authors: z.array(id),
  bytes: z.int(),
  /** Of a version `beforeRestore`: which one was restored. */
  restoredFrom: z.optional(id),
});
export type VersionCard = z.output<typeof VersionCard>;

/** A block and who wrote each stretch of its text; `null` where nobody is known. */
export const AuthoredBlock = z.object({
  type: z.string(),
  attrs: LessonNode.shape.attrs,
  runs: z.optional(z.array(z.object({ userId: z.nullable(id), text: z.string() }))),
  get content(): z.ZodMiniOptional<z.ZodMiniArray<typeof AuthoredBlock>> {
    return z.optional(z.array(AuthoredBlock));
  },
});
export type AuthoredBlock = z.output<typeof AuthoredBlock>;

/** Why a history is erased: a choice, since the audit chain keeps it for ever and must not keep what is to be forgotten. */
export const erasureReason = z.enum(['personalData', 'operational', 'mistake', 'legal']);
export type ErasureReason = z.output<typeof erasureReason>;

/** Named versions of one document. */
export const maxNamedVersions = 500;
const versionName = line(120);
/** Opening stored states takes time of the processor. */
const reading = { points: 60, perSeconds: 60 };

export const versionOperations = {
  /** Newest first. */
  listVersions: {
    http: 'GET /documents/:documentId/versions',
    on: 'document',
    can: 'document.read',
    input: z.strictObject({ documentId: id, limit, cursor: z.optional(cursor) }),
    output: page(VersionCard),
  },
  /** With the id of the version before it; `blocks` of lessons only. */
  getVersion: {
    http: 'GET /documents/:documentId/versions/:versionId',
    on: 'document',
    can: 'document.read',
    limit: reading,
    input: z.strictObject({ documentId: id, versionId: id }),
    output: z.object({ version: VersionCard, previous: z.nullable(id), blocks: z.optional(z.array(LessonNode)) }),
  },
  /** From one version of a lesson to another, or to what it says now: the blocks of the first, and the steps. */
  compareVersions: {
    http: 'GET /documents/:documentId/versions/:versionId/changes',
    on: 'document',
    can: 'document.read',
    limit: reading,
    input: z.strictObject({ documentId: id, versionId: id, to: z.optional(id) }),
    output: z.object({ from: VersionCard, to: z.nullable(VersionCard), blocks: z.array(LessonNode), changes: z.array(Change) }),
  },
  /** Names what the document says now, or with `versionId` a version that is there. */
  nameVersion: {
    http: 'POST /documents/:documentId/versions',
    on: 'document',
    can: 'document.edit',
    success: 201,
    limit: { points: 60, perSeconds: 3600 },
    input: z.strictObject({ documentId: id, versionId: z.optional(id), name: versionName }),
    output: VersionCard,
  },
  /** Another name, or with `null` none: the version is then thinned like an automatic one. */
  renameVersion: {
    http: 'PATCH /documents/:documentId/versions/:versionId',
    on: 'document',
    can: 'document.edit',
    input: z.strictObject({ documentId: id, versionId: id, name: z.nullable(versionName) }),
    output: VersionCard,
  },
  /** Makes a lesson say again what a version said, as one more edit; what it said until then is kept as a version. */
  restoreVersion: {
    http: 'POST /documents/:documentId/versions/:versionId/restore',
    on: 'document',
    can: 'document.edit',
    audit: ['versionId'],
    limit: { points: 30, perSeconds: 3600 },
    input: z.strictObject({ documentId: id, versionId: id }),
    output: z.object({ before: VersionCard, hasChanged: z.boolean() }),
  },
  /** Who wrote what a lesson says now, or said in a version. */
  authorship: {
    http: 'GET /documents/:documentId/authorship',
    on: 'document',
    can: 'document.read',
    limit: reading,
    input: z.strictObject({ documentId: id, versionId: z.optional(id) }),
    output: z.object({ blocks: z.array(AuthoredBlock) }),
  },
  /** What was deleted from the document is gone from its history and its versions; what it says now stays. */
  eraseHistory: {
    http: 'POST /documents/:documentId/erase-history',
    on: 'document',
    can: 'document.manage',
    fresh: true,
    audit: ['reason'],
    limit: { points: 20, perSeconds: 3600 },
    input: z.strictObject({ documentId: id, reason: erasureReason }),
    output: z.object({ version: VersionCard, removed: z.int() }),
  },
} as const satisfies Record<string, Operation>;

export const versionErrors = {
  unknownVersion: { status: 404 },
  /** Its stored content is not what was stored. */
  versionDamaged: { status: 409 },
  /** Its history has a damaged entry: it can only be read. */
  documentDamaged: { status: 409 },
  /** Only lessons can be shown, compared and restored. */
  onlyLessons: { status: 422 },
  tooManyNamedVersions: { status: 409 },
  /** A damaged entry stands in the way, or others wrote too quickly. Nothing of the versions was removed. */
  historyNotErased: { status: 409 },
  /** With what comes back it would be larger than a lesson may be. */
  tooLargeToRestore: { status: 409 },
} as const satisfies Record<string, ErrorSpec>;
