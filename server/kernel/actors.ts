import { createHash } from 'node:crypto';
import type { Actor } from '#shared/access/can.ts';
import type { Clock } from '../platform/clock/port.ts';
import { putLast } from '../platform/put-last.ts';
import type { AccessChanges } from './access-changes.ts';
import type { ActorPart } from './feature.ts';
import type { Authenticator, Credentials, SessionRef } from './sessions.ts';

/**
 * Turns credentials into actors. What it knows of a person is dropped at once when an access change is told; it is
 * asked for anew after a second, or after ten while this node is level with the stream of access changes.
 */
export interface Actors {
  /** Undefined: not signed in, session ended, or account closed. */
  fromCredentials(credentials: Credentials): Promise<Actor | undefined>;
  /** The actor behind a live connection, as of now. Undefined: cut the connection. */
  current(sessionId: string): Promise<Actor | undefined>;
}

/** How old a permission snapshot may be when it is not known whether something changed. */
const snapshotMs = 1000;
/** How old it may be while every access change is heard: what ends by its age tells nobody. */
const levelSnapshotMs = 10_000;
/** The stream is looked at every second; so long ago may the last look be. */
const lookMs = 1500;
/** Entries kept; beyond it the oldest go. */
const maxSnapshots = 20_000;

/** What was known of a caller at one moment. */
interface Snapshot {
  actor: Promise<Actor | undefined>;
  takenAt: number;
  /** Undefined until the session is known, and for nobody. */
  userId: string | undefined;
}

type LoadPart = (userId: string) => Promise<ActorPart | undefined>;

const nobody = { country: '', hubRoles: [], countryRoles: [], hasAcceptedRules: false, isDemo: false } as const;

export function createActors(world: {
  authenticator: Authenticator;
  parts: readonly LoadPart[];
  access: AccessChanges;
  clock: Clock;
}): Actors {
  const { authenticator, parts, access, clock } = world;
  const snapshots = new Map<string, Snapshot>();

  async function load(session: SessionRef): Promise<Actor | undefined> {
    const loaded = await Promise.all(parts.map((part) => part(session.userId)));
    if (loaded.some((part) => part === undefined)) return undefined;
    // Rooms come from more than one feature: those of chosen people, and conversations.
    const rooms = new Set(loaded.flatMap((part) => [...(part?.rooms ?? [])]));
    return Object.assign({ ...nobody, spaces: new Map(), documents: new Map() }, ...loaded, { rooms }, session) as Actor;
  }

  function isFresh({ takenAt, userId }: Snapshot, now: number): boolean {
    const age = now - takenAt;
    // A clock that was put back says nothing of the age.
    if (age < 0) return false;
    // A session that begins tells nobody: who was unknown is asked for again soon.
    return age < snapshotMs || (userId !== undefined && age < levelSnapshotMs && now - access.levelAt() < lookMs);
  }

  function remember(key: string, identify: () => Promise<SessionRef | undefined>): Promise<Actor | undefined> {
    const now = clock.now().getTime();
    const known = snapshots.get(key);
    if (known && isFresh(known, now)) return known.actor;
    const snapshot: Snapshot = {
      takenAt: now,
      userId: undefined,
      actor: identify().then((session) => {
        snapshot.userId = session?.userId;
        return session && load(session);
      }),
    };
    putLast(snapshots, [key, snapshot], maxSnapshots);
    // A failed load must not be answered from memory.
    snapshot.actor.catch(() => {
      if (snapshots.get(key) === snapshot) snapshots.delete(key);
    });
    return snapshot.actor;
  }

  access.onChange(({ userIds, sessionIds }) => {
    // Credentials hash to no session here, so a change of sessions forgets every snapshot taken by credentials.
    for (const [key, { userId }] of snapshots) {
      if (userId === undefined || userIds.includes(userId) || sessionIds.length > 0) snapshots.delete(key);
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
