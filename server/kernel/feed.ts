import type { Entry, Log } from '../platform/log/port.ts';
import type { Bus } from '../platform/bus/port.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Logger } from './logger.ts';

/** Hears entries of a stream in order of seq, each once. */
type Listener = (entries: readonly Entry[]) => void | Promise<void>;

/**
 * Follows streams of the log on this node. What this node appended is delivered at once; what others appended is read
 * from the log when the bus tells a new head. A lost bus message is healed by polling heads.
 */
export interface Feed {
  /** Delivers every entry with seq > after, until the returned function is called. */
  follow(stream: string, after: number, listener: Listener): () => void;
  /** This node appended: deliver here, and tell other nodes. */
  appended(stream: string, entries: readonly Entry[]): void;
  /** Catches up now; resolves when everything up to the head was delivered. */
  catchUp(stream: string): Promise<void>;
  /** Time (ms) of the last look at the log that found everything appended before it heard here; -Infinity before the first. */
  levelAt(stream: string): number;
  close(): void;
}

interface Follower {
  delivered: number;
  /** The listener has done what the entries up to here ask of it. */
  handled: number;
  levelAt: number;
  listener: Listener;
  /** The chain of deliveries and tail reads: one at a time, so order holds. */
  queue: Promise<void>;
  isClosed: boolean;
}

const headsChannel = 'heads';
const readBatch = 500;
/** Streams asked for in one heads query. */
const pollBatch = 1000;

export interface FeedOptions {
  /** Poll of followed heads while the bus works; a message it lost is healed within this time. */
  healthyPollMs: number;
  /** Poll while the bus is down. */
  brokenPollMs: number;
  /** Streams that are always polled at the quick pace (revocation must not wait). */
  urgent: readonly string[];
}

function parseHead(message: Json): { stream: string; head: number } | undefined {
  if (message === null || typeof message !== 'object' || Array.isArray(message)) return undefined;
  const { stream, head } = message;
  return typeof stream === 'string' && typeof head === 'number' ? { stream, head } : undefined;
}

export function createFeed(world: { log: Log; bus: Bus; clock: Clock; logger: Logger }, options: FeedOptions): Feed {
  const { log, bus, clock, logger } = world;
  const followers = new Map<string, Set<Follower>>();

  function enqueue(stream: string, follower: Follower, step: () => Promise<void>): Promise<void> {
    follower.queue = follower.queue.then(step).catch((error: unknown) => logger.error({ err: error, stream }, 'feed delivery failed'));
    return follower.queue;
  }

  async function deliver(follower: Follower, entries: readonly Entry[]): Promise<void> {
    const fresh = entries.filter((entry) => entry.seq > follower.delivered);
    const last = fresh.at(-1);
    if (!last || follower.isClosed) return;
    // Advanced before the listener runs: a listener that throws must not be handed the same entries for ever.
    follower.delivered = last.seq;
    await follower.listener(fresh);
    follower.handled = last.seq;
  }

  async function readTail(stream: string, follower: Follower): Promise<void> {
    for (;;) {
      if (follower.isClosed) return;
      const entries = await log.read(stream, follower.delivered, readBatch);
      if (entries.length === 0) return;
      await deliver(follower, entries);
    }
  }

  function hear(stream: string, head: number): void {
    for (const follower of followers.get(stream) ?? []) {
      if (head > follower.delivered)
        void enqueue(stream, follower, () => (head > follower.delivered ? readTail(stream, follower) : Promise.resolve()));
    }
  }

  async function poll(streams: readonly string[]): Promise<void> {
    for (let start = 0; start < streams.length; start += pollBatch) {
      const askedAt = clock.now().getTime();
      const heads = await log.heads(streams.slice(start, start + pollBatch));
      for (const [stream, head] of heads) {
        hear(stream, head);
        for (const follower of followers.get(stream) ?? []) if (follower.handled >= head) follower.levelAt = askedAt;
      }
    }
  }
  /** Asked for while a poll is under way: their turn comes right after it. */
  const awaited = new Set<string>();
  let isPolling = false;
  async function pollAwaited(): Promise<void> {
    while (awaited.size > 0) {
      const streams = [...awaited];
      awaited.clear();
      await poll(streams);
    }
  }
  function pollSoon(streams: readonly string[]): void {
    for (const stream of streams) awaited.add(stream);
    if (isPolling) return;
    isPolling = true;
    pollAwaited()
      .catch((error: unknown) => logger.warn({ err: error }, 'heads could not be polled'))
      .finally(() => {
        isPolling = false;
      });
  }

  const stops = [
    bus.subscribe(headsChannel, (message) => {
      const told = parseHead(message);
      if (told) hear(told.stream, told.head);
    }),
    bus.onReconnect(() => pollSoon([...followers.keys()])),
    clock.every(options.brokenPollMs, () =>
      pollSoon(bus.connected ? options.urgent.filter((stream) => followers.has(stream)) : [...followers.keys()]),
    ),
    clock.every(options.healthyPollMs, () => pollSoon([...followers.keys()])),
  ];

  return {
    follow(stream, after, listener) {
      const follower: Follower = {
        delivered: after,
        handled: after,
        levelAt: -Infinity,
        listener,
        queue: Promise.resolve(),
        isClosed: false,
      };
      const group = followers.get(stream) ?? new Set();
      followers.set(stream, group.add(follower));
      // Whatever was appended between the caller's snapshot and now.
      void enqueue(stream, follower, () => readTail(stream, follower));
      return () => {
        follower.isClosed = true;
        group.delete(follower);
        if (group.size === 0 && followers.get(stream) === group) followers.delete(stream);
      };
    },
    appended(stream, entries) {
      const last = entries.at(-1);
      const first = entries[0];
      if (!last || !first) return;
      for (const follower of followers.get(stream) ?? []) {
        void enqueue(stream, follower, () =>
          first.seq <= follower.delivered + 1 ? deliver(follower, entries) : readTail(stream, follower),
        );
      }
      bus.publish(headsChannel, { stream, head: last.seq });
    },
    async catchUp(stream) {
      await Promise.all([...(followers.get(stream) ?? [])].map((follower) => enqueue(stream, follower, () => readTail(stream, follower))));
    },
    levelAt(stream) {
      const group = followers.get(stream);
      return group ? Math.min(...[...group].map((follower) => follower.levelAt)) : -Infinity;
    },
    close() {
      for (const stop of stops) stop();
      for (const group of followers.values()) for (const follower of group) follower.isClosed = true;
      followers.clear();
    },
  };
}
