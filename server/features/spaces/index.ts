import { spaces } from '#shared/features/spaces/contract.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import { can, type Actor } from '#shared/access/can.ts';
import { defineFeature, type Ports } from '../../kernel/feature.ts';
import { DuplicateError, type WriteOp } from '../../platform/store/port.ts';
import {
  membershipId,
  spacesRepository,
  type MembershipRecord,
  type NetworkRecord,
  type RoomRecord,
  type SpaceRecord,
  type StoredRoom,
} from './repository.ts';
import { spacesService } from './service.ts';
import { scopeOfRoom, scopeOfSpace } from './views.ts';

export { holdSpacePresence } from './leases.ts';
export { postingRefusal, type PostingRefusal } from './posting.ts';
export type { NetworkRecord, RoomRecord, SpaceRecord } from './repository.ts';

export const spacesFeature = defineFeature({
  contract: spaces,
  service: spacesService,
  resources: {
    async space(ports, id) {
      const space = await spacesRepository(ports).spaces.get(id);
      return space && scopeOfSpace(space);
    },
    async room(ports, id) {
      const repository = spacesRepository(ports);
      const room = await repository.room(id);
      const space = room && (await repository.spaces.get(room.spaceId));
      return room && space && scopeOfRoom(room, space);
    },
  },
  async actor(ports, userId) {
    const repository = spacesRepository(ports);
    const [held, entered] = await Promise.all([repository.membershipsOf(userId), repository.roomMembershipsOf(userId)]);
    return {
      spaces: new Map(held.map(({ spaceId, role }) => [spaceId, role])),
      rooms: new Set(entered.map(({ roomId }) => roomId)),
    };
  },
});

/** Ids of the spaces a person belongs to. */
export async function spaceIdsOf(ports: Ports, userId: string): Promise<string[]> {
  return (await spacesRepository(ports).membershipsOf(userId)).map(({ spaceId }) => spaceId);
}

/** A person's spaces with her role in each. */
export async function spacesOf(ports: Ports, userId: string): Promise<{ spaceId: string; role: SpaceRole }[]> {
  return (await spacesRepository(ports).membershipsOf(userId)).map(({ spaceId, role }) => ({ spaceId, role }));
}

/** Those of the ids that exist (at most 1000), as far as features below need to know them. */
export async function describeSpaces(ports: Ports, ids: readonly string[]) {
  const found = await spacesRepository(ports).spaces.getMany(ids);
  return found.map(({ id, name, countries, visibility, joinRule }) => ({ id, name, countries, visibility, joinRule }));
}

/** Makes a person a member, as an accepted invitation does; idempotent. A role she holds already stays. */
export async function grantSpaces(ports: Ports, userId: string, grants: readonly { spaceId: string; role: SpaceRole }[]): Promise<void> {
  const repository = spacesRepository(ports);
  for (const { spaceId, role } of grants) {
    const space = await repository.spaces.get(spaceId);
    if (!space || (await repository.membership(spaceId, userId))) continue;
    await addMember(ports, { spaceId, userId, role, joinedAt: ports.clock.now().toISOString() });
  }
}

/** Adds a member unless she is one. */
export async function addMember(ports: Ports, member: Omit<MembershipRecord, 'id'>): Promise<void> {
  const repository = spacesRepository(ports);
  await insertOnce(ports, repository.memberships.insert({ id: membershipId(member.spaceId, member.userId), ...member }));
}

/** For the demo world: lays networks, spaces and rooms as they are given, and leaves alone what stands. */
export const putNetwork = (ports: Ports, network: NetworkRecord) => insertOnce(ports, spacesRepository(ports).networks.insert(network));
export const putSpace = (ports: Ports, space: SpaceRecord) => insertOnce(ports, spacesRepository(ports).spaces.insert(space));
export const putRoom = (ports: Ports, room: StoredRoom) => insertOnce(ports, spacesRepository(ports).rooms.insert(room));

async function insertOnce({ store }: Ports, op: WriteOp): Promise<void> {
  try {
    await store.commit([op]);
  } catch (error) {
    if (!(error instanceof DuplicateError)) throw error;
  }
}

/** Ids of those who coordinate or moderate a space. */
export async function managersOf(ports: Ports, spaceId: string): Promise<string[]> {
  return (await spacesRepository(ports).managersOf(spaceId)).map(({ userId }) => userId);
}

/** What a feature above needs to know of a room: how it stands, with what it was never given at its default. */
export async function roomById(ports: Ports, roomId: string) {
  return spacesRepository(ports).room(roomId);
}

/** Members of a space, or those of one role. */
export function countMembersOf(ports: Ports, spaceId: string, role?: SpaceRole): Promise<number> {
  return spacesRepository(ports).countMembers({ spaceId, ...(role && { role }) });
}

/** The rooms somebody may read, in the order of her spaces, with the time since when she belongs there. */
export async function readableRooms(ports: Ports, actor: Actor): Promise<{ room: RoomRecord; joinedAt: string }[]> {
  const repository = spacesRepository(ports);
  const held = await repository.membershipsOf(actor.userId);
  const found = await Promise.all(
    held.map(async ({ spaceId, joinedAt }) => {
      const space = await repository.spaces.get(spaceId);
      if (!space) return [];
      const rooms = await repository.roomsOf(spaceId);
      return rooms.filter((room) => can(actor, 'room.read', scopeOfRoom(room, space))).map((room) => ({ room, joinedAt }));
    }),
  );
  return found.flat();
}
