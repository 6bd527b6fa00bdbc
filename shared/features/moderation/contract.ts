import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, country, cursor, direction, id, instant, limit, nothing, page, paragraph, wholeNumber } from '../../kernel/fields.ts';

/** What a report is about; the first is what this hub is careful of most. */
export const categories = [
  'operationalInformation',
  'harassment',
  'sexualHarassment',
  'threat',
  'doxxing',
  'imageAbuse',
  'discrimination',
  'retaliation',
  'unwantedContact',
  'other',
] as const;
export const category = z.enum(categories);
export type Category = z.output<typeof category>;
/** Who learns who reported: those who decide, or the hub's safety officer alone. */
export const identity = z.enum(['moderators', 'safetyOfficer']);
export const decisionKind = z.enum(['hidden', 'dismissed', 'restored']);
/** As whom somebody decided; persons are told by role only. */
export const deciderRole = z.enum(['moderators', 'safetyOfficer']);

/** Reports of one person in a day. */
export const reportsPerDay = 20;
export const maxReportText = 1000;
export const maxDecisionText = 500;

/** Why something was decided: never empty, since somebody is told. */
const decisionText = paragraph(maxDecisionText).check(z.minLength(1));
const seq = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** A line of the room as it was when it was reported. */
export const SnapshotLine = z.object({
  seq: z.int(),
  at: instant,
  /** Empty when the line held no message any more. */
  authorId: z.string(),
  authorName: z.string(),
  text: z.string(),
  direction,
  isGone: z.boolean(),
});
export type SnapshotLine = z.output<typeof SnapshotLine>;

/** A reported message with all its reports: one line of the queue. */
export const Reported = z.object({
  id,
  /** Absent for a message that was written outside of every space. */
  spaceId: z.optional(id),
  roomId: id,
  roomName: z.string(),
  seq: z.int(),
  authorName: z.string(),
  /** The beginning of the message as it was reported. */
  excerpt: z.string(),
  direction,
  categories: z.array(category),
  reportCount: z.int(),
  reportedAt: instant,
  state: z.enum(['open', 'hidden', 'dismissed', 'restored']),
  /** Nobody in the space may decide: it concerns all who could. */
  isForOfficer: z.boolean(),
});
export type Reported = z.output<typeof Reported>;

export const ReportLine = z.object({
  id,
  category,
  text: z.string(),
  at: instant,
  identity,
  /** Absent when the caller may not learn who reported. */
  reporter: z.optional(z.object({ userId: id, displayName: z.string(), country })),
});
export const Decision = z.object({
  kind: decisionKind,
  at: instant,
  byRole: deciderRole,
  byName: z.string(),
  rule: z.optional(category),
  text: z.string(),
});
/** Everything needed to decide. */
export const ReportedDetail = z.object({
  ...Reported.shape,
  /** The message as first reported, and as it read in later reports when it had been edited. */
  message: SnapshotLine,
  laterVersions: z.array(SnapshotLine),
  /** How it stands in the room now. */
  now: z.enum(['shown', 'edited', 'hidden', 'removed']),
  before: z.array(SnapshotLine),
  after: z.array(SnapshotLine),
  reports: z.array(ReportLine),
  decisions: z.array(Decision),
});
export type ReportedDetail = z.output<typeof ReportedDetail>;

/** A report as the one who made it sees it: that it was dealt with and whether something was done, never more. */
export const MyReport = z.object({
  id,
  spaceId: z.optional(id),
  roomId: id,
  roomName: z.string(),
  seq: z.int(),
  category,
  text: z.string(),
  at: instant,
  state: z.enum(['waiting', 'handled']),
  outcome: z.optional(z.enum(['acted', 'kept'])),
});
export type MyReport = z.output<typeof MyReport>;

/** What the author of a message is told. Who reported, how many did and when is never part of it. */
export const Notice = z.object({
  id,
  kind: z.enum(['hidden', 'restored']),
  spaceId: z.optional(id),
  roomId: id,
  roomName: z.string(),
  seq: z.int(),
  /** When the message was written. */
  writtenAt: instant,
  byRole: deciderRole,
  rule: z.optional(category),
  text: z.string(),
  at: instant,
});
export type Notice = z.output<typeof Notice>;

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
