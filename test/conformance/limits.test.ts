import { describe, expect, test } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { counterKey } from '#server/platform/limits/counter-key.ts';
import { memoryLimits } from '#server/platform/limits/memory/limits.ts';
import { limitsConformance } from './limits.conformance.ts';

describe('limits in memory', () => {
  limitsConformance(async () => {
    const clock = fakeClock();
    const limits = memoryLimits(clock);
    const stored = async () => counterKey('signIn/salma@example.org/203.0.113.7', { points: 5, perSeconds: 60 });
    return { a: limits, b: limits, pass: clock.advance, stored, close: () => limits.close() };
  });

  test('a wall clock set back does not lock anyone out for longer than a window', async () => {
    const clock = fakeClock();
    const limits = memoryLimits(clock);
    const allowance = { points: 1, perSeconds: 60 };
    await limits.consume('k', allowance);
    clock.jump(-3_600_000);
    expect(await limits.consume('k', allowance)).toEqual({ ok: true, retryAfterMs: 0 });
    await limits.close();
  });

  test('a flood of keys does not fill memory: the oldest counters go first', async () => {
    const limits = memoryLimits(fakeClock());
    const allowance = { points: 1, perSeconds: 60 };
    await limits.consume('first', allowance);
    for (let i = 0; i < 100_000; i += 1) await limits.consume(`k${i}`, allowance);
    expect((await limits.consume('first', allowance)).ok).toBe(true);
    expect((await limits.consume('k99999', allowance)).ok).toBe(false);
    await limits.close();
  });
});
