import type { chat } from '#shared/features/chat/contract.ts';
import type { Tools } from '../../kernel/feature.ts';
import type { Entry } from '../../platform/log/port.ts';
import { roomEvent, roomStream } from './entries.ts';
import { presentEntry } from './present.ts';
import type { ChatRepository } from './repository.ts';

const headsEveryMs = 25_000;
/** So many at once were missed and caught up on; fewer are told one by one, each as it was said. */
const manyEvents = 16;

/** The rooms somebody hears on this node: their logs are followed, and every entry is told on in order. */
export interface LiveRooms {
  /** Resolves when entries appended from now on reach this node's connections; call before reading a snapshot. */
  ensure(roomId: string): Promise<void>;
}

export function createLiveRooms(tools: Tools<typeof chat>, repository: ChatRepository): LiveRooms {
  const { feed, emitHere, apartness, audiences, clock, logger } = tools;
  const followed = new Map<string, Promise<() => void>>();

  function tell(roomId: string, entries: readonly Entry[]): void {
    const blocking = [...new Set(entries.flatMap(({ actor }) => [...apartness.hiding(actor)]))];
    emitHere(
      'roomEvents',
      `room:${roomId}`,
      { roomId, events: entries.map(roomEvent) },
      {
        userIds: blocking,
        instead: (userId) => ({ roomId, events: entries.map((entry) => presentEntry(entry, apartness.hiddenFrom(userId))) }),
      },
    );
  }

  async function begin(roomId: string): Promise<() => void> {
    const heads = await repository.heads([roomId]);
    return feed.follow(roomStream(roomId), heads.get(roomId) ?? 0, (entries) => {
      const packets = entries.length >= manyEvents ? [entries] : entries.map((entry) => [entry]);
      for (const packet of packets) tell(roomId, packet);
    });
  }

  function ensure(roomId: string): Promise<() => void> {
    const known = followed.get(roomId);
    if (known) return known;
    const beginning = begin(roomId);
    followed.set(roomId, beginning);
    // A room that could not be followed is tried again by the next who opens it.
    beginning.catch(() => followed.delete(roomId));
    return beginning;
  }

  audiences.onClosed((audience) => {
    const [kind, roomId = ''] = audience.split(':');
    const following = kind === 'room' ? followed.get(roomId) : undefined;
    if (!following) return;
    followed.delete(roomId);
    following.then((stop) => stop()).catch(() => undefined);
  });

  // The digest lets a client find a lost packet even in a silent room.
  clock.every(headsEveryMs, () => {
    const roomIds = [...followed.keys()].slice(0, 1000);
    if (roomIds.length === 0) return;
    repository
      .heads(roomIds)
      .then((heads) => {
        for (const [roomId, head] of heads) emitHere('heads', `room:${roomId}`, { heads: [{ roomId, head }] });
      })
      .catch((error: unknown) => logger.warn({ err: error }, 'heads digest failed'));
  });

  return { ensure: async (roomId) => void (await ensure(roomId)) };
}
