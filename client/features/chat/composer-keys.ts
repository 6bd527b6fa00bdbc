import { matchesShortcut, type KeyPress } from '#client/kernel/shortcuts.ts';

export type KeyStep = 'send' | 'up' | 'cancel' | 'bold';

export interface KeyPlace {
  /** A phone's Enter is a new line: the send button lies under the thumb. */
  hasKeyboard: boolean;
  isApple: boolean;
  isEmpty: boolean;
  /** Something is answered or edited, and Escape leaves it. */
  hasMode: boolean;
}

/** What a key means in the text box; undefined: it is the text box's own. */
export function keyStep(event: KeyPress & { keyCode: number }, { hasKeyboard, isApple, isEmpty, hasMode }: KeyPlace): KeyStep | undefined {
  // Enter that ends a word of an input method is not "send"; Safari tells it by the key code alone.
  if (event.isComposing || event.keyCode === 229) return undefined;
  if (event.key === 'Escape') return hasMode ? 'cancel' : undefined;
  if (event.key === 'ArrowUp') return isEmpty && !hasMode ? 'up' : undefined;
  if (matchesShortcut(event, 'b', isApple)) return 'bold';
  const isAlone = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
  return event.key === 'Enter' && isAlone && hasKeyboard ? 'send' : undefined;
}

/** A pointer that hovers comes with a keyboard; a finger does not, whatever its screen draws. */
export function hasKeyboard(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches;
}
