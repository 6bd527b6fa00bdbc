import { expect, test } from 'vitest';
import { gridStep } from './emoji-grid.ts';

// 0 1 2 / 3 4 5 / 6 7
const at = (index: number, isRtl = false) => ({ index, count: 8, columns: 3, isRtl });

test('left is the one before, in a right-to-left page the next', () => {
  expect([gridStep('ArrowLeft', at(4)), gridStep('ArrowRight', at(4))]).toEqual([3, 5]);
  expect([gridStep('ArrowLeft', at(4, true)), gridStep('ArrowRight', at(4, true))]).toEqual([5, 3]);
});

test('up and down go by rows, and stay where there is none', () => {
  expect([gridStep('ArrowUp', at(4)), gridStep('ArrowDown', at(4))]).toEqual([1, 7]);
  expect([gridStep('ArrowUp', at(1)), gridStep('ArrowDown', at(5)), gridStep('ArrowDown', at(7))]).toEqual([1, 5, 7]);
});

test('the ends, and pages up to them', () => {
  expect(['Home', 'End', 'PageUp', 'PageDown'].map((key) => gridStep(key, at(4)))).toEqual([0, 7, 0, 7]);
  expect([gridStep('ArrowLeft', at(0)), gridStep('ArrowRight', at(7))]).toEqual([0, 7]);
  expect(gridStep('a', at(0))).toBeUndefined();
});
