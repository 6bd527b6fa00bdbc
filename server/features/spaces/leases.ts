import type { Actor } from '#shared/access/can.ts';
import type { AccessChanges } from '../../kernel/access-changes.ts';
import type { Actors } from '../../kernel/actors.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Presence } from '../../platform/presence/port.ts';

export interface LiveConnection {
  id: string;
  actor: Actor;
  gone: Promise<void>;
}
interface World {
  presence: Presence;
  access: AccessChanges;
  actors: Actors;
  logger: Logger;
  /** Invisible people hold no lease. */
  showsPresence(userId: string): Promise<boolean>;
}

/** A person counts in presence for at most this many of her spaces. */
const maxPlaces = 100;

/** Holds a lease in each space of a person while one of her live connections stands, and follows her memberships. */
export function holdSpacePresence(world: World, onConnection: (listener: (connection: LiveConnection) => void) => void): void {
  const { presence, access, actors, logger } = world;
  const held = new Map<string, { sessionId: string; userId: string; places: Set<string> }>();
  const warn = (error: unknown) => logger.warn({ err: error }, 'presence could not be kept');

  async function placesOf(actor: Actor): Promise<Set<string>> {
    if (!(await world.showsPresence(actor.userId))) return new Set();
    return new Set([...actor.spaces.keys()].slice(0, maxPlaces).map((spaceId) => `space:${spaceId}`));
  }

  async function update(connectionId: string, actor: Actor | undefined): Promise<void> {
    const known = held.get(connectionId);
    if (!known) return;
    const wanted = actor ? await placesOf(actor) : new Set<string>();
    const before = known.places;
    known.places = wanted;
    const lease = (place: string) => ({ place, userId: known.userId, connectionId });
    await Promise.all([
      ...[...wanted].filter((place) => !before.has(place)).map((place) => presence.enter(lease(place))),
      ...[...before].filter((place) => !wanted.has(place)).map((place) => presence.leave(lease(place))),
    ]);
    // She went while the leases were being taken: whatever was entered is given back.
    if (actor && !held.has(connectionId)) await Promise.all([...wanted].map((place) => presence.leave(lease(place))));
  }

  onConnection(({ id, actor, gone }) => {
    held.set(id, { sessionId: actor.sessionId, userId: actor.userId, places: new Set() });
    update(id, actor).catch(warn);
    void gone
      .then(() => update(id, undefined))
      .catch(warn)
      .finally(() => held.delete(id));
  });

  access.onChange(async ({ userIds }) => {
    const concerned = [...held].filter(([, { userId }]) => userIds.includes(userId));
    await Promise.all(concerned.map(async ([id, { sessionId }]) => update(id, await actors.current(sessionId)))).catch(warn);
  });
}
