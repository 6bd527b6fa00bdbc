import { expect, test } from 'vitest';
import type { Clock } from '#server/platform/clock/port.ts';

export interface ClockUnderTest {
  clock: Clock;
  /** Lets time pass, in truth or in play. */
  pass: (ms: number) => Promise<void>;
}

/** What every clock promises. Times are short, as the system's clock runs in truth. */
export function clockConformance(open: () => ClockUnderTest): void {
  test('now moves on with time', async () => {
    const { clock, pass } = open();
    const before = clock.now().getTime();
    await pass(20);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before + 15);
  });

  test('timers run in order of their time, each once', async () => {
    const { clock, pass } = open();
    const ran: string[] = [];
    clock.after(30, () => ran.push('second'));
    clock.after(5, () => ran.push('first'));
    await pass(60);
    expect(ran).toEqual(['first', 'second']);
  });

  test('a cancelled timer never runs', async () => {
    const { clock, pass } = open();
    const ran: string[] = [];
    const cancelOnce = clock.after(5, () => ran.push('once'));
    const cancelEvery = clock.every(5, () => ran.push('every'));
    cancelOnce();
    cancelEvery();
    await pass(30);
    expect(ran).toEqual([]);
  });

  test('every runs again and again until cancelled, also from within', async () => {
    const { clock, pass } = open();
    let runs = 0;
    const cancel = clock.every(5, () => {
      runs += 1;
      if (runs === 3) cancel();
    });
    await pass(100);
    expect(runs).toBe(3);
  });

  test('a delay beyond 31 bits of ms does not fire at once', async () => {
    const { clock, pass } = open();
    let ran = false;
    const cancel = clock.after(60 * 86_400_000, () => {
      ran = true;
    });
    await pass(20);
    cancel();
    expect(ran).toBe(false);
  });
}
