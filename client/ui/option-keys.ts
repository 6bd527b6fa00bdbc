/** What a key asks of a list of options below a text field. */
export type OptionKey = { do: 'move'; to: number } | { do: 'choose' } | { do: 'close' };

interface OptionKeyState {
  count: number;
  /** -1: none. */
  active: number;
  /** Tab takes the option too, as in a text where Enter may mean a new line. */
  hasTab?: boolean;
}

type Press = Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;
const page = 5;

/**
 * The keys of a combobox. Left and Right stay with the caret, whichever way the text runs; what an input method uses
 * to end a word stays with it.
 *
 * @returns undefined for a key that belongs to the text
 */
export function optionKey(event: Press, { count, active, hasTab = false }: OptionKeyState): OptionKey | undefined {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return undefined;
  if (event.key === 'Escape') return { do: 'close' };
  if (count === 0) return undefined;
  switch (event.key) {
    case 'ArrowDown':
      return { do: 'move', to: (active + 1) % count };
    case 'ArrowUp':
      return { do: 'move', to: (active <= 0 ? count : active) - 1 };
    case 'PageDown':
      return { do: 'move', to: Math.min(active + page, count - 1) };
    case 'PageUp':
      return { do: 'move', to: Math.max(active - page, 0) };
    case 'Enter':
      return active < 0 ? undefined : { do: 'choose' };
    case 'Tab':
      return hasTab && active >= 0 ? { do: 'choose' } : undefined;
    default:
      return undefined;
  }
}
