import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, cursor, direction, id, instant, limit, line, nothing, page, paragraph, wholeNumber } from '../../kernel/fields.ts';
import { maxFilesPerMessage } from '../files/rules.ts';
import { Message, RoomEvent, RoomItem } from './messages.ts';

export * from './messages.ts';

export const maxCodePoints = 8000;
/** More people than this are mentioned at once only when the author says so again. */
export const maxUnconfirmedMentions = 30;
export const maxPins = 50;
/** A message is changed by its author for so long. */
export const editWindowMinutes = 15;
export const maxPollOptions = 10;

const seq = wholeNumber(0, 2 ** 52);
const number = wholeNumber(1, 2 ** 52);
/** The text as it is stored: NFC, without C0 controls other than tab and line feed. */
const text = z.string().check(z.maxLength(maxCodePoints * 2));
/** A character of the emoji set; judged by the hub. */
const emoji = z.string().check(z.minLength(1), z.maxLength(40));

export const NewPoll = z.strictObject({
  options: z.array(line(200)).check(z.minLength(2), z.maxLength(maxPollOptions)),
  isMultiple: z._default(z.boolean(), false),
  isAnonymous: z._default(z.boolean(), false),
  shows: z._default(z.enum(['always', 'voted', 'closed']), 'always'),
  closesAt: z.optional(instant),
});

/** Lines of a room or thread in their present state, ascending; the whole of what lies between the first and `to`. */
export const RoomPage = z.object({
  roomId: id,
  items: z.array(RoomItem),
  /** Every line with a number ≥ from and ≤ to is contained. */
  from: z.int(),
  to: z.int(),
  /** The newest number of the log: events up to it are contained in the items. */
  head: z.int(),
  hasEarlier: z.boolean(),
  hasLater: z.boolean(),
  /** Messages that the items answer, when they are not among them. */
  quoted: z.array(RoomItem),
});

/** What a reader may know of a poll's results now. */
export const PollResults = z.object({
  /** Ids of the options the caller chose. */
  mine: z.array(id),
  /** Absent while they are not shown to her. */
  counts: z.optional(z.array(z.object({ optionId: id, count: z.int(), by: z.optional(z.array(id)) }))),
  voters: z.int(),
  isClosed: z.boolean(),
});

