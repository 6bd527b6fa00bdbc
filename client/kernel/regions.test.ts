import { expect, test } from 'vitest';
import { nextIndex } from './regions.ts';

test.each([
  [-1, 3, false, 0],
  [0, 3, false, 1],
  [2, 3, false, 0],
  [-1, 3, true, 2],
  [0, 3, true, 2],
  [-1, 0, false, -1],
])('from %i of %i, backwards %s: %i', (current, count, backwards, expected) => {
  expect(nextIndex(current, count, backwards)).toBe(expected);
});
