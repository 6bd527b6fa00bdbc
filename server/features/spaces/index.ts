import { spaces } from '#shared/features/spaces/contract.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import { defineFeature, type Ports } from '../../kernel/feature.ts';
import { membershipId, spacesRepository } from './repository.ts';
import { spacesService } from './service.ts';
import { scopeOfSpace } from './views.ts';

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
      const room = await repository.rooms.get(id);
      const space = room && (await repository.spaces.get(room.spaceId));
      return room && space && { id, spaceId: room.spaceId, visibility: space.visibility, isArchived: room.isArchived || space.isArchived };
    },
  },
  async actor(ports, userId) {
    const held = await spacesRepository(ports).membershipsOf(userId);
    return { spaces: new Map(held.map(({ spaceId, role }) => [spaceId, role])) };
  },
});

/** Ids of the spaces a person belongs to. */
export async function spacesOf(ports: Ports, userId: string): Promise<string[]> {
  return (await spacesRepository(ports).membershipsOf(userId)).map(({ spaceId }) => spaceId);
}

/** Names of spaces by id; unknown ids are absent. */
export async function spaceNames(ports: Ports, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await spacesRepository(ports).spaces.getMany(ids)).map(({ id, name }) => [id, name]));
}

/** Makes a person a member, as an accepted invitation does. A higher role she holds already stays. */
export async function grantSpaces(ports: Ports, userId: string, grants: readonly { spaceId: string; role: SpaceRole }[]): Promise<void> {
  const repository = spacesRepository(ports);
  for (const { spaceId, role } of grants) {
    const space = await repository.spaces.get(spaceId);
    if (!space || (await repository.membership(spaceId, userId))) continue;
    await repository.commit([repository.memberships.insert({ id: membershipId(spaceId, userId), spaceId, userId, role, joinedAt: ports.clock.now().toISOString() })]);
  }
}

/** What a feature above needs to know of a room. */
export async function roomById(ports: Ports, roomId: string) {
  return spacesRepository(ports).rooms.get(roomId);
}

/** For the demo world: lays networks, spaces, rooms and memberships as they are given. */
export { spacesRepository } from './repository.ts';
