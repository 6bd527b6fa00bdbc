import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, direction, id, instant, wholeNumber } from '../../kernel/fields.ts';

export const maxCodePoints = 8000;

/** A message as the reader sees it. `seq` is its number in the room's log, dense from 1. */
export const Message = z.object({
  kind: z.literal('message'),
  seq: z.int(),
  id: z.string(),
  at: instant,
  authorId: id,
  /** Told only to its author, to match her own echo. */
  clientId: z.optional(clientId),
  text: z.string(),
  direction,
});
/** What the reader may not see keeps its number, so that density holds for all. */
export const Hidden = z.object({ kind: z.literal('hidden'), seq: z.int(), why: z.enum(['removed', 'moderators', 'purged']) });
export const RoomEvent = z.discriminatedUnion('kind', [Message, Hidden]);
export type Message = z.output<typeof Message>;
export type RoomEvent = z.output<typeof RoomEvent>;

const seq = wholeNumber(0, 2 ** 52);
/** The text as it is stored: NFC, without C0 controls other than tab and line feed. */
const text = z.string().check(z.minLength(1), z.maxLength(maxCodePoints * 2));

export const RoomPage = z.object({ roomId: id, items: z.array(RoomEvent), head: z.int(), hasEarlier: z.boolean() });

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
      input: z.strictObject({ roomId: id, clientId, text, direction: z.optional(direction) }),
      output: Message,
    },
    /** Over the socket it first follows the room, then reads: nothing falls between. The newest 50 events. */
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
      output: z.object({}),
    },
    /** A range by seq, ascending: `after`, or `before`, or the newest. */
    listMessages: {
      http: 'GET /rooms/:roomId/messages',
      socket: true,
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, after: z.optional(seq), before: z.optional(seq), limit: z._default(wholeNumber(1, 100), 50) }),
      output: RoomPage,
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
            /** Too far behind, or ahead of the log: the newest 50 instead, with the gap to page through. */
            z.object({ state: z.literal('reset'), roomId: id, latest: z.array(RoomEvent), head: z.int() }),
            z.object({ state: z.literal('gone'), roomId: id }),
          ]),
        ),
      }),
    },
    /** The author turns the direction of her own message. */
    turnDirection: {
      http: 'PATCH /rooms/:roomId/messages/:seq/direction',
      socket: true,
      on: 'room',
      can: 'room.post',
      input: z.strictObject({ roomId: id, seq, direction }),
      output: Message,
    },
  },
  events: {
    /** To `room:<id>`, in order of seq. */
    roomEvent: z.object({ roomId: id, event: RoomEvent }),
    /** The direction of an earlier message was turned by its author. */
    directionTurned: z.object({ roomId: id, seq: z.int(), direction }),
    /** To each connection on connect and every 25 s: heads of the rooms it follows. */
    heads: z.object({ heads: z.array(z.object({ roomId: id, head: z.int() })) }),
  },
  errors: {
    roomArchived: { status: 409 },
    clientIdReused: { status: 409 },
    messageTooLong: { status: 422 },
    messageEmpty: { status: 422 },
    announcementsOnly: { status: 403 },
    notYours: { status: 403 },
    unknownMessage: { status: 404 },
  },
});
