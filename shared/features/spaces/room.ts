import * as z from 'zod/mini';
import { spaceRoles } from '../../access/permissions.ts';
import type { Scope } from '../../access/can.ts';
import { country, id, instant, languageTag, line, paragraph } from '../../kernel/fields.ts';

export const maxBannerText = 300;
/** Longest pause slow mode asks for, and the shortest: six hours, five seconds. */
export const slowModeLimits = { min: 5, max: 21_600 } as const;

/** Choices of who runs a room, in the order they are offered. */
export const roomKinds = ['chat', 'announcements'] as const;
export const postBys = ['members', 'trainers', 'moderators'] as const;
export const receiptKinds = ['off', 'count', 'names'] as const;
export const accessKinds = ['space', 'chosen'] as const;

/** What is written by those who run a room, checked alike when it is made and when it is changed. */
export const RoomFields = {
  name: line(80),
  purpose: paragraph(300),
  bannerText: paragraph(maxBannerText),
  kind: z.enum(roomKinds),
  postBy: z.enum(postBys),
  receipts: z.enum(receiptKinds),
  access: z.enum(accessKinds),
  /** 0: off. */
  slowModeSeconds: z.int().check(z.refine((seconds) => seconds === 0 || (seconds >= slowModeLimits.min && seconds <= slowModeLimits.max))),
};

export const RoomLock = z.object({ until: z.optional(instant), reason: z.string() });
export type RoomLock = z.output<typeof RoomLock>;

export const Room = z.object({
  id,
  spaceId: id,
  name: z.string(),
  language: languageTag,
  /** One line under the name. */
  purpose: z.string(),
  /** Shown above the messages; empty: none. */
  bannerText: z.string(),
  /** Only those who manage the room post announcements. */
  kind: RoomFields.kind,
  position: z.int(),
  isArchived: z.boolean(),
  /** `trainers` includes those who manage the room, `moderators` means them. */
  postBy: RoomFields.postBy,
  /** Absent: not locked. A lock whose `until` has come is none. */
  lock: z.optional(RoomLock),
  /** Pause between two messages of one person; 0: off. Who manages the room is exempt. */
  slowModeSeconds: z.int(),
  slowModeUntil: z.optional(instant),
  /** Who learns that a message was read: nobody, how many, or who. */
  receipts: RoomFields.receipts,
  hasVoiceNotes: z.boolean(),
  /** `chosen`: for invited people only. */
  access: RoomFields.access,
  /** The caller is one of the chosen people; false where the whole space is in. */
  isJoined: z.boolean(),
});
export type Room = z.output<typeof Room>;

export const RoomMember = z.object({
  userId: id,
  displayName: z.string(),
  country,
  role: z.enum(spaceRoles),
  joinedAt: instant,
});
export type RoomMember = z.output<typeof RoomMember>;

/**
 * Where an action on a room happens, for `can()` on a page: what the server would say to the person the room was shown
 * to. That she is among the chosen people comes with the room, so it is restricted for the others only.
 */
export const scopeOfShownRoom = (room: Room, isSpaceArchived = false): Scope => ({
  id: room.id,
  spaceId: room.spaceId,
  isArchived: room.isArchived || isSpaceArchived,
  isRestricted: room.access === 'chosen' && !room.isJoined,
});

/** Is the lock in force? */
export const isLocked = (room: Pick<Room, 'lock'>, now: Date): boolean =>
  room.lock !== undefined && (room.lock.until === undefined || Date.parse(room.lock.until) > now.getTime());

/** The pause between two messages of one person that is asked for now, in seconds; 0: none. */
export const slowModeNow = (room: Pick<Room, 'slowModeSeconds' | 'slowModeUntil'>, now: Date): number =>
  room.slowModeUntil === undefined || Date.parse(room.slowModeUntil) > now.getTime() ? room.slowModeSeconds : 0;
