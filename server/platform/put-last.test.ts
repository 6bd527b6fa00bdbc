import { expect, test } from 'vitest';
import { putLast } from './put-last.ts';

test('what was put longest ago goes first; put again, an entry is the newest', () => {
  const memory = new Map<string, number>();
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    putLast(memory, [key, value], 2);
  expect([...memory]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});
