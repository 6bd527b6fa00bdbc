import { useState, type FocusEvent, type KeyboardEvent } from 'react';

const keyOfRow = (element: Element): string | undefined => element.closest<HTMLElement>('[data-key]')?.dataset.key;

/** Where an arrow key leads from one of the rows; undefined when it leads nowhere. */
export function nextStop(key: string, current: number, count: number): number | undefined {
  const targets: Record<string, number> = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: count - 1 };
  const target = targets[key];
  if (target === undefined || current < 0) return undefined;
  return Math.min(Math.max(target, 0), count - 1);
}

/** One stop of the Tab key in a list of messages, moved by the arrow keys; the newest until one is chosen. */
export function useRowStops(keys: readonly string[]) {
  const [chosen, setChosen] = useState<string>();
  const stop = chosen !== undefined && keys.includes(chosen) ? chosen : keys.at(-1);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { target, currentTarget, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (altKey || ctrlKey || metaKey || shiftKey || !(target instanceof HTMLElement) || target.tagName !== 'ARTICLE') return;
    const stops = [...currentTarget.querySelectorAll<HTMLElement>('article')];
    const index = nextStop(event.key, stops.indexOf(target), stops.length);
    if (index === undefined) return;
    event.preventDefault();
    stops[index]?.focus();
  }
  return { stop, onKeyDown, onFocus: (event: FocusEvent) => setChosen(keyOfRow(event.target)) };
}
