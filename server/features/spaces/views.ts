import type { Actor } from '#shared/access/can.ts';
import type { Scope } from '#shared/access/can.ts';
import { isLocked, slowModeNow } from '#shared/features/spaces/room.ts';
import type { Member, Room, SpaceCard } from '#shared/features/spaces/contract.ts';
import type { Person } from '#shared/features/people/contract.ts';
import type { MembershipRecord, RoomRecord, SpaceRecord } from './repository.ts';

export const scopeOfSpace = (space: SpaceRecord): Scope => ({
  id: space.id,
  spaceId: space.id,
  visibility: space.visibility,
  isArchived: space.isArchived,
});

export const scopeOfRoom = (room: RoomRecord, space: SpaceRecord): Scope => ({
  id: room.id,
  spaceId: room.spaceId,
  visibility: space.visibility,
  isArchived: room.isArchived || space.isArchived,
  isRestricted: room.access === 'chosen',
});

/** As it stands now: what has come to its end is not there any more. */
export function roomView(room: RoomRecord, actor: Actor, now: Date): Room {
  const { lock, slowModeUntil, version: _stored, ...stays } = room;
  const slowModeSeconds = slowModeNow(room, now);
  return {
    ...stays,
    slowModeSeconds,
    isJoined: actor.rooms.has(room.id),
    ...(lock && isLocked(room, now) && { lock }),
    ...(slowModeSeconds > 0 && slowModeUntil !== undefined && { slowModeUntil }),
  };
}

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
