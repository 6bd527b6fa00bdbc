import * as z from 'zod/mini';
import type { Operation } from '../../kernel/contract.ts';
import { clientId, cursor, id, instant, languageTag, limit, line, nothing, page } from '../../kernel/fields.ts';
import { Room, RoomFields, RoomMember } from './room.ts';

/** Operations of the contract `spaces` on rooms and on the people of rooms for chosen people. */
export const roomOperations = {
  createRoom: {
    http: 'POST /spaces/:spaceId/rooms',
    on: 'space',
    can: 'space.createRoom',
    audit: ['name', 'kind', 'access'],
    success: 201,
    input: z.strictObject({
      spaceId: id,
      clientId,
      name: RoomFields.name,
      language: languageTag,
      purpose: RoomFields.purpose,
      kind: RoomFields.kind,
      bannerText: z.optional(RoomFields.bannerText),
      postBy: z.optional(RoomFields.postBy),
      receipts: z.optional(RoomFields.receipts),
      hasVoiceNotes: z.optional(z.boolean()),
      access: z.optional(RoomFields.access),
    }),
    output: Room,
  },
  /** What is absent stays. A room for chosen people never opens to all: people spoke in it in confidence. */
  updateRoom: {
    http: 'PATCH /rooms/:roomId',
    on: 'room',
    can: 'room.manage',
    audit: ['isArchived', 'postBy', 'slowModeSeconds', 'receipts', 'hasVoiceNotes', 'access'],
    input: z.strictObject({
      roomId: id,
      name: z.optional(RoomFields.name),
      language: z.optional(languageTag),
      purpose: z.optional(RoomFields.purpose),
      bannerText: z.optional(RoomFields.bannerText),
      position: z.optional(z.int().check(z.gte(0), z.lte(1000))),
      isArchived: z.optional(z.boolean()),
      postBy: z.optional(RoomFields.postBy),
      slowModeSeconds: z.optional(RoomFields.slowModeSeconds),
      /** Null: without an end. */
      slowModeUntil: z.optional(z.nullable(instant)),
      receipts: z.optional(RoomFields.receipts),
      hasVoiceNotes: z.optional(z.boolean()),
      access: z.optional(RoomFields.access),
    }),
    output: Room,
  },
  /** Nobody posts until it is unlocked or `until` has come; locking again replaces reason and end. */
  lockRoom: {
    http: 'PUT /rooms/:roomId/lock',
    on: 'room',
    can: 'room.manage',
    audit: ['until'],
    input: z.strictObject({ roomId: id, reason: line(300), until: z.optional(instant) }),
    output: Room,
  },
  unlockRoom: {
    http: 'DELETE /rooms/:roomId/lock',
    on: 'room',
    can: 'room.manage',
    audit: [],
    input: z.strictObject({ roomId: id }),
    output: Room,
  },
  /** All rooms of the space in their new order, in one step. */
  orderRooms: {
    http: 'PUT /spaces/:spaceId/rooms/order',
    on: 'space',
    can: 'space.createRoom',
    input: z.strictObject({ spaceId: id, roomIds: z.array(id).check(z.minLength(1), z.maxLength(200)) }),
    output: nothing,
  },
  /** The people of a room for chosen people; empty where the whole space is in. */
  listRoomMembers: {
    http: 'GET /rooms/:roomId/members',
    on: 'room',
    can: 'room.see',
    input: z.strictObject({ roomId: id, limit, cursor: z.optional(cursor) }),
    output: page(RoomMember),
  },
  /** Members of the space only; who is in already stays. */
  inviteToRoom: {
    http: 'POST /rooms/:roomId/members',
    on: 'room',
    can: 'room.manage',
    audit: ['userIds'],
    input: z.strictObject({ roomId: id, userIds: z.array(id).check(z.minLength(1), z.maxLength(50)) }),
    output: nothing,
  },
  removeFromRoom: {
    http: 'DELETE /rooms/:roomId/members/:userId',
    on: 'room',
    can: 'room.manage',
    audit: ['userId'],
    input: z.strictObject({ roomId: id, userId: id }),
    output: nothing,
  },
  leaveRoom: {
    http: 'POST /rooms/:roomId/leave',
    on: 'room',
    can: 'room.read',
    input: z.strictObject({ roomId: id }),
    output: nothing,
  },
} as const satisfies Record<string, Operation>;
