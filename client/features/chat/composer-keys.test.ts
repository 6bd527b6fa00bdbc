import { expect, test } from 'vitest';
import { keyStep, type KeyPlace } from './composer-keys.ts';

type Press = Parameters<typeof keyStep>[0];
const press = (key: string, more: Partial<Press> = {}): Press => ({
  ...{ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0 },
  ...more,
});
const desk: KeyPlace = { hasKeyboard: true, isApple: false, isEmpty: false, hasMode: false };

test('Enter sends at a keyboard; with Shift, on a phone and within a word of an input method it does not', () => {
  expect(keyStep(press('Enter'), desk)).toBe('send');
  expect(keyStep(press('Enter', { shiftKey: true }), desk)).toBeUndefined();
  expect(keyStep(press('Enter'), { ...desk, hasKeyboard: false })).toBeUndefined();
  expect(keyStep(press('Enter', { isComposing: true }), desk)).toBeUndefined();
  // Safari.
  expect(keyStep(press('Enter', { keyCode: 229 }), desk)).toBeUndefined();
});

test('Escape leaves a reply or an edit, and is otherwise the browser’s', () => {
  expect(keyStep(press('Escape'), { ...desk, hasMode: true })).toBe('cancel');
  expect(keyStep(press('Escape'), desk)).toBeUndefined();
});

test('Up leads to the messages from an empty field only', () => {
  expect(keyStep(press('ArrowUp'), { ...desk, isEmpty: true })).toBe('up');
  expect(keyStep(press('ArrowUp'), desk)).toBeUndefined();
  expect(keyStep(press('ArrowUp'), { ...desk, isEmpty: true, hasMode: true })).toBeUndefined();
});

test('bold by Ctrl+B, on Apple’s computers ⌘B, on an Arabic layout too', () => {
  expect(keyStep(press('b', { ctrlKey: true }), desk)).toBe('bold');
  expect(keyStep(press('لا', { code: 'KeyB', ctrlKey: true }), desk)).toBe('bold');
  expect(keyStep(press('b', { metaKey: true }), { ...desk, isApple: true })).toBe('bold');
  expect(keyStep(press('b'), desk)).toBeUndefined();
});
