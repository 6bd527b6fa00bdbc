import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { chat } from '#shared/features/chat/contract.ts';
import { people } from '#shared/features/people/contract.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { createTypingList, createTypingSender, type TypingSender } from './typing.ts';

interface Typing extends TypingSender {
  /** Ids of the others who write here now. */
  who: readonly string[];
}

/** Who writes in a room, or in one of its threads, and the means to tell that one does. Stops when the component goes. */
export function useTyping(roomId: string, thread?: number): Typing {
  const sender = useTypingSender(roomId, thread);
  const { userId: me } = useSignedIn().session;
  const list = useMemo(() => createTypingList(browserTiming), []);
  useEffect(() => () => list.clear(), [list, roomId, thread]);
  useHubEvent(chat, 'typing', ({ roomId: where, userId, thread: within, isOn }) => {
    if (where === roomId && within === thread && userId !== me) list.hear(userId, isOn);
  });
  useHubEvent(chat, 'roomEvents', ({ roomId: where, events }) => {
    if (where !== roomId) return;
    // What she wrote is here: she writes no more.
    for (const event of events) if (event.kind === 'message' && event.thread === thread) list.hear(event.authorId, false);
  });
  const who = useSyncExternalStore(list.subscribe, list.current);
  return { ...sender, who };
}

function useTypingSender(roomId: string, thread: number | undefined): TypingSender {
  const hub = useHub();
  const queries = useQueryClient();
  const sender = useMemo(() => {
    const profileKey = hubQuery(hub, people, { operation: 'getMyProfile', input: {} }).queryKey;
    function tell(isOn: boolean): boolean {
      // The hub does not pass it on either, from somebody who keeps her presence to herself.
      if (!hub.isLive() || queries.getQueryData(profileKey)?.settings.showPresence === false) return false;
      hub(chat)
        .call('setTyping', { roomId, isOn, ...(thread !== undefined && { thread }) })
        .catch(() => undefined);
      return true;
    }
    return createTypingSender(tell, browserTiming.now);
  }, [hub, queries, roomId, thread]);
  useEffect(() => () => sender.stop(), [sender]);
  return sender;
}
