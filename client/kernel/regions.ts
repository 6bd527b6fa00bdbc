import { useEffect } from 'react';

/** Marks a part of the page that F6 stops at: `<section {...region('messages')}>`. */
export function region(name: string): { 'data-region': string; tabIndex: -1 } {
  return { 'data-region': name, tabIndex: -1 };
}

/** The next region after the one that holds the focus; around at the end. */
export function nextIndex(current: number, count: number, backwards: boolean): number {
  if (count === 0) return -1;
  if (current < 0) return backwards ? count - 1 : 0;
  return (current + (backwards ? -1 : 1) + count) % count;
}

/** F6 goes through the parts of the page in reading order, Shift+F6 back; inside a dialog it does nothing. */
export function useRegionCycling(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
      if (document.querySelector('dialog[open]')) return;
      const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((element) => element.getClientRects().length > 0);
      const active = document.activeElement;
      // The innermost region that holds the focus: a chat's messages lie inside the content.
      const current = regions.reduce((found, element, index) => (element.contains(active) ? index : found), -1);
      const target = regions[nextIndex(current, regions.length, event.shiftKey)];
      if (!target) return;
      event.preventDefault();
      target.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
