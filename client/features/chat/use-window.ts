import { useCallback, useMemo, useState } from 'react';
import type { RoomEntry, RoomView } from './room-view.ts';

/** Messages drawn when a room is opened, and added each time the reader comes near the top. */
const pageSize = 60;
/** Drawn at most while the reader is at the end; who reads back sees all that is held (room-log.ts bounds it). */
const maxAtEnd = 150;

export interface MessageWindow {
  entries: readonly RoomEntry[];
  /** There is more above, held or to be fetched. */
  hasEarlier: boolean;
  showEarlier(): void;
}

type ShownPart = Pick<RoomView, 'entries' | 'hasEarlier'>;

export interface WindowOptions {
  loadEarlier: () => void;
  /** A line somebody was led to: it is drawn, with some before it. */
  mustShow?: number | undefined;
}

/** Lines drawn before the one somebody was led to. */
const before = 12;

/** Index of the first entry from a number on; what is on its way comes last. */
function indexFrom(entries: readonly RoomEntry[], seq: number): number {
  const index = entries.findIndex((entry) => entry.kind === 'echo' || entry.seq >= seq);
  return index < 0 ? entries.length : index;
}
const seqAt = (entries: readonly RoomEntry[], index: number): number => {
  const entry = entries[Math.max(0, index)];
  return entry === undefined || entry.kind === 'echo' ? 1 : entry.seq;
};

/** The part of a room that is drawn: enough for the eye and the keys, not the thousands an old phone cannot hold. */
export function useWindow(view: ShownPart, isAtEnd: boolean, { loadEarlier, mustShow }: WindowOptions): MessageWindow {
  /** Lines from this number on are drawn. */
  const [wanted, setWanted] = useState<number>();
  /** Older ones were asked for: a page more is drawn when they come. */
  const [wantedBefore, setWantedBefore] = useState<number>();
  const [shown, setShown] = useState(mustShow);
  const { entries } = view;
  if (mustShow !== shown) {
    setShown(mustShow);
    if (mustShow !== undefined) setWanted(seqAt(entries, indexFrom(entries, mustShow) - before));
  }
  const end = indexFrom(entries, Infinity);
  const newest = Math.max(0, end - pageSize);
  if (wantedBefore !== undefined && end > 0 && seqAt(entries, 0) < wantedBefore) {
    setWanted(seqAt(entries, indexFrom(entries, wantedBefore) - pageSize));
    setWantedBefore(undefined);
  }
  const from = wanted === undefined ? newest : Math.min(indexFrom(entries, wanted), newest);
  if (!isAtEnd && wanted === undefined && end > 0) setWanted(seqAt(entries, from));
  if (isAtEnd && wanted !== undefined && end - from > maxAtEnd) setWanted(undefined);

  const drawn = useMemo(() => entries.slice(from), [entries, from]);
  const first = from > 0 ? seqAt(entries, from - pageSize) : undefined;
  const oldest = seqAt(entries, 0);
  const showEarlier = useCallback(() => {
    if (first !== undefined) return setWanted(first);
    setWantedBefore(oldest);
    loadEarlier();
  }, [first, oldest, loadEarlier]);
  return { entries: drawn, hasEarlier: from > 0 || view.hasEarlier, showEarlier };
}
