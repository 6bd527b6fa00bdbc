import type { spaces } from '#shared/features/spaces/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import type { WriteOp } from '../../platform/store/port.ts';
import { presentPersons } from '../people/index.ts';
import { mayManage } from './membership.ts';
import {
  maxRoomMembers,
  maxRoomsPerPerson,
  membershipId,
  roomMemberId,
  type RoomMemberRecord,
  type RoomRecord,
  type SpacesRepository,
} from './repository.ts';

type Spaces = typeof spaces;
type Part = Pick<Service<Spaces>, 'listRoomMembers' | 'inviteToRoom' | 'removeFromRoom' | 'leaveRoom'>;

/** Who is in a room for chosen people. */
export function roomMembersPart(tools: Tools<Spaces>, repository: SpacesRepository): Part {
  const { access, publish } = tools;
  const { roomMembers } = repository;
  const cursors = createCursors(tools.secret);

  /** Stores, then tells every node; what the people hear live follows within a second. */
  async function change(ops: readonly WriteOp[], spaceId: string, userIds: readonly string[]): Promise<void> {
    await repository.commit(ops);
    await access.changed({ userIds });
    publish('changed', `space:${spaceId}`, { spaceId });
    for (const userId of userIds) publish('changed', `user:${userId}`, { spaceId });
  }

  async function chosen(ctx: Context<Spaces>, roomId: string): Promise<RoomRecord> {
    const room = await repository.room(roomId);
    // A conversation of two is no room of a space: there is nobody to choose.
    if (!room) throw commonError('notFound');
    if (room.access !== 'chosen') throw ctx.fail('roomNotChosen');
    return room;
  }

  /** Those of the people in the room who manage it. */
  async function managersIn(room: RoomRecord): Promise<Set<string>> {
    const managers = await repository.managersOf(room.spaceId);
    const inside = await roomMembers.getMany(managers.map(({ userId }) => roomMemberId(room.id, userId)));
    return new Set(inside.map(({ userId }) => userId));
  }

  async function keepManager(ctx: Context<Spaces>, room: RoomRecord, userId: string): Promise<void> {
    const managers = await managersIn(room);
    if (managers.has(userId) && managers.size <= 1) throw ctx.fail('lastRoomManager');
  }

  async function checkInvited(ctx: Context<Spaces>, room: RoomRecord, userIds: readonly string[]): Promise<void> {
    const { userId: own, rooms } = ctx.actor;
    if (userIds.includes(own) && !rooms.has(room.id) && (await managersIn(room)).size > 0) throw ctx.fail('ownInvitation');
    const members = await repository.memberships.getMany(userIds.map((userId) => membershipId(room.spaceId, userId)));
    if (members.length < userIds.length) throw ctx.fail('notMember');
  }

  async function checkPlaces(ctx: Context<Spaces>, room: RoomRecord, userIds: readonly string[]): Promise<void> {
    if ((await roomMembers.count({ roomId: room.id })) + userIds.length > maxRoomMembers)
      throw ctx.fail('roomFull', { max: maxRoomMembers });
    const counts = await Promise.all(userIds.map((userId) => roomMembers.count({ userId })));
    if (counts.some((count) => count >= maxRoomsPerPerson)) throw ctx.fail('inTooManyRooms', { max: maxRoomsPerPerson });
  }

  return {
    async listRoomMembers(_ctx, { roomId, limit, cursor }) {
      const page = await repository.peopleIn(roomId, limit, cursors.decode(`room ${roomId}`, cursor));
      const userIds = page.items.map(({ userId }) => userId);
      const room = await repository.room(roomId);
      const [people, held] = await Promise.all([
        presentPersons(tools, userIds),
        repository.memberships.getMany(userIds.map((userId) => membershipId(room?.spaceId ?? '', userId))),
      ]);
      const roles = new Map(held.map(({ userId, role }) => [userId, role]));
      const items = page.items.flatMap(({ userId, joinedAt }) => {
        const person = people.get(userId);
        const role = roles.get(userId);
        return person && role ? [{ userId, joinedAt, role, displayName: person.displayName, country: person.country }] : [];
      });
      const next = cursors.encode(`room ${roomId}`, page.next);
      return { items, ...(next !== undefined && { next }) };
    },

    async inviteToRoom(ctx, { roomId, userIds }) {
      const room = await chosen(ctx, roomId);
      const wanted = [...new Set(userIds)];
      await checkInvited(ctx, room, wanted);
      const inside = await roomMembers.getMany(wanted.map((userId) => roomMemberId(roomId, userId)));
      const missing = wanted.filter((userId) => !inside.some((member) => member.userId === userId));
      if (missing.length === 0) return {};
      await checkPlaces(ctx, room, missing);
      const joinedAt = ctx.now.toISOString();
      const added = missing.map((userId): RoomMemberRecord => ({
        id: roomMemberId(roomId, userId),
        roomId,
        spaceId: room.spaceId,
        userId,
        joinedAt,
      }));
      await change(
        added.map((member) => roomMembers.put(member)),
        room.spaceId,
        missing,
      );
      return {};
    },

    async removeFromRoom(ctx, { roomId, userId }) {
      const room = await chosen(ctx, roomId);
      const member = await repository.roomMember(roomId, userId);
      if (!member) throw ctx.fail('notInRoom');
      const role = (await repository.membership(room.spaceId, userId))?.role;
      if (userId !== ctx.actor.userId && role !== undefined && !mayManage(ctx.actor, room.spaceId, role)) throw ctx.fail('roleAboveOwn');
      await keepManager(ctx, room, userId);
      await change([roomMembers.delete(member.id)], room.spaceId, [userId]);
      return {};
    },

    async leaveRoom(ctx, { roomId }) {
      const room = await chosen(ctx, roomId);
      const member = await repository.roomMember(roomId, ctx.actor.userId);
      if (!member) throw ctx.fail('notInRoom');
      await keepManager(ctx, room, ctx.actor.userId);
      await change([roomMembers.delete(member.id)], room.spaceId, [ctx.actor.userId]);
      return {};
    },
  };
}
