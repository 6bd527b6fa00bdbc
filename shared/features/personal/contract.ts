import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { cursor, id, instant, limit, line, nothing, page, wholeNumber } from '../../kernel/fields.ts';
import { RoomItem } from '../chat/messages.ts';

const number = wholeNumber(1, 2 ** 52);
/** Counts are told up to this; more is "99+". */
export const maxCount = 100;

/** What the reader is told of a room that is not on her screen. */
export const notices = z.enum(['all', 'mentions', 'none']);

/** Where one person stands in one room. Counts come from the room's log, never from adding up. */
export const RoomState = z.object({
  roomId: id,
  /** Absent: a direct conversation. */
  spaceId: z.optional(id),
  head: z.int(),
  /** The number up to which she has read. */
  mark: z.int(),
  /** Messages of others after the mark, up to 100. */
  unread: z.int(),
  /** Those of them that name her, her role or the space; who is named in a thread follows it. */
  mentions: z.int(),
  firstUnread: z.optional(z.int()),
  /** Followed threads of the room with unread replies. */
  threads: z.array(z.object({ root: z.int(), unread: z.int(), mark: z.int() })),
  newest: z.optional(RoomItem),
  notices,
});
export type RoomState = z.output<typeof RoomState>;

/** Something of the person's own changed, perhaps on another of her devices. */
export const AccountEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), roomId: id, thread: z.optional(z.int()), upTo: z.int() }),
  z.object({ kind: z.literal('following'), roomId: id, thread: z.int() }),
  z.object({ kind: z.literal('notices'), roomId: id }),
  z.object({ kind: z.literal('draft'), place: z.string(), revision: z.int() }),
  z.object({ kind: z.literal('bookmark'), roomId: id, seq: z.int(), isOn: z.boolean() }),
]);
export type AccountEvent = z.output<typeof AccountEvent>;

/** Where something is being written: a room, or one of its threads. */
export const draftPlace = z.string().check(z.regex(/^room:[a-z0-9][a-z0-9_-]{0,63}(\/[1-9]\d{0,15})?$/));
export const Draft = z.object({
  place: z.string(),
  text: z.string(),
  /** Raised by each saving; 0: none was saved yet. */
  revision: z.int(),
  savedAt: instant,
  /** What another device had written meanwhile and this saving has replaced; kept until a draft is emptied. */
  other: z.optional(z.string()),
});
export type Draft = z.output<typeof Draft>;

export const Bookmark = z.object({
  roomId: id,
  seq: z.int(),
  note: z.string(),
  at: instant,
  /** Absent when the room may not be read any more. */
  item: z.optional(RoomItem),
});
export type Bookmark = z.output<typeof Bookmark>;

export const personal = defineContract({
  name: 'personal',
  operations: {
    /** All rooms the caller may read, where she stands in each. Over the socket it also follows their `pulse`. */
    listRooms: {
      http: 'GET /me/rooms',
      socket: true,
      on: 'self',
      can: 'self.read',
      limit: { points: 60, perSeconds: 60 },
      input: z.strictObject({}),
      output: z.object({ rooms: z.array(RoomState), accountHead: z.int() }),
    },
    getRoomState: {
      http: 'GET /rooms/:roomId/state',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id }),
      output: RoomState,
    },
    /** Only ever forward; `markUnread` goes back. */
    markRead: {
      http: 'PUT /rooms/:roomId/read',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, thread: z.optional(number), upTo: number }),
      output: RoomState,
    },
    /** From this message on the room, or the thread, is unread again. */
    markUnread: {
      http: 'PUT /rooms/:roomId/unread',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, thread: z.optional(number), from: number }),
      output: RoomState,
    },
    setNotices: {
      http: 'PUT /rooms/:roomId/notices',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, notices }),
      output: nothing,
    },
    /** Who wrote in a thread, or is named in it, follows it unless she says otherwise. */
    followThread: {
      http: 'PUT /rooms/:roomId/threads/:thread/following',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, thread: number, isFollowing: z.boolean() }),
      output: nothing,
    },
    isFollowing: {
      http: 'GET /rooms/:roomId/threads/:thread/following',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, thread: number }),
      output: z.object({ isFollowing: z.boolean() }),
    },
    /** Threads the caller follows, in all rooms she may read, the last replied to first. */
    listFollowedThreads: {
      http: 'GET /me/threads',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ limit, cursor: z.optional(cursor) }),
      output: page(z.object({ roomId: id, root: RoomItem, unread: z.int() })),
    },
    /** Who read up to a message, as far as the room tells; people who do not show their presence are not named. */
    listReaders: {
      http: 'GET /rooms/:roomId/messages/:seq/readers',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seq: number }),
      output: z.object({ count: z.int(), userIds: z.optional(z.array(id)) }),
    },
    listDrafts: {
      http: 'GET /me/drafts',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(Draft) }),
    },
    getDraft: {
      http: 'POST /me/drafts/get',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ place: draftPlace }),
      output: Draft,
    },
    /** The last saving wins; what it replaced unseen is kept beside it. An empty text takes the draft away. */
    saveDraft: {
      http: 'PUT /me/drafts',
      socket: true,
      on: 'self',
      can: 'self.update',
      limit: { points: 120, perSeconds: 60 },
      input: z.strictObject({ place: draftPlace, text: z.string().check(z.maxLength(16_000)), baseRevision: z.int().check(z.gte(0)) }),
      output: Draft,
    },
    setBookmark: {
      http: 'PUT /rooms/:roomId/messages/:seq/bookmark',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seq: number, isOn: z.boolean(), note: z.optional(line(200)) }),
      output: nothing,
    },
    /** The caller's own, newest first; nobody else learns of them. */
    listBookmarks: {
      http: 'GET /me/bookmarks',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ limit, cursor: z.optional(cursor) }),
      output: page(Bookmark),
    },
    /** What happened on the account after an event that is known; more than 200 behind, or ahead of it: ask for everything anew. */
    syncAccount: {
      http: 'GET /me/events',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ after: wholeNumber(0, 2 ** 52) }),
      output: z.object({
        events: z.array(z.object({ seq: z.int(), event: AccountEvent })),
        head: z.int(),
        isReset: z.boolean(),
      }),
    },
  },
  events: {
    /** To the account's connections, dense by seq: a hole is asked for by `syncAccount`. */
    told: z.object({ seq: z.int(), event: AccountEvent }),
    /** Every 25 s. */
    accountHead: z.object({ head: z.int() }),
    /** A room moved on; at most twice a second. Where one stands is asked for by `getRoomState`. */
    pulse: z.object({ roomId: id, head: z.int() }),
  },
  errors: {
    unknownMessage: { status: 404 },
    beyondHead: { status: 422 },
    notAThread: { status: 404 },
    receiptsOff: { status: 409 },
    tooManyBookmarks: { status: 409 },
    tooManyDrafts: { status: 409 },
  },
});
