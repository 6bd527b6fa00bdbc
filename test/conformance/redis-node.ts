import { Redis } from 'ioredis';
import { redisBus } from '#server/platform/bus/redis/bus.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { newId } from '#server/platform/ids/ids.ts';
import { connectRedis } from '#server/platform/redis/connect.ts';
import { collectFaults } from './faults.ts';
import { eventually } from './inbox.ts';

/** A node's link and bus on a real Redis. */
export async function openNode(url: string, prefix = newId()) {
  const { report, names } = collectFaults();
  const clock = systemClock();
  const link = connectRedis({ url, clock, report });
  const bus = redisBus({ link, clock, report, prefix });
  if (!(await link.ready(10_000))) throw new Error('no link to Redis');
  await eventually(() => bus.connected, Boolean);
  return {
    link,
    bus,
    clock,
    report,
    faults: names,
    prefix,
    close: async () => {
      await bus.close();
      await link.close();
    },
  };
}

/** A connection of the administrator, who does what the faults are. */
export async function withAdministrator<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
