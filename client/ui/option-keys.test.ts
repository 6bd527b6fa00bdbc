import { expect, test } from 'vitest';
import { optionKey } from './option-keys.ts';

const press = (key: string, more = {}) => ({
  key,
  isComposing: false,
  keyCode: 0,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

test('arrows go around, Page keys stop at the ends', () => {
  expect(optionKey(press('ArrowDown'), { count: 3, active: 2 })).toEqual({ do: 'move', to: 0 });
  expect(optionKey(press('ArrowUp'), { count: 3, active: 0 })).toEqual({ do: 'move', to: 2 });
  expect(optionKey(press('ArrowUp'), { count: 3, active: -1 })).toEqual({ do: 'move', to: 2 });
  expect(optionKey(press('PageDown'), { count: 3, active: 1 })).toEqual({ do: 'move', to: 2 });
  expect(optionKey(press('PageUp'), { count: 9, active: 3 })).toEqual({ do: 'move', to: 0 });
});

test('Enter chooses, Tab where asked, Escape closes', () => {
  expect(optionKey(press('Enter'), { count: 3, active: 1 })).toEqual({ do: 'choose' });
  expect(optionKey(press('Tab'), { count: 3, active: 1, hasTab: true })).toEqual({ do: 'choose' });
  expect(optionKey(press('Tab'), { count: 3, active: 1 })).toBeUndefined();
  expect(optionKey(press('Escape'), { count: 0, active: -1 })).toEqual({ do: 'close' });
});

test('the caret, the input method and an empty list keep their keys', () => {
  expect(optionKey(press('ArrowLeft'), { count: 3, active: 0 })).toBeUndefined();
  expect(optionKey(press('ArrowRight'), { count: 3, active: 0 })).toBeUndefined();
  expect(optionKey(press('Enter'), { count: 0, active: -1 })).toBeUndefined();
  expect(optionKey(press('Enter', { isComposing: true }), { count: 3, active: 0 })).toBeUndefined();
  expect(optionKey(press('Enter', { keyCode: 229 }), { count: 3, active: 0 })).toBeUndefined();
  expect(optionKey(press('ArrowDown', { shiftKey: true }), { count: 3, active: 0 })).toBeUndefined();
});
