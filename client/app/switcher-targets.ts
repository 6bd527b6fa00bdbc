import type { Room, Space, SpaceCard } from '#shared/features/spaces/contract.ts';
import { bestNames } from '#client/kernel/name-match.ts';

/** A place the switcher leads to. */
export interface SwitcherTarget {
  kind: 'room' | 'space';
  id: string;
  path: string;
  name: string;
  language: string;
  /** For a room: the space it is in. */
  within?: { name: string; language: string } | undefined;
  isAnnouncements: boolean;
}

/** More than anybody reads; who looks for another types. */
export const maxShown = 50;

const roomTarget = (room: Room, space: Space): SwitcherTarget => ({
  kind: 'room',
  id: room.id,
  path: `/s/${space.id}/chat/${room.id}`,
  name: room.name,
  language: room.language,
  within: { name: space.name, language: space.language },
  isAnnouncements: room.kind === 'announcements',
});

const spaceTarget = (space: SpaceCard): SwitcherTarget => ({
  kind: 'space',
  id: space.id,
  path: `/s/${space.id}`,
  name: space.name,
  language: space.language,
  isAnnouncements: false,
});

/**
 * Everything one may go to: the rooms of the space one is in first, then each space with its rooms. Archived rooms are
 * not places one goes to daily; they stand in their space.
 *
 * @param cards   the spaces of the person
 * @param opened  those of them whose rooms are known
 */
export function targetsOf(cards: readonly SpaceCard[], opened: ReadonlyMap<string, Space>, currentPath: string): SwitcherTarget[] {
  const isHere = (id: string): boolean => currentPath === `/s/${id}` || currentPath.startsWith(`/s/${id}/`);
  const ordered = [...cards].sort((one, other) => Number(isHere(other.id)) - Number(isHere(one.id)));
  return ordered.flatMap((card) => {
    const space = opened.get(card.id);
    const rooms = [...(space?.rooms ?? [])].filter(({ isArchived }) => !isArchived).sort((one, other) => one.position - other.position);
    return [spaceTarget(card), ...rooms.flatMap((room) => (space ? roomTarget(room, space) : []))];
  });
}

/** By the name, or for a room by its own and its space's together: «mena general» finds the general room of MENA. */
export function findTargets(targets: readonly SwitcherTarget[], asked: string): SwitcherTarget[] {
  const named = bestNames(targets, asked, ({ name, within }) => (within ? [name, `${name} ${within.name}`] : [name]));
  return named.slice(0, maxShown);
}
