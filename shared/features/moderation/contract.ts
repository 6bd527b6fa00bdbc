import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, cursor, id, limit, nothing, page, paragraph, wholeNumber } from '../../kernel/fields.ts';
import { category, identity, MyReport, Notice, Reported, ReportedDetail } from './shapes.ts';

export * from './shapes.ts';

/** Reports of one person in a day. */
export const reportsPerDay = 20;
export const maxReportText = 1000;
export const maxDecisionText = 500;

/** Why something was decided: never empty, since somebody is told. */
const decisionText = paragraph(maxDecisionText).check(z.minLength(1));
const seq = wholeNumber(1, Number.MAX_SAFE_INTEGER);

const state = z.enum(['open', 'decided']);

export const moderation = defineContract({
  name: 'moderation',
  operations: {
    /** Tells the moderators of a message, with a copy of it and of what stands around it. */
    reportMessage: {
      http: 'POST /rooms/:roomId/messages/:seq/reports',
      on: 'room',
      can: 'room.read',
      success: 201,
      input: z.strictObject({
        roomId: id,
        seq,
        clientId,
        category,
        text: z._default(paragraph(maxReportText), ''),
        identity: z._default(identity, 'moderators'),
      }),
      output: MyReport,
    },
    listReports: {
      http: 'GET /spaces/:spaceId/reports',
      on: 'space',
      can: 'space.moderate',
      input: z.strictObject({ spaceId: id, state: z._default(state, 'open'), limit, cursor: z.optional(cursor) }),
      output: page(Reported),
    },
    /** How many wait for a decision that the caller may take. */
    countReports: {
      http: 'GET /spaces/:spaceId/reports/count',
      on: 'space',
      can: 'space.moderate',
      input: z.strictObject({ spaceId: id }),
      output: z.object({ open: z.int() }),
    },
    /** Of all spaces; `forOfficer`: those that nobody in their space may decide, or whose reporter turned to the safety officer. */
    listAllReports: {
      http: 'GET /reports',
      on: 'hub',
      can: 'hub.handleReports',
      input: z.strictObject({
        state: z._default(state, 'open'),
        which: z._default(z.enum(['forOfficer', 'all']), 'forOfficer'),
        limit,
        cursor: z.optional(cursor),
      }),
      output: page(Reported),
    },
    getReport: {
      http: 'GET /reports/:reportId',
      on: 'report',
      can: 'report.see',
      input: z.strictObject({ reportId: id }),
      output: ReportedDetail,
    },
    /** Nobody reads the message until it is restored; its author is told the rule and the reason. */
    hideReported: {
      http: 'POST /reports/:reportId/hide',
      on: 'report',
      can: 'report.handle',
      audit: ['rule'],
      input: z.strictObject({ reportId: id, rule: category, text: decisionText }),
      output: ReportedDetail,
    },
    /** The message stays; its author never learns that it was reported. */
    dismissReport: {
      http: 'POST /reports/:reportId/dismiss',
      on: 'report',
      can: 'report.handle',
      audit: [],
      input: z.strictObject({ reportId: id, reason: decisionText }),
      output: ReportedDetail,
    },
    restoreReported: {
      http: 'POST /reports/:reportId/restore',
      on: 'report',
      can: 'report.handle',
      audit: [],
      input: z.strictObject({ reportId: id, reason: decisionText }),
      output: ReportedDetail,
    },
    listMyReports: {
      http: 'GET /me/reports',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ limit, cursor: z.optional(cursor) }),
      output: page(MyReport),
    },
    /** Decisions about the caller's own messages, until she puts them away. */
    listMyNotices: {
      http: 'GET /me/moderation-notices',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(Notice) }),
    },
    dismissNotice: {
      http: 'DELETE /me/moderation-notices/:noticeId',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ noticeId: id }),
      output: nothing,
    },
  },
  events: {
    /** To each who may decide: the queue is another. */
    reportsChanged: z.object({ spaceId: z.optional(id) }),
    /** To the author of a message that was decided about. */
    noticed: z.object({}),
    /** To who reported: one of her reports was dealt with. */
    myReportsChanged: z.object({}),
  },
  errors: {
    unknownMessage: { status: 404 },
    ownMessage: { status: 409 },
    /** She has reported it, and it waits. */
    alreadyReported: { status: 409 },
    /** `max` people reported it. */
    reportedOften: { status: 409 },
    /** `max` a day; `retryAfterMs`. */
    tooManyReports: { status: 429 },
    clientIdReused: { status: 409 },
    alreadyDecided: { status: 409 },
    /** It is not hidden, or not by a decision about a report. */
    notHidden: { status: 409 },
  },
});
