import { expect, test } from 'vitest';
import { matchesShortcut, type KeyPress } from './shortcuts.ts';

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: true,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...more,
});

// key and code as Chromium reports them with each layout.
test.each([
  ['US', 'k', press('k', 'KeyK')],
  ['US with Caps Lock', 'k', press('K', 'KeyK')],
  ['AZERTY', 'k', press('k', 'KeyK')],
  ['AZERTY, a key that moved', 'a', press('a', 'KeyQ')],
  ['Dvorak', 'k', press('k', 'KeyV')],
  ['Arabic 101', 'k', press('ن', 'KeyK')],
  ['Russian', 'k', press('л', 'KeyK')],
  ['US', '/', press('/', 'Slash')],
  ['AZERTY', '/', press('/', 'Period', { shiftKey: true })],
  ['German', '/', press('/', 'Digit7', { shiftKey: true })],
  ['Arabic 101', '/', press('ظ', 'Slash')],
  ['Russian, the key of the slash', '/', press('.', 'Slash')],
  ['Russian, the sign itself', '/', press('/', 'Backslash', { shiftKey: true })],
])('%s: %s', (_layout, key, event) => {
  expect(matchesShortcut(event, key, false)).toBe(true);
});

test.each([
  ['the letter alone', 'k', press('k', 'KeyK', { ctrlKey: false })],
  ['with Shift', 'k', press('K', 'KeyK', { shiftKey: true })],
  ['with Alt, as AltGr is', 'k', press('k', 'KeyK', { altKey: true })],
  ['with ⌘ as well', 'k', press('k', 'KeyK', { metaKey: true })],
  ['⌘ where Ctrl is the key', 'k', press('k', 'KeyK', { ctrlKey: false, metaKey: true })],
  ['Ctrl+Shift, which turns a field around', 'k', press('Shift', 'ShiftRight', { shiftKey: true })],
  ['AZERTY, the place of another letter', 'q', press('a', 'KeyQ')],
  ['Dvorak, the place of another letter', 'k', press('t', 'KeyK')],
  ['German: Ctrl and minus makes the page smaller', '/', press('-', 'Slash')],
  ['a word still being composed', 'k', press('ن', 'KeyK', { isComposing: true })],
])('not %s', (_case, key, event) => {
  expect(matchesShortcut(event, key, false)).toBe(false);
});

test('on a Mac it is ⌘; Ctrl+K there deletes to the end of the line', () => {
  expect(matchesShortcut(press('k', 'KeyK', { ctrlKey: false, metaKey: true }), 'k', true)).toBe(true);
  expect(matchesShortcut(press('k', 'KeyK'), 'k', true)).toBe(false);
});
