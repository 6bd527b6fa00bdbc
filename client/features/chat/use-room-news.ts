import { useCallback, useEffect, useRef } from 'react';
import { chat, type RoomEvent } from '#shared/features/chat/contract.ts';
import { useConnected, useHubEvent } from '#client/kernel/hub-react.tsx';

/** Lists are read anew at most this often while a room is busy. */
const gatherMs = 1_000;

/**
 * Runs a moment after something happened in the room that changes a list: heard at once, or told by the head of the
 * room when it was not, as before the live connection follows the room.
 */
export function useRoomNews(roomId: string, concerns: (event: RoomEvent) => boolean, run: () => void): void {
  const latest = useRef(run);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const head = useRef(0);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, gatherMs);
  }, []);
  useConnected(soon);
  useHubEvent(chat, 'roomEvents', (heard) => {
    if (heard.roomId !== roomId) return;
    for (const { seq } of heard.events) head.current = Math.max(head.current, seq);
    if (heard.events.some(concerns)) soon();
  });
  useHubEvent(chat, 'heads', ({ heads }) => {
    const told = heads.find((room) => room.roomId === roomId)?.head ?? 0;
    if (told <= head.current) return;
    head.current = told;
    soon();
  });
}
