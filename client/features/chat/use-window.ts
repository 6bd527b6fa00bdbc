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

/** The part of a room that is drawn: enough for the eye and the keys, not the thousands an old phone cannot hold. */
export function useWindow(view: RoomView, isAtEnd: boolean, loadEarlier: () => void): MessageWindow {
  const [wanted, setWanted] = useState<number>();
  const first = view.firstSeq;
  const last = view.entries.findLast((entry) => entry.kind !== 'echo')?.seq ?? 0;
  const newest = Math.max(first, last - pageSize + 1);
  const from = wanted === undefined ? newest : Math.min(Math.max(wanted, first), newest);
  if (!isAtEnd && wanted === undefined && last > 0) setWanted(from);
  if (isAtEnd && wanted !== undefined && last - wanted > maxAtEnd) setWanted(undefined);

  const entries = useMemo(() => view.entries.filter((entry) => entry.kind === 'echo' || entry.seq >= from), [view.entries, from]);
  const isAllDrawn = from <= first;
  const showEarlier = useCallback(() => {
    // Older ones that are fetched now shall be drawn when they come.
    setWanted(Math.max(1, from - pageSize));
    if (isAllDrawn) loadEarlier();
  }, [from, isAllDrawn, loadEarlier]);
  return { entries, hasEarlier: !isAllDrawn || view.hasEarlier, showEarlier };
}
