import type { Actor } from '#shared/access/can.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Room, spaces } from '#shared/features/spaces/contract.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { GuardError, type WriteOp } from '../../platform/store/port.ts';
import { idFrom, insertOnce } from './creating.ts';
import { maxRooms, roomMemberId, type RoomMemberRecord, type RoomRecord, type SpacesRepository } from './repository.ts';
import { roomView } from './views.ts';

type Spaces = typeof spaces;
type Part = Pick<Service<Spaces>, 'createRoom' | 'updateRoom' | 'lockRoom' | 'unlockRoom' | 'orderRooms'>;

/** Members of a space who are told at once that one of its rooms is for chosen people now; the others within a minute. */
const maxTold = 10_000;
const toldAtOnce = 500;
/** Each failed one means that somebody else's change succeeded. */
const maxTries = 20;

/** Making rooms and setting how they are used. */
export function roomsPart(tools: Tools<Spaces>, repository: SpacesRepository): Part {
  const { access } = tools;
  const { rooms } = repository;
  const told = (spaceId: string) => tools.publish('changed', `space:${spaceId}`, { spaceId });

  async function present(roomId: string): Promise<RoomRecord> {
    const room = await repository.room(roomId);
    if (!room) throw new Error('a room vanished between the door and the service');
    return room;
  }

  /** The first of the chosen people: who makes it so; for an administrator from outside, those who coordinate the space. */
  async function founders(ctx: Context<Spaces>, room: Pick<RoomRecord, 'id' | 'spaceId'>): Promise<RoomMemberRecord[]> {
    const managers = await repository.managersOf(room.spaceId);
    const own = ctx.actor.spaces.has(room.spaceId);
    const userIds = own ? [ctx.actor.userId] : managers.filter(({ role }) => role === 'coordinator').map(({ userId }) => userId);
    const joinedAt = ctx.now.toISOString();
    return userIds.map((userId) => ({
      id: roomMemberId(room.id, userId),
      roomId: room.id,
      spaceId: room.spaceId,
      userId,
      joinedAt,
    }));
  }

  /** Live connections of people who were not chosen stop hearing the room. */
  async function tellMembers(spaceId: string): Promise<void> {
    let after: Parameters<SpacesRepository['members']>[2];
    for (let count = 0; count < maxTold; count += toldAtOnce) {
      const page = await repository.members(spaceId, toldAtOnce, after);
      await access.changed({ userIds: page.items.map(({ userId }) => userId) });
      if (!page.next) return;
      after = page.next;
    }
  }

  /** Of two who change a room at once neither undoes what the other did. */
  async function change(
    ctx: Context<Spaces>,
    roomId: string,
    changed: (room: RoomRecord) => RoomRecord,
    more: readonly WriteOp[] = [],
  ): Promise<Room> {
    const room = await contested(async () => {
      const before = await present(roomId);
      const after = changed(before);
      await repository.commit([repository.changeRoom(before, after), ...more]);
      return after;
    });
    told(room.spaceId);
    return roomView(room, ctx.actor, ctx.now);
  }

  function checkUntil(ctx: Context<Spaces>, until: string | null | undefined): void {
    if (typeof until === 'string' && Date.parse(until) <= ctx.now.getTime()) throw ctx.fail('untilPassed');
  }

  return {
    async createRoom(ctx, { spaceId, clientId, ...given }) {
      if (ctx.scope.isArchived) throw ctx.fail('spaceArchived');
      const id = idFrom(ctx, clientId);
      const known = await repository.room(id);
      if (known) return roomView(known, entered(ctx.actor, known), ctx.now);
      const count = await rooms.count({ spaceId });
      if (count >= maxRooms) throw ctx.fail('tooManyRooms', { max: maxRooms });
      const { bannerText = '', postBy = 'members', receipts = 'off', hasVoiceNotes = false, access: who = 'space', ...named } = given;
      const settings = { bannerText, postBy, receipts, hasVoiceNotes, access: who };
      const room: RoomRecord = { id, spaceId, ...named, ...settings, slowModeSeconds: 0, position: count, isArchived: false };
      const first = room.access === 'chosen' ? await founders(ctx, room) : [];
      await insertOnce(repository, [rooms.insert(room), ...first.map((member) => repository.roomMembers.put(member))]);
      if (first.length > 0) await access.changed({ userIds: first.map(({ userId }) => userId) });
      told(spaceId);
      return roomView(room, entered(ctx.actor, room), ctx.now);
    },

    async updateRoom(ctx, { roomId, slowModeUntil, ...changes }) {
      checkUntil(ctx, slowModeUntil);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const changed = (room: RoomRecord): RoomRecord => {
        if (room.access === 'chosen' && changes.access === 'space') throw ctx.fail('roomStaysChosen');
        const { slowModeUntil: former, ...stays } = room;
        // An end belongs to the pause it was given with: another pause without a word about its end has none.
        const kept = slowModeUntil === undefined && changes.slowModeSeconds === undefined ? former : slowModeUntil;
        return { ...stays, ...given, ...(typeof kept === 'string' && { slowModeUntil: kept }) };
      };
      const room = await present(roomId);
      if (room.access === 'chosen' || changes.access !== 'chosen') return change(ctx, roomId, changed);
      const first = await founders(ctx, room);
      const view = await change(
        ctx,
        roomId,
        changed,
        first.map((member) => repository.roomMembers.put(member)),
      );
      await tellMembers(room.spaceId);
      return { ...view, isJoined: first.some(({ userId }) => userId === ctx.actor.userId) };
    },

    async lockRoom(ctx, { roomId, reason, until }) {
      checkUntil(ctx, until);
      return change(ctx, roomId, (room) => ({ ...room, lock: { reason, ...(until !== undefined && { until }) } }));
    },

    async unlockRoom(ctx, { roomId }) {
      return change(ctx, roomId, ({ lock: _lifted, ...room }) => room);
    },

    async orderRooms(ctx, { spaceId, roomIds }) {
      const place = new Map(roomIds.map((roomId, position) => [roomId, position]));
      await contested(async () => {
        const standing = await repository.roomsOf(spaceId);
        const isWhole = place.size === roomIds.length && place.size === standing.length && standing.every(({ id }) => place.has(id));
        if (!isWhole) throw ctx.fail('roomsChanged');
        const moved = standing.filter(({ id, position }) => place.get(id) !== position);
        if (moved.length === 0) return;
        await repository.commit(
          moved.map((room) => repository.changeRoom(room, { ...room, position: place.get(room.id) ?? room.position })),
        );
      });
      told(spaceId);
      return {};
    },
  };
}

/** Runs again when somebody else changed what it read. @throws common/conflict */
async function contested<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < maxTries; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GuardError)) throw error;
    }
  }
  throw commonError('conflict');
}

/** What the actor is after she made the room: the door loaded her before. */
function entered(actor: Actor, room: RoomRecord): Actor {
  const isIn = room.access === 'chosen' && actor.spaces.has(room.spaceId);
  return isIn ? { ...actor, rooms: new Set([...actor.rooms, room.id]) } : actor;
}
