import { expect, test } from 'vitest';
import { isLong } from './message-text.tsx';

test('a hundred empty lines or pages of words are folded, what people usually write is not', () => {
  expect(isLong('\n'.repeat(100))).toBe(true);
  expect(isLong('كلمة '.repeat(400))).toBe(true);
  expect(isLong('سطر\n'.repeat(10))).toBe(false);
  expect(isLong('صباح الخير، هذا هو البرنامج.')).toBe(false);
});
