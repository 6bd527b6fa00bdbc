import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Limits } from '#server/platform/limits/port.ts';

export interface LimitsUnderTest {
  /** Two nodes of one hub; one and the same where a hub is one process. */
  a: Limits;
  b: Limits;
  pass: (ms: number) => Promise<void>;
  /** What is kept of keys, as text. */
  stored: () => Promise<string>;
  close: () => Promise<void>;
}

/** What every counter promises. Windows are of 1 s, as Redis counts in whole seconds. */
export function limitsConformance(open: () => Promise<LimitsUnderTest>): void {
  let limits: LimitsUnderTest;
  beforeAll(async () => {
    limits = await open();
  });
  afterAll(async () => limits.close());

  test('so many points in a window, on all nodes together, then a pause is told', async () => {
    const allowance = { points: 3, perSeconds: 10 };
    const verdicts = [];
    for (const node of [limits.a, limits.b, limits.a, limits.b]) verdicts.push(await node.consume('salma', allowance));
    expect(verdicts.map((verdict) => verdict.ok)).toEqual([true, true, true, false]);
    expect(verdicts[2]?.retryAfterMs).toBe(0);
    expect(verdicts[3]?.retryAfterMs).toBeGreaterThan(8_000);
    expect(verdicts[3]?.retryAfterMs).toBeLessThanOrEqual(10_000);
    expect(verdicts[3]?.unavailable).toBeUndefined();
  });

  test('at the same moment no more get through than may', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? limits.a : limits.b).consume('flood', { points: 7, perSeconds: 60 })),
    );
    expect(verdicts.filter((verdict) => verdict.ok)).toHaveLength(7);
  });

  test('the window ends by itself, and refusals do not lengthen it', async () => {
    const allowance = { points: 1, perSeconds: 1 };
    expect((await limits.a.consume('again', allowance)).ok).toBe(true);
    await limits.pass(500);
    expect((await limits.a.consume('again', allowance)).ok).toBe(false);
    await limits.pass(600);
    expect((await limits.b.consume('again', allowance)).ok).toBe(true);
  });

  test('keys and allowances do not mix', async () => {
    expect((await limits.a.consume('k', { points: 1, perSeconds: 60 })).ok).toBe(true);
    expect((await limits.a.consume('other', { points: 1, perSeconds: 60 })).ok).toBe(true);
    expect((await limits.a.consume('k', { points: 1, perSeconds: 30 })).ok).toBe(true);
    expect((await limits.a.consume('k', { points: 1, perSeconds: 60 })).ok).toBe(false);
  });

  test('a forgotten key starts anew, on every node', async () => {
    const allowance = { points: 1, perSeconds: 60, whenUnavailable: 'refuse' } as const;
    await limits.a.consume('true user', allowance);
    expect((await limits.b.consume('true user', allowance)).ok).toBe(false);
    await limits.b.forget('true user', allowance);
    expect((await limits.a.consume('true user', allowance)).ok).toBe(true);
  });

  test('addresses are not kept in clear', async () => {
    await limits.a.consume('signIn/salma@example.org/203.0.113.7', { points: 5, perSeconds: 60 });
    expect(await limits.stored()).not.toMatch(/salma|203\.0/);
  });
}
