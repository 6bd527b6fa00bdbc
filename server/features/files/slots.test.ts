import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('so many at once, so many waiting, the rest are asked to come again; a failure gives its place back', async () => {
  const slots = createSlots(2, 1);
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const work = () =>
    slots.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
    });
  const taken = [work(), work(), work()];
  await expect(work()).rejects.toThrow('common/tryLater');
  for (let ended = 0; ended < 3; ended += 1) {
    await expect.poll(() => ends.length).toBeGreaterThan(ended);
    ends[ended]?.();
  }
  await Promise.all(taken);
  expect(most).toBe(2);
  for (let times = 0; times < 3; times += 1) await expect(slots.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await slots.run(async () => 'free')).toBe('free');
});