export const chat = defineContract({
  name: 'chat',
  operations: {
    sendMessage: {
      http: 'POST /rooms/:roomId/messages',
      socket: true,
      on: 'room',
      can: 'room.post',
      success: 201,
      limit: { points: 40, perSeconds: 60 },
      input: z.strictObject({
        roomId: id,
        clientId,
        text,
        direction: z.optional(direction),
        thread: z.optional(number),
        replyTo: z.optional(number),
        poll: z.optional(NewPoll),
        /** Ids of files that are ready. With them the text may be empty. */
        attachments: z.optional(z.array(id).check(z.maxLength(maxFilesPerMessage))),
        /** She was told how many people she mentions. */
        confirmsMentions: z.optional(z.boolean()),
      }),
      output: Message,
    },
    /** The author's, within the edit window. The former text stays in the history. */
    editMessage: {
      http: 'PATCH /rooms/:roomId/messages/:seq',
      socket: true,
      on: 'room',
      can: 'room.post',
      limit: { points: 40, perSeconds: 60 },
      input: z.strictObject({
        roomId: id,
        seq: number,
        baseRevision: z.int().check(z.gte(0)),
        text,
        direction: z.optional(direction),
        confirmsMentions: z.optional(z.boolean()),
      }),
      output: Message,
    },
    /** One's own; somebody else's by those who moderate the room, with a reason. For good: text and history are emptied. */
    removeMessage: {
      http: 'DELETE /rooms/:roomId/messages/:seq',
      socket: true,
      on: 'room',
      can: 'room.read',
      audit: ['seq'],
      input: z.strictObject({ roomId: id, seq: number, reason: z.optional(paragraph(300)) }),
      output: RoomItem,
    },
    /** Former texts of a message, oldest first; what was removed from the history is left out. */
    getHistory: {
      http: 'GET /rooms/:roomId/messages/:seq/history',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seq: number }),
      output: z.object({ revisions: z.array(z.object({ revision: z.int(), at: instant, text: z.string(), direction })) }),
    },
    /** Empties one former text, by those who moderate the room. */
    removeRevision: {
      http: 'DELETE /rooms/:roomId/messages/:seq/history/:revision',
      on: 'room',
      can: 'room.moderate',
      audit: ['seq', 'revision'],
      input: z.strictObject({ roomId: id, seq: number, revision: seq }),
      output: nothing,
    },
    /** Sets or takes away one's own reaction; repeating changes nothing. */
    setReaction: {
      http: 'PUT /rooms/:roomId/messages/:seq/reactions',
      socket: true,
      on: 'room',
      can: 'room.read',
      limit: { points: 60, perSeconds: 60 },
      input: z.strictObject({ roomId: id, seq: number, emoji, isOn: z.boolean() }),
      output: RoomItem,
    },
    setPin: {
      http: 'PUT /rooms/:roomId/messages/:seq/pin',
      socket: true,
      on: 'room',
      can: 'room.moderate',
      audit: ['seq', 'isOn'],
      input: z.strictObject({ roomId: id, seq: number, isOn: z.boolean(), note: z.optional(line(200)) }),
      output: RoomItem,
    },
    listPins: {
      http: 'GET /rooms/:roomId/pins',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id }),
      output: z.object({ items: z.array(RoomItem) }),
    },
    /** The author turns the direction of her own message. */
    turnDirection: {
      http: 'PATCH /rooms/:roomId/messages/:seq/direction',
      socket: true,
      on: 'room',
      can: 'room.post',
      input: z.strictObject({ roomId: id, seq: number, direction }),
      output: RoomItem,
    },
    /** Over the socket it first follows the room, then reads: nothing falls between. The newest 50 lines. */
    openRoom: {
      http: 'GET /rooms/:roomId',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id }),
      output: RoomPage,
    },
    /** Stops hearing the room's events. */
    closeRoom: {
      http: 'DELETE /rooms/:roomId/following',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ roomId: id }),
      output: nothing,
    },
    /** Lines of the room, or of one thread: `after`, `before` or `around` a number, or the newest. */
    listMessages: {
      http: 'GET /rooms/:roomId/messages',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({
        roomId: id,
        thread: z.optional(number),
        after: z.optional(seq),
        before: z.optional(seq),
        around: z.optional(number),
        limit: z._default(wholeNumber(1, 100), 50),
      }),
      output: RoomPage,
    },
    /** Single lines by number, wherever they stand: quotes, permalinks, what was restored. */
    getMessages: {
      http: 'POST /rooms/:roomId/messages/get',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seqs: z.array(z.int().check(z.gte(1))).check(z.minLength(1), z.maxLength(50)) }),
      output: z.object({ items: z.array(RoomItem), head: z.int() }),
    },
    /** First messages of the room's threads, the last replied to first. */
    listThreads: {
      http: 'GET /rooms/:roomId/threads',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, limit, cursor: z.optional(cursor) }),
      output: page(RoomItem),
    },
    /** Messages with all of the words, or of their beginnings, newest first. */
    searchMessages: {
      http: 'GET /rooms/:roomId/search',
      on: 'room',
      can: 'room.read',
      limit: { points: 60, perSeconds: 60 },
      input: z.strictObject({ roomId: id, words: line(100), limit, cursor: z.optional(cursor) }),
      output: page(RoomItem),
    },
    /** After a cut: what is new in the rooms the client holds, by the last seq it has. */
    sync: {
      http: 'POST /rooms/sync',
      socket: true,
      on: 'hub',
      can: 'hub.read',
      input: z.strictObject({ rooms: z.array(z.strictObject({ roomId: id, lastSeq: z.int().check(z.gte(0)) })).check(z.maxLength(50)) }),
      output: z.object({
        rooms: z.array(
          z.discriminatedUnion('state', [
            z.object({ state: z.literal('events'), roomId: id, events: z.array(RoomEvent), head: z.int(), hasMore: z.boolean() }),
            /** Too far behind, or ahead of the log: the newest 50 instead, from which earlier ones are paged. */
            z.object({ state: z.literal('reset'), roomId: id, page: RoomPage }),
            z.object({ state: z.literal('gone'), roomId: id }),
          ]),
        ),
      }),
    },
    /** Told to those who hear the room, for a few seconds; nothing is kept. */
    setTyping: {
      http: 'PUT /rooms/:roomId/typing',
      socket: true,
      on: 'room',
      can: 'room.post',
      limit: { points: 60, perSeconds: 60 },
      input: z.strictObject({ roomId: id, thread: z.optional(number), isOn: z.boolean() }),
      output: nothing,
    },
    getPoll: {
      http: 'GET /rooms/:roomId/messages/:seq/poll',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seq: number }),
      output: PollResults,
    },
    /** Replaces what the caller chose before; none takes the vote back. */
    vote: {
      http: 'PUT /rooms/:roomId/messages/:seq/vote',
      socket: true,
      on: 'room',
      can: 'room.read',
      limit: { points: 30, perSeconds: 60 },
      input: z.strictObject({ roomId: id, seq: number, optionIds: z.array(id).check(z.maxLength(maxPollOptions)) }),
      output: PollResults,
    },
    /** Its author, or who moderates the room. */
    closePoll: {
      http: 'POST /rooms/:roomId/messages/:seq/poll/close',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, seq: number }),
      output: PollResults,
    },
  },
  events: {
    /** To `room:<id>`, in order of seq; one, or those that were missed. */
    roomEvents: z.object({ roomId: id, events: z.array(RoomEvent) }),
    typing: z.object({ roomId: id, userId: id, thread: z.optional(z.int()), isOn: z.boolean() }),
    /** To each connection on connect and every 25 s: heads of the rooms it follows. */
    heads: z.object({ heads: z.array(z.object({ roomId: id, head: z.int() })) }),
  },
  errors: {
    roomArchived: { status: 409 },
    roomLocked: { status: 423 },
    slowMode: { status: 429 },
    clientIdReused: { status: 409 },
    messageTooLong: { status: 422 },
    messageEmpty: { status: 422 },
    announcementsOnly: { status: 403 },
    requestWaiting: { status: 409 },
    answerFirst: { status: 409 },
    noFilesYet: { status: 409 },
    conversationClosed: { status: 403 },
    notAllowedToPost: { status: 403 },
    notYours: { status: 403 },
    unknownMessage: { status: 404 },
    messageRemoved: { status: 410 },
    threadNested: { status: 409 },
    staleRevision: { status: 409 },
    editWindowClosed: { status: 409 },
    reasonNeeded: { status: 422 },
    notAnEmoji: { status: 422 },
    tooManyReactions: { status: 409 },
    tooManyPins: { status: 409 },
    tooManyMentions: { status: 422 },
    mentionNeedsConfirmation: { status: 409 },
    notAPoll: { status: 404 },
    pollClosed: { status: 409 },
    unknownOption: { status: 422 },
  },
});
