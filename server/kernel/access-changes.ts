import type { Entry, Log } from '../platform/log/port.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { Feed } from './feed.ts';

/** Whose rights may have changed, or which sessions ended. Every node forgets what it knew and asks the store again. */
export interface AccessChange {
  userIds: readonly string[];
  sessionIds: readonly string[];
}

export const accessStream = 'access';

/**
 * Live revocation. A change is appended to a stream that every node follows, so it arrives within a second on all of
 * them even when the bus lost it; caches are dropped, and live connections are checked anew.
 */
export interface AccessChanges {
  /** Call after the store was changed; resolves when the change is durable and this node has acted on it. */
  changed(change: { userIds?: readonly string[]; sessionIds?: readonly string[] }): Promise<void>;
  onChange(listener: (change: AccessChange) => void | Promise<void>): () => void;
  /** Time (ms) up to which every change, of whatever node, has been acted on here. */
  levelAt(): number;
  /** Begins to follow; called once at start. */
  start(): Promise<void>;
}

function changeOf(entry: Entry): AccessChange {
  const strings = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  return { userIds: strings(entry.data['userIds']), sessionIds: strings(entry.data['sessionIds']) };
}

export function createAccessChanges(world: { log: Log; feed: Feed; clock: Clock }): AccessChanges {
  const listeners = new Set<(change: AccessChange) => void | Promise<void>>();
  return {
    async changed({ userIds = [], sessionIds = [] }) {
      const data = { userIds: [...userIds], sessionIds: [...sessionIds] };
      const appended = await world.log.append(accessStream, [
        { type: 'access.changed', at: world.clock.now().toISOString(), actor: 'system', data },
      ]);
      world.feed.appended(
        accessStream,
        appended.map(({ entry }) => entry),
      );
      await world.feed.catchUp(accessStream);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    levelAt: () => world.feed.levelAt(accessStream),
    async start() {
      const heads = await world.log.heads([accessStream]);
      world.feed.follow(accessStream, heads.get(accessStream) ?? 0, async (entries) => {
        for (const entry of entries) await Promise.all([...listeners].map(async (listener) => listener(changeOf(entry))));
      });
    },
  };
}
