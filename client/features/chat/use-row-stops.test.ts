import { expect, test } from 'vitest';
import { nextStop } from './use-row-stops.ts';

test('arrows go from row to row and stay at the ends; other keys lead nowhere', () => {
  expect(nextStop('ArrowUp', 2, 4)).toBe(1);
  expect(nextStop('ArrowUp', 0, 4)).toBe(0);
  expect(nextStop('ArrowDown', 2, 4)).toBe(3);
  expect(nextStop('ArrowDown', 3, 4)).toBe(3);
  expect(nextStop('Home', 2, 4)).toBe(0);
  expect(nextStop('End', 1, 4)).toBe(3);
  expect(nextStop('Enter', 1, 4)).toBeUndefined();
  expect(nextStop('ArrowUp', -1, 4)).toBeUndefined();
});
