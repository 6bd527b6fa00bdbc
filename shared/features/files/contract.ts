import * as z from 'zod/mini';
import { Attachment } from './attachment.ts';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, id, nothing, paragraph, wholeNumber } from '../../kernel/fields.ts';
import { maxFileBytes, maxSummary, partBytes, partCount } from './rules.ts';

export type { Attachment } from './attachment.ts';

/** Where an upload stands. */
export const Upload = z.object({
  fileId: id,
  state: z.enum(['open', 'ready']),
  /** Length of every part but the last. */
  partBytes: z.int(),
  /** Numbers of the parts that are stored, from 0. */
  received: z.array(z.int()),
  /** Once it is ready. */
  attachment: z.optional(Attachment),
});
export type Upload = z.output<typeof Upload>;

const bytes = nothing;

export const files = defineContract({
  name: 'files',
  operations: {
    /** The same clientId again answers where that upload stands, until it hangs on a message. */
    startUpload: {
      http: 'POST /rooms/:roomId/files',
      on: 'room',
      can: 'room.post',
      success: 201,
      input: z.strictObject({
        roomId: id,
        clientId,
        /** Cleaned by the hub. */
        name: z.string().check(z.maxLength(1000)),
        size: z.int().check(z.gte(0)),
        kind: z.enum(['file', 'voice']),
        summary: z.optional(paragraph(maxSummary)),
        durationMs: z.optional(z.int().check(z.gte(0))),
      }),
      output: Upload,
      limit: { points: 60, perSeconds: 60 },
    },
    getUpload: { http: 'GET /files/:fileId/parts', on: 'file', can: 'file.write', input: z.strictObject({ fileId: id }), output: Upload },
    /** Stored when it is answered; bringing it again changes nothing. */
    putPart: {
      http: 'PUT /files/:fileId/parts/:part',
      on: 'file',
      can: 'file.write',
      stream: 'upload',
      maxBytes: partBytes,
      input: z.strictObject({ fileId: id, part: wholeNumber(0, partCount(maxFileBytes) - 1) }),
      output: nothing,
      limit: { points: 1200, perSeconds: 60 },
    },
    /** What it is about, until it hangs on a message; an empty text takes it away. */
    describeFile: {
      http: 'PATCH /files/:fileId',
      on: 'file',
      can: 'file.write',
      input: z.strictObject({ fileId: id, summary: paragraph(maxSummary) }),
      output: nothing,
    },
    /** Judges, scans and prepares it; once ready it can be attached to a message. */
    finishUpload: {
      http: 'POST /files/:fileId/finish',
      on: 'file',
      can: 'file.write',
      input: z.strictObject({ fileId: id }),
      output: Upload,
      limit: { points: 60, perSeconds: 60 },
    },
    /** Also of a finished file, until it hangs on a message. */
    cancelUpload: { http: 'DELETE /files/:fileId', on: 'file', can: 'file.write', input: z.strictObject({ fileId: id }), output: nothing },
    getContent: {
      http: 'GET /files/:fileId/content',
      on: 'file',
      can: 'file.read',
      stream: 'download',
      input: z.strictObject({ fileId: id }),
      output: bytes,
      limit: { points: 1200, perSeconds: 60 },
    },
    getThumbnail: {
      http: 'GET /files/:fileId/thumbnail',
      on: 'file',
      can: 'file.read',
      stream: 'download',
      input: z.strictObject({ fileId: id }),
      output: bytes,
      limit: { points: 1200, perSeconds: 60 },
    },
  },
  events: {},
  errors: {
    empty: { status: 422 },
    tooLarge: { status: 413 },
    quotaExceeded: { status: 413 },
    tooManyOpen: { status: 409 },
    clientIdReused: { status: 409 },
    roomClosed: { status: 409 },
    voiceOff: { status: 403 },
    voiceTooLong: { status: 422 },
    notVoice: { status: 415 },
    summaryRequired: { status: 422 },
    partUnknown: { status: 422 },
    partIncomplete: { status: 400 },
    partsMissing: { status: 409 },
    notOpen: { status: 409 },
    typeRefused: { status: 415 },
    heicRefused: { status: 415 },
    textNotUtf8: { status: 415 },
    documentRefused: { status: 422 },
    imageTooLarge: { status: 422 },
    damaged: { status: 422 },
    infected: { status: 422 },
    scannerAway: { status: 503 },
    notReady: { status: 409 },
    withdrawn: { status: 410 },
    unknownFile: { status: 404 },
    attachedElsewhere: { status: 409 },
    tooMany: { status: 422 },
  },
});
