import { useEffect, useRef } from 'react';

/** What of a key press decides; the DOM's own event has it. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

const ascii = /^[\x21-\x7E]$/;

/** Where the key of a sign lies on a keyboard of Latin letters, for layouts that have no such sign. */
const codes: Readonly<Record<string, string>> = { '/': 'Slash' };

function isKey(event: KeyPress, key: string): boolean {
  const isLetter = /^[a-z]$/.test(key);
  if (event.key.toLowerCase() === key) return true;
  // A layout without Latin letters: the key that would write it. French and German ones have them, at places of their own.
  if (!ascii.test(event.key)) return event.code === (isLetter ? `Key${key.toUpperCase()}` : codes[key]);
  // Russian layouts write a full stop with the key of the slash.
  return key === '/' && event.key === '.' && event.code === 'Slash';
}

/**
 * Whether a key press is Ctrl (on Apple's computers ⌘) and a key, in any keyboard layout.
 *
 * @param key  a lower-case Latin letter, or `/`
 */
export function matchesShortcut(event: KeyPress, key: string, isApple: boolean): boolean {
  if (event.isComposing || event.altKey || (isApple ? event.ctrlKey || !event.metaKey : event.metaKey || !event.ctrlKey)) return false;
  // Signs need Shift on many layouts; a letter with it is another shortcut.
  if (event.shiftKey && key !== '/') return false;
  return isKey(event, key);
}

export function isAppleComputer(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}

/** Ctrl or ⌘ with the key, anywhere on the page but in a dialog that is open. */
export function useShortcut(key: string, onPress: () => void): void {
  const press = useRef(onPress);
  useEffect(() => {
    press.current = onPress;
  });
  useEffect(() => {
    const isApple = isAppleComputer();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !matchesShortcut(event, key, isApple)) return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) press.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [key]);
}
