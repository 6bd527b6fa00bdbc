import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isFirstTab, type Locks } from './notify.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Locks as two tabs of one browser share them. */
function sharedLocks(): Locks {
  const held = new Set<string>();
  const request = async (name: string, _options: LockOptions, then: (lock: Lock | null) => Promise<unknown>): Promise<unknown> => {
    if (held.has(name)) return then(null);
    held.add(name);
    return then({ name, mode: 'exclusive' }).finally(() => held.delete(name));
  };
  return { request: request as LockManager['request'] };
}

test('of several tabs one tells of a message, and each message is told of', async () => {
  const locks = sharedLocks();
  expect(await Promise.all(['a', 'a', 'a', 'b'].map((id) => isFirstTab(id, locks)))).toEqual([true, false, false, true]);
});

test('a tab that hears of it a second later is still not the first', async () => {
  const locks = sharedLocks();
  expect(await isFirstTab('a', locks)).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await isFirstTab('a', locks)).toBe(false);
});
