import { createHash } from 'node:crypto';
import type { Actor } from '#shared/access/can.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { AccessChanges } from './access-changes.ts';
import type { ActorPart } from './feature.ts';
import type { Authenticator, Credentials, SessionRef } from './sessions.ts';

/** Turns credentials into actors. What it knows of a person is at most a second old, and is dropped at once when an access change is told. */
export interface Actors {
  /** Undefined: not signed in, session ended, or account closed. */
  fromCredentials(credentials: Credentials): Promise<Actor | undefined>;
  /** The actor behind a live connection, as of now. Undefined: cut the connection. */
  current(sessionId: string): Promise<Actor | undefined>;
}

/** How old a permission snapshot may be. */
const snapshotMs = 1000;
/** Entries kept; beyond it the oldest go. */
const maxSnapshots = 20_000;

type LoadPart = (userId: string) => Promise<ActorPart | undefined>;

const nobody = { country: '', hubRoles: [], countryRoles: [], hasAcceptedRules: false, isDemo: false } as const;

export function createActors(world: {
  authenticator: Authenticator;
  parts: readonly LoadPart[];
  access: AccessChanges;
  clock: Clock;
}): Actors {
  const { authenticator, parts, access, clock } = world;
  const snapshots = new Map<string, { actor: Promise<Actor | undefined>; takenAt: number; userId: string | undefined }>();
  const userOf = new Map<string, string>();

  async function load(session: SessionRef): Promise<Actor | undefined> {
    const loaded = await Promise.all(parts.map((part) => part(session.userId)));
    if (loaded.some((part) => part === undefined)) return undefined;
    return Object.assign({ ...nobody, spaces: new Map(), documents: new Map() }, ...loaded, session) as Actor;
  }

  function remember(key: string, identify: () => Promise<SessionRef | undefined>): Promise<Actor | undefined> {
    const now = clock.now().getTime();
    const known = snapshots.get(key);
    if (known && now - known.takenAt < snapshotMs && now >= known.takenAt) return known.actor;
    const actor = identify().then((session) => {
      if (session) userOf.set(key, session.userId);
      return session && load(session);
    });
    snapshots.delete(key);
    snapshots.set(key, { actor, takenAt: now, userId: undefined });
    // A failed load must not be answered from memory.
    actor.catch(() => snapshots.delete(key));
    const oldest = snapshots.keys().next().value;
    if (snapshots.size > maxSnapshots && oldest !== undefined) {
      snapshots.delete(oldest);
      userOf.delete(oldest);
    }
    return actor;
  }

  access.onChange(({ userIds, sessionIds }) => {
    // Credentials hash to no session here, so a change of sessions forgets every snapshot taken by credentials.
    for (const key of snapshots.keys()) {
      const user = userOf.get(key);
      if (user !== undefined && !userIds.includes(user) && sessionIds.length === 0) continue;
      snapshots.delete(key);
      userOf.delete(key);
    }
  });

  return {
    fromCredentials({ cookie, bearer }) {
      if (bearer === undefined && cookie === undefined) return Promise.resolve(undefined);
      // Hashed: memory keeps no credentials, and a flood of long cookies fills it no faster than short ones.
      const key = createHash('sha256')
        .update(bearer === undefined ? `cookie ${cookie ?? ''}` : `bearer ${bearer}`)
        .digest('base64url');
      const credentials: Credentials = bearer === undefined ? { cookie: cookie ?? '' } : { bearer };
      return remember(key, () => authenticator.identify(credentials));
    },
    current: (sessionId) => remember(`session ${sessionId}`, () => authenticator.refresh(sessionId)),
  };
}
