import * as z from 'zod/mini';
import { country, direction, id, instant } from '../../kernel/fields.ts';
import { Attachment } from '../files/attachment.ts';

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

/** A line of the room as it was when it was reported. */
export const SnapshotLine = z.object({
  seq: z.int(),
  at: instant,
  /** Empty when the line held no message any more. */
  authorId: z.string(),
  authorName: z.string(),
  text: z.string(),
  direction,
  /** Number of the first message of its thread; absent in the room itself. */
  thread: z.optional(z.int()),
  /** What hung on it. The files themselves stay in the room, and go when the message is taken back. */
  attachments: z.array(Attachment),
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
