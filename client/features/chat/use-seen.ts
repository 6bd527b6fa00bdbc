import { useEffect, useRef, useState } from 'react';
import { useMarkRead, useRoomState, useRoomStates } from '#client/kernel/personal.ts';
import { useSignedIn } from '#client/kernel/session.tsx';
import type { RoomEntry, RoomView } from './room-view.ts';
import { usePageVisible } from './use-page-visible.ts';

export interface Seen {
  /** The first message that was not seen when it came: the heading "new" stands before it. */
  newFrom: number | undefined;
  /** Messages of others below, not seen yet. */
  unseen: number;
  /** The first unread message, when it stands above what is shown. */
  farUnread: { seq: number; count: number } | undefined;
  /** From here on it is unread again, until the room is left. */
  leaveUnread(from: number): void;
}

const lastOf = (entries: readonly RoomEntry[]): number => entries.findLast((entry) => entry.kind !== 'echo')?.seq ?? 0;
const firstOf = (entries: readonly RoomEntry[]): number => entries.find((entry) => entry.kind !== 'echo')?.seq ?? 0;

/**
 * How far a room was read: as the hub knows it from all of the person's devices, or, before it has answered, as this
 * device remembers it. Reading is told to the hub, which tells it to her other devices and, where the room says so, to
 * the authors.
 */
export function useSeen(roomId: string, view: RoomView, isAtEnd: boolean): Seen {
  const { drafts, session } = useSignedIn();
  const place = `seen:${roomId}`;
  const isVisible = usePageVisible();
  const rooms = useRoomStates();
  const state = useRoomState(roomId);
  const markRead = useMarkRead(roomId);
  const [seen, setSeen] = useState(() => state?.mark ?? (Number(drafts.read(place)) || undefined));
  const [newFrom, setNewFrom] = useState<number>();
  const [hasOpened, setOpened] = useState(false);
  /** She left it unread on purpose: looking at it does not read it. */
  const [isLeft, setLeft] = useState(false);
  const opening = useRef(state);
  opening.current ??= state;

  const last = lastOf(view.entries);
  // A part of the past that is shown by itself says nothing of how far the newest were read.
  const isOpen = view.status === 'open' && !view.isAway && last > 0;
  const isReading = isOpen && isAtEnd && isVisible && !isLeft;

  // Read further on another device.
  if (state && !isLeft && (seen === undefined || state.mark > seen)) setSeen(state.mark);
  // The heading stands where reading ended last time; it moves on when something comes while nobody reads.
  const isNews = isOpen && seen !== undefined && seen < last && (!hasOpened || !isReading) && (newFrom === undefined || newFrom <= seen);
  if (isNews) setNewFrom(seen + 1);
  if (isOpen && !hasOpened) setOpened(true);
  if (isReading && (seen === undefined || seen < last)) setSeen(last);

  useEffect(() => {
    if (seen !== undefined) drafts.write(place, String(seen));
  }, [drafts, place, seen]);
  useEffect(() => {
    if (isReading) markRead(last);
  }, [isReading, last, markRead]);
  useEffect(() => (isReading ? rooms?.attend(roomId) : undefined), [isReading, rooms, roomId]);

  const isNew = (entry: RoomEntry): boolean =>
    entry.kind === 'message' && seen !== undefined && entry.seq > seen && entry.authorId !== session.userId;
  // Numbers have holes: the heading stands before the first line that is new.
  const first = newFrom === undefined ? undefined : view.entries.find((entry) => entry.kind !== 'echo' && entry.seq >= newFrom);
  const { firstUnread, unread = 0 } = opening.current ?? {};
  const isFar = firstUnread !== undefined && isOpen && firstUnread < firstOf(view.entries);
  return {
    newFrom: first?.kind === 'echo' ? undefined : first?.seq,
    unseen: view.entries.filter(isNew).length,
    farUnread: isFar ? { seq: firstUnread, count: unread } : undefined,
    leaveUnread(from) {
      setLeft(true);
      setSeen(from - 1);
      setNewFrom(from);
    },
  };
}
