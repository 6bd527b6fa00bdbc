import type { Clock } from '../../clock/port.ts';
import { counterKey } from '../counter-key.ts';
import type { Limits } from '../port.ts';

interface Counter {
  used: number;
  endsAtMs: number;
}

/** Most keys counted at once; beyond it the oldest counters are forgotten first, so a flood of addresses cannot fill memory. */
const maxKeys = 100_000;
const sweepMs = 60_000;

/** Counters of this process alone. */
export function memoryLimits(clock: Clock): Limits {
  const counters = new Map<string, Counter>();

  const stopSweeping = clock.every(sweepMs, () => {
    const nowMs = clock.now().getTime();
    for (const [key, counter] of counters) if (counter.endsAtMs <= nowMs) counters.delete(key);
  });
  function fresh(key: string, perSeconds: number, nowMs: number): Counter {
    const oldest = counters.size >= maxKeys ? counters.keys().next().value : undefined;
    if (oldest !== undefined) counters.delete(oldest);
    const counter = { used: 0, endsAtMs: nowMs + perSeconds * 1000 };
    counters.delete(key);
    counters.set(key, counter);
    return counter;
  }

  return {
    async consume(key, allowance) {
      const nowMs = clock.now().getTime();
      const name = counterKey(key, allowance);
      const known = counters.get(name);
      // A window that ends later than a whole window from now was started before the wall clock was set back.
      const isRunning = known && known.endsAtMs > nowMs && known.endsAtMs <= nowMs + allowance.perSeconds * 1000;
      const counter = isRunning ? known : fresh(name, allowance.perSeconds, nowMs);
      counter.used += 1;
      const ok = counter.used <= allowance.points;
      return { ok, retryAfterMs: ok ? 0 : counter.endsAtMs - nowMs };
    },
    async forget(key, allowance) {
      counters.delete(counterKey(key, allowance));
    },
    async close() {
      stopSweeping();
      counters.clear();
    },
  };
}
