import { useEffect, useState } from 'react';
import { useSignedIn } from '#client/kernel/session.tsx';
import type { RoomEntry, RoomView } from './room-view.ts';

export interface Seen {
  /** The first message that was not seen when it came: the heading "new" stands before it. */
  newFrom: number | undefined;
  /** Messages of others below, not seen yet. */
  unseen: number;
}

const lastOf = (entries: readonly RoomEntry[]): number => entries.findLast((entry) => entry.kind !== 'echo')?.seq ?? 0;

function useIsPageVisible(): boolean {
  const [isVisible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}

/**
 * How far a room was read on this device. Kept as a draft is: for one person, and no longer than she stays signed in;
 * the hub is not told what anybody has read.
 */
export function useSeen(roomId: string, view: RoomView, isAtEnd: boolean): Seen {
  const { drafts, session } = useSignedIn();
  const place = `seen:${roomId}`;
  const isVisible = useIsPageVisible();
  const [seen, setSeen] = useState(() => Number(drafts.read(place)) || undefined);
  const [newFrom, setNewFrom] = useState<number>();
  const [hasOpened, setOpened] = useState(false);
  const last = lastOf(view.entries);
  // A part of the past that is shown by itself says nothing of how far the newest were read.
  const isOpen = view.status === 'open' && !view.isAway && last > 0;
  const isReading = isOpen && isAtEnd && isVisible;

  // The heading stands where reading ended last time; it moves on when something comes while nobody reads.
  const isNews = isOpen && seen !== undefined && seen < last && (!hasOpened || !isReading) && (newFrom === undefined || newFrom <= seen);
  if (isNews) setNewFrom(seen + 1);
  if (isOpen && !hasOpened) setOpened(true);
  if (isReading && seen !== last) setSeen(last);

  useEffect(() => {
    if (seen !== undefined) drafts.write(place, String(seen));
  }, [drafts, place, seen]);

  const unseen =
    seen === undefined
      ? 0
      : view.entries.filter((entry) => entry.kind === 'message' && entry.seq > seen && entry.authorId !== session.userId).length;
  // Numbers have holes: the heading stands before the first line that is new.
  const first = newFrom === undefined ? undefined : view.entries.find((entry) => entry.kind !== 'echo' && entry.seq >= newFrom);
  return { newFrom: first?.kind === 'echo' ? undefined : first?.seq, unseen };
}
