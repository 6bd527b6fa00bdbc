import type { Actor } from '#shared/access/can.ts';
import type { Scope } from '#shared/access/can.ts';
import type { Member, Room, SpaceCard } from '#shared/features/spaces/contract.ts';
import type { Person } from '#shared/features/people/contract.ts';
import type { MembershipRecord, RoomRecord, SpaceRecord } from './repository.ts';

export const scopeOfSpace = (space: SpaceRecord): Scope => ({
  id: space.id,
  spaceId: space.id,
  visibility: space.visibility,
  isArchived: space.isArchived,
});

export const roomView = ({ id, spaceId, name, language, purpose, kind, position, isArchived }: RoomRecord): Room => ({
  id,
  spaceId,
  name,
  language,
  purpose,
  kind,
  position,
  isArchived,
});

export function cardOf(space: SpaceRecord, actor: Actor, more: { memberCount: number; hasRequested: boolean }): SpaceCard {
  const { position: _order, ...fields } = space;
  const myRole = actor.spaces.get(space.id);
  return { ...fields, ...more, ...(myRole && { myRole }) };
}

export function memberView(membership: MembershipRecord, person: Person, isPresent: boolean): Member {
  const { displayName, latinName, rank, country, institutionName, languages, isDemo } = person;
  return {
    userId: membership.userId,
    displayName,
    country,
    languages,
    isDemo,
    role: membership.role,
    joinedAt: membership.joinedAt,
    isPresent,
    ...(latinName !== undefined && { latinName }),
    ...(rank !== undefined && { rank }),
    ...(institutionName !== undefined && { institutionName }),
  };
}
