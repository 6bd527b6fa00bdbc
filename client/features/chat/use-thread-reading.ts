import { useEffect, useState } from 'react';
import { useMarkRead, useRoomState } from '#client/kernel/personal.ts';
import type { ThreadView } from './room-view.ts';
import { usePageVisible } from './use-page-visible.ts';

export interface ThreadReading {
  /** The first reply of somebody else that was not read when the thread was opened. */
  newFrom: number | undefined;
}

/** How far a thread was read when it was opened; tells the hub when its end is seen. */
export function useThreadReading(
  where: { roomId: string; root: number; userId: string },
  view: ThreadView | undefined,
  isAtEnd: boolean,
): ThreadReading {
  const { roomId, root, userId } = where;
  const state = useRoomState(roomId);
  const markRead = useMarkRead(roomId);
  const isVisible = usePageVisible();
  const isOpen = view?.status === 'open';
  const [mark, setMark] = useState<number | 'read'>();
  // Asked once: the heading stays where it was while she reads on.
  if (mark === undefined && isOpen && state) setMark(state.threads.find((thread) => thread.root === root)?.mark ?? 'read');

  const last = view?.entries.findLast((entry) => entry.kind !== 'echo')?.seq;
  useEffect(() => {
    if (isOpen && isAtEnd && isVisible && last !== undefined) markRead(last, root);
  }, [isOpen, isAtEnd, isVisible, last, root, markRead]);

  const first =
    typeof mark === 'number'
      ? view?.entries.find((entry) => entry.kind === 'message' && entry.seq > mark && entry.authorId !== userId)
      : undefined;
  return { newFrom: first?.kind === 'message' ? first.seq : undefined };
}
