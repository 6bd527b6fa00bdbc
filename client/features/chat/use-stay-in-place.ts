import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Nearer to the end than this counts as being there: a line of text more or less. */
const endPx = 48;
/** Older messages are fetched before the reader sees the top. */
const nearTopPx = 800;

export interface Place {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<HTMLDivElement | null>;
  toEnd(): void;
}

/** What the reader was looking at: a row and its distance from the top of the window. */
interface Anchor {
  key: string;
  offset: number;
}

function firstVisible(list: HTMLElement, top: number): Anchor | undefined {
  const rows = list.children;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
    else low = middle + 1;
  }
  const row = rows[low];
  const key = row instanceof HTMLElement ? row.dataset.key : undefined;
  return row && key !== undefined ? { key, offset: row.getBoundingClientRect().top - top } : undefined;
}

export interface StayOptions {
  /** Key of the row to begin at; the end when absent. */
  start: string | undefined;
  /** The newest message came into view, or left it. */
  onEnd(isAtEnd: boolean): void;
  onNearTop(): void;
}

/**
 * Keeps a list of messages where the reader is: at the end while she is there, else at the row she was reading,
 * whatever comes above or below, and whatever size the window takes.
 */
export function useStayInPlace({ start, onEnd, onNearTop }: StayOptions): Place {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>(undefined);
  const sticks = useRef(true);
  const hasBegun = useRef(false);
  const heard = useRef({ onEnd, onNearTop });
  useLayoutEffect(() => {
    heard.current = { onEnd, onNearTop };
  });

  const look = useCallback(() => {
    const [frame, rows] = [scroller.current, list.current];
    if (!frame || !rows) return;
    sticks.current = frame.scrollHeight - frame.scrollTop - frame.clientHeight < endPx;
    anchor.current = firstVisible(rows, frame.getBoundingClientRect().top);
    heard.current.onEnd(sticks.current);
    if (frame.scrollTop < nearTopPx) heard.current.onNearTop();
  }, []);

  const restore = useCallback(() => {
    const [frame, rows] = [scroller.current, list.current];
    if (!frame || !rows) return;
    if (sticks.current) {
      frame.scrollTop = frame.scrollHeight;
      return;
    }
    const kept = anchor.current;
    const row = kept && [...rows.children].find((child) => child instanceof HTMLElement && child.dataset.key === kept.key);
    if (row) frame.scrollTop += row.getBoundingClientRect().top - frame.getBoundingClientRect().top - kept.offset;
  }, []);

  useLayoutEffect(() => {
    const [frame, rows] = [scroller.current, list.current];
    if (!frame || !rows) return;
    if (hasBegun.current) return restore();
    hasBegun.current = rows.children.length > 0;
    const first = start === undefined ? undefined : rows.querySelector(`[data-key="${start}"]`);
    if (first) frame.scrollTop += first.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 4;
    else restore();
    look();
  });

  useEffect(() => {
    const [frame, rows] = [scroller.current, list.current];
    if (!frame || !rows) return undefined;
    const observer = new ResizeObserver(restore);
    observer.observe(frame);
    observer.observe(rows);
    frame.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      frame.removeEventListener('scroll', look);
    };
  }, [look, restore]);

  const toEnd = useCallback(() => {
    sticks.current = true;
    heard.current.onEnd(true);
    restore();
  }, [restore]);

  return { scroller, list, toEnd };
}
