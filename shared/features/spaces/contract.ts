import * as z from 'zod/mini';
import { spaceRoles } from '../../access/permissions.ts';
import { defineContract } from '../../kernel/contract.ts';
import { clientId, country, cursor, id, instant, languageTag, limit, line, nothing, page, paragraph } from '../../kernel/fields.ts';
import { roomOperations } from './room-operations.ts';
import { Room } from './room.ts';

export { Room, RoomMember, type RoomLock } from './room.ts';

export const visibilities = ['open', 'listed', 'hidden'] as const;
export const joinRules = ['open', 'request', 'invite'] as const;
export const purposes = ['nonOperational', 'course', 'board', 'mentoring'] as const;
export const visibility = z.enum(visibilities);
export const joinRule = z.enum(joinRules);
export const purpose = z.enum(purposes);

export const Network = z.object({ id, name: z.string(), language: languageTag });
/** What anybody who may see the space sees: a card with "ask to join". */
export const SpaceCard = z.object({
  id,
  networkId: z.optional(id),
  name: z.string(),
  /** Direction and voice of the name. */
  language: languageTag,
  summary: z.string(),
  visibility,
  joinRule,
  purpose,
  countries: z.array(country),
  workingLanguages: z.array(languageTag),
  memberCount: z.int(),
  /** The caller's role, absent when she is not a member. */
  myRole: z.optional(z.enum(spaceRoles)),
  /** The caller asked to join and waits. */
  hasRequested: z.boolean(),
  isArchived: z.boolean(),
});
export type SpaceCard = z.output<typeof SpaceCard>;
export const Space = z.object({ ...SpaceCard.shape, rooms: z.array(Room) });
export type Space = z.output<typeof Space>;
export const Member = z.object({
  userId: id,
  displayName: z.string(),
  latinName: z.optional(z.string()),
  rank: z.optional(z.string()),
  country,
  institutionName: z.optional(z.string()),
  languages: z.array(languageTag),
  role: z.enum(spaceRoles),
  joinedAt: instant,
  isPresent: z.boolean(),
  isDemo: z.boolean(),
});
export type Member = z.output<typeof Member>;
export const JoinRequest = z.object({
  id,
  spaceId: id,
  userId: id,
  displayName: z.string(),
  country,
  note: z.string(),
  requestedAt: instant,
});

const SpaceFields = {
  name: line(80),
  language: languageTag,
  summary: paragraph(500),
  visibility,
  joinRule,
  purpose,
  countries: z.array(country).check(z.maxLength(195)),
  workingLanguages: z.array(languageTag).check(z.minLength(1), z.maxLength(12)),
};

