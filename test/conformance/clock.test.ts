import { describe, expect, test } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { clockConformance } from './clock.conformance.ts';

describe('system clock', () => {
  clockConformance(() => ({
    clock: systemClock(),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }));
});

describe('fake clock', () => {
  clockConformance(() => {
    const clock = fakeClock();
    return { clock, pass: (ms) => clock.advance(ms) };
  });

  test('each timer sees its own time, and what it starts goes on before the next', async () => {
    const clock = fakeClock(new Date(0));
    const seen: string[] = [];
    clock.after(10, () => void Promise.resolve().then(() => seen.push(`promise of 10 at ${clock.now().getTime()}`)));
    clock.after(20, () => seen.push(`20 at ${clock.now().getTime()}`));
    await clock.advance(100);
    expect(seen).toEqual(['promise of 10 at 10', '20 at 20']);
    expect(clock.now().getTime()).toBe(100);
  });

  test('a timer set by a timer within the same span fires too', async () => {
    const clock = fakeClock(new Date(0));
    const seen: number[] = [];
    clock.after(10, () => clock.after(10, () => seen.push(clock.now().getTime())));
    await clock.advance(20);
    expect(seen).toEqual([20]);
  });

  test('a jump of the wall clock moves no timer', async () => {
    const clock = fakeClock(new Date(600_000));
    let ran = false;
    clock.after(10, () => {
      ran = true;
    });
    clock.jump(-300_000);
    expect(clock.now().getTime()).toBe(300_000);
    expect(ran).toBe(false);
    await clock.advance(10);
    expect(ran).toBe(true);
  });
});
