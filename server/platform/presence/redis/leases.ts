import * as z from 'zod/mini';
import type { RedisLink } from '../../redis/connect.ts';
import type { Stay } from '../held.ts';
import type { PresenceTimes } from '../times.ts';
import { atScript, countsScript, dropScript, holdScript, sweepScript } from './scripts.ts';

/** What nodes share of presence. Every call rejects while Redis is away. */
export interface Leases {
  /** Writes leases of `leaseMs`; answers places where somebody is new. */
  hold(stays: readonly Stay[], leaseMs: number): Promise<string[]>;
  drop(stay: Stay): Promise<boolean>;
  /** Removes dead leases of any node; `isForgotten` when Redis lost what this node wrote. */
  sweep(): Promise<{ isForgotten: boolean; places: string[] }>;
  at(place: string): Promise<string[]>;
  counts(places: readonly string[]): Promise<number[]>;
}

export interface LeasesOptions {
  link: RedisLink;
  prefix: string;
  nodeId: string;
  /** New at each start, so that a node started again never takes over leases of its dead self. */
  bootId: string;
  times: PresenceTimes;
}

const texts = z.array(z.string());
const numbers = z.array(z.number());
const swept = z.tuple([z.number()], z.string());

export function redisLeases({ link, prefix, nodeId, bootId, times }: LeasesOptions): Leases {
  const run = (script: string, ...args: (string | number)[]): Promise<unknown> =>
    link.commands.eval(script, 1, `${prefix}:presence`, ...args);
  const member = (userId: string): string => `${userId}\n${nodeId}\n${bootId}`;
  const keepMs = times.leaseMs * 2;

  return {
    async hold(stays, leaseMs) {
      const pairs = stays.flatMap(({ place, userId }) => [place, member(userId)]);
      return texts.parse(await run(holdScript, bootId, leaseMs, keepMs, ...pairs));
    },
    drop: async ({ place, userId }) => (await run(dropScript, place, member(userId))) === 1,
    async sweep() {
      const [isKnown, ...places] = swept.parse(await run(sweepScript, bootId));
      return { isForgotten: isKnown === 0, places };
    },
    at: async (place) => texts.parse(await run(atScript, place)),
    counts: async (places) => numbers.parse(await run(countsScript, ...places)),
  };
}
