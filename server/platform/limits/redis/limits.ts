import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../clock/port.ts';
import type { RedisLink } from '../../redis/connect.ts';
import { counterKey } from '../counter-key.ts';
import { memoryLimits } from '../memory/limits.ts';
import type { Allowance, Limits } from '../port.ts';

export interface RedisLimitsOptions {
  link: RedisLink;
  clock: Clock;
  /** Parts hubs that share one Redis. Default `hub`. */
  prefix?: string;
}

/** What a caller refused for want of a counter waits. */
const unavailableRetryMs = 5_000;

/** Counters shared by all nodes, judged by Redis's clock. While Redis is away each allowance says what holds. */
export function redisLimits({ link, clock, prefix = 'hub' }: RedisLimitsOptions): Limits {
  const alone = memoryLimits(clock);
  /** One per distinct allowance of the contracts: as many as there are limits in the programme. */
  const limiters = new Map<string, RateLimiterRedis>();

  function limiterFor({ points, perSeconds }: Allowance): RateLimiterRedis {
    const name = `${points}/${perSeconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: link.commands,
      keyPrefix: `${prefix}:limit`,
      points,
      duration: perSeconds,
      rejectIfRedisNotReady: true,
    });
    limiters.set(name, limiter);
    return limiter;
  }

  return {
    async consume(key, allowance) {
      try {
        await limiterFor(allowance).consume(counterKey(key, allowance));
        return { ok: true, retryAfterMs: 0 };
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return { ok: false, retryAfterMs: Math.max(1, refusal.msBeforeNext) };
        if (allowance.whenUnavailable === 'refuse') return { ok: false, retryAfterMs: unavailableRetryMs, unavailable: true };
        return alone.consume(key, allowance);
      }
    },
    async forget(key, allowance) {
      await alone.forget(key, allowance);
      // Unreachable counters end by themselves with their window.
      await limiterFor(allowance)
        .delete(counterKey(key, allowance))
        .catch(() => undefined);
    },
    close: () => alone.close(),
  };
}
