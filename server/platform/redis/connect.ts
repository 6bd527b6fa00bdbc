import { Redis } from 'ioredis';
import type { Clock } from '../clock/port.ts';
import type { ReportFault } from '../fault.ts';

/** The hub's two connections to one Redis. Redis is never the truth: every user of it says what holds while it is away. */
export interface RedisLink {
  /** Publishes and asks. A command fails at once while the link is down, and after 1 s at the latest. */
  readonly commands: Redis;
  /** Only listens. */
  readonly subscriber: Redis;
  /** True once both are ready; false when they were not within the time. Starting without Redis is allowed. */
  ready(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface RedisLinkOptions {
  /** `redis://` or `rediss://` (TLS), with password and database where needed. */
  url: string;
  clock: Clock;
  /** Hears `redis.link` once per loss of a connection, not once per attempt to get it back. */
  report: ReportFault;
}

const commandTimeoutMs = 1_000;
const pingEveryMs = 1_000;
/** Longer than a command may take: one late answer may be our own event loop's fault. TCP alone never tells of a hung Redis. */
const silenceMs = 2_000;

function retryDelayMs(attempt: number): number {
  const jitterMs = Math.random() * 100;
  return Math.min(50 * 2 ** Math.min(attempt, 6), 2_000) + jitterMs;
}

function open({ url, report }: RedisLinkOptions, connectionName: string): Redis {
  const client = new Redis(url, {
    connectionName,
    connectTimeout: 2_000,
    commandTimeout: commandTimeoutMs,
    socketTimeout: silenceMs,
    // A queue for a Redis that is away would grow without bound, and deliver heads that are long past.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    // The bus subscribes itself, so that it knows from when on nothing is missed.
    autoResubscribe: false,
    retryStrategy: retryDelayMs,
  });
  let isToldDown = false;
  client.on('ready', () => {
    isToldDown = false;
  });
  client.on('error', (error) => {
    if (isToldDown) return;
    isToldDown = true;
    report('redis.link', error);
  });
  return client;
}

/** Asks on an idle connection too, so that `socketTimeout` cuts one whose other side accepts and answers nothing. */
function keepAsking(client: Redis, clock: Clock): () => void {
  return clock.every(pingEveryMs, () => {
    // A failure shows as the loss of the connection.
    if (client.status === 'ready') client.ping().catch(() => undefined);
  });
}

function becomesReady(client: Redis): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => client.once('ready', () => resolve()));
}

/** Opens both connections and keeps them open until `close`. Returns at once; see `ready`. */
export function connectRedis(options: RedisLinkOptions): RedisLink {
  const { clock } = options;
  const commands = open(options, 'hub-commands');
  const subscriber = open(options, 'hub-subscriber');
  const stops = [keepAsking(commands, clock), keepAsking(subscriber, clock)];

  return {
    commands,
    subscriber,
    async ready(withinMs) {
      let cancel: () => void = () => undefined;
      const late = new Promise<boolean>((resolve) => {
        cancel = clock.after(withinMs, () => resolve(false));
      });
      const both = Promise.all([becomesReady(commands), becomesReady(subscriber)]).then(() => true);
      return Promise.race([both, late]).finally(() => cancel());
    },
    async close() {
      for (const stop of stops) stop();
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}