export const spaces = defineContract({
  name: 'spaces',
  operations: {
    listSpaces: {
      http: 'GET /spaces',
      on: 'hub',
      can: 'hub.read',
      input: z.strictObject({ limit, cursor: z.optional(cursor) }),
      output: page(SpaceCard),
    },
    listNetworks: {
      http: 'GET /networks',
      on: 'hub',
      can: 'hub.read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(Network) }),
    },
    getCard: {
      http: 'GET /spaces/:spaceId/card',
      on: 'space',
      can: 'space.see',
      input: z.strictObject({ spaceId: id }),
      output: SpaceCard,
    },
    getSpace: { http: 'GET /spaces/:spaceId', on: 'space', can: 'space.read', input: z.strictObject({ spaceId: id }), output: Space },
    createSpace: {
      http: 'POST /spaces',
      on: 'hub',
      can: 'hub.createSpace',
      audit: ['name', 'visibility'],
      success: 201,
      input: z.strictObject({ clientId, networkId: z.optional(id), ...SpaceFields }),
      output: Space,
    },
    updateSpace: {
      http: 'PATCH /spaces/:spaceId',
      on: 'space',
      can: 'space.manage',
      audit: ['visibility', 'joinRule', 'isArchived'],
      input: z.strictObject({
        spaceId: id,
        name: z.optional(SpaceFields.name),
        summary: z.optional(SpaceFields.summary),
        visibility: z.optional(visibility),
        joinRule: z.optional(joinRule),
        countries: z.optional(SpaceFields.countries),
        workingLanguages: z.optional(SpaceFields.workingLanguages),
        isArchived: z.optional(z.boolean()),
      }),
      output: Space,
    },
    ...roomOperations,
    /** Joins an open space at once; asks where the rule is `request`. */
    join: {
      http: 'POST /spaces/:spaceId/members/me',
      on: 'space',
      can: 'space.join',
      input: z.strictObject({ spaceId: id, note: z.optional(paragraph(300)) }),
      output: z.object({ state: z.enum(['joined', 'requested']) }),
      limit: { points: 30, perSeconds: 3600 },
    },
    leave: {
      http: 'DELETE /spaces/:spaceId/members/me',
      on: 'space',
      can: 'space.read',
      input: z.strictObject({ spaceId: id }),
      output: nothing,
    },
    listMembers: {
      http: 'GET /spaces/:spaceId/members',
      on: 'space',
      can: 'space.listMembers',
      input: z.strictObject({ spaceId: id, limit, cursor: z.optional(cursor) }),
      output: page(Member),
    },
    listJoinRequests: {
      http: 'GET /spaces/:spaceId/join-requests',
      on: 'space',
      can: 'space.manageMembers',
      input: z.strictObject({ spaceId: id }),
      output: z.object({ items: z.array(JoinRequest) }),
    },
    /** The person is told, with the reason when refused. */
    answerJoinRequest: {
      http: 'POST /spaces/:spaceId/join-requests/:requestId',
      on: 'space',
      can: 'space.manageMembers',
      audit: ['requestId', 'decision'],
      input: z.strictObject({ spaceId: id, requestId: id, decision: z.enum(['accept', 'refuse']), reason: z.optional(paragraph(300)) }),
      output: nothing,
    },
    /** How the caller's own requests were answered, until read. */
    listNotices: {
      http: 'GET /me/join-notices',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({
        items: z.array(
          z.object({ id, spaceId: id, spaceName: z.string(), decision: z.enum(['accept', 'refuse']), reason: z.string(), at: instant }),
        ),
      }),
    },
    dismissNotice: {
      http: 'DELETE /me/join-notices/:noticeId',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ noticeId: id }),
      output: nothing,
    },
    setMemberRole: {
      http: 'PUT /spaces/:spaceId/members/:userId',
      on: 'space',
      can: 'space.manageMembers',
      audit: ['userId', 'role'],
      input: z.strictObject({ spaceId: id, userId: id, role: z.enum(spaceRoles) }),
      output: nothing,
    },
    removeMember: {
      http: 'DELETE /spaces/:spaceId/members/:userId',
      on: 'space',
      can: 'space.manageMembers',
      audit: ['userId'],
      input: z.strictObject({ spaceId: id, userId: id }),
      output: nothing,
    },
    /** Who is in the space now; over the socket it also follows `presenceChanged` and `changed`. */
    followSpace: {
      http: 'GET /spaces/:spaceId/presence',
      socket: true,
      on: 'space',
      can: 'space.listMembers',
      input: z.strictObject({ spaceId: id }),
      output: z.object({ present: z.array(id) }),
    },
  },
  events: {
    /** Rooms, members or settings of the space changed: ask again. */
    changed: z.object({ spaceId: id }),
    presenceChanged: z.object({ spaceId: id, present: z.array(id) }),
  },
  errors: {
    spaceArchived: { status: 409 },
    lastCoordinator: { status: 409 },
    notOpen: { status: 403 },
    alreadyMember: { status: 409 },
    notMember: { status: 404 },
    roleAboveOwn: { status: 403 },
    ownRole: { status: 409 },
    requestAnswered: { status: 409 },
    unknownNetwork: { status: 422 },
    /** `until` lies in the past. */
    untilPassed: { status: 422 },
    /** The list to order is not the list of rooms any more. */
    roomsChanged: { status: 409 },
    roomStaysChosen: { status: 409 },
    roomNotChosen: { status: 409 },
    notInRoom: { status: 404 },
    /** Who is not in a room for chosen people is invited by somebody who is. */
    ownInvitation: { status: 409 },
    /** `max` people are in the room. */
    roomFull: { status: 409 },
    /** The space has `max` rooms. */
    tooManyRooms: { status: 409 },
    /** Somebody invited is in `max` rooms. */
    inTooManyRooms: { status: 409 },
    /** At least one who manages the room stays in it. */
    lastRoomManager: { status: 409 },
  },
});
