import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useSearch } from '#client/kernel/router.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { Target } from './message-list.tsx';
import { messageOfSearch } from './permalink.ts';
import type { RoomStore } from './room-store.ts';

export interface Jump {
  target: Target | undefined;
  jump(seq: number): void;
}

/** Leads to a message, wherever it stands: in what is shown, in the past, or in its thread. */
export function useJump(store: RoomStore, openThread: (root: number, at?: number) => void): Jump {
  const { t, i18n } = useTranslation('chat');
  const toast = useToast();
  const [target, setTarget] = useState<Target>();
  const latest = useRef(openThread);
  useEffect(() => {
    latest.current = openThread;
  });
  const jump = useCallback(
    (seq: number) => {
      store.jumpTo(seq).then(
        (line) => {
          if (!line) return toast({ tone: 'danger', text: t('messages.notThere') });
          if (line.thread !== undefined) return latest.current(line.thread, seq);
          setTarget({ seq });
        },
        (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
      );
    },
    [store, t, i18n, toast],
  );
  return { target, jump };
}

/** `?m=12` in the address leads to message 12, once the room is open; afterwards the address is the room's again. */
export function useLinkedMessage(isOpen: boolean, jump: (seq: number) => void): void {
  const [search, set] = useSearch();
  // In the address of a thread `m` is one of its replies.
  const asked = search.has('thread') ? undefined : messageOfSearch(search);
  useEffect(() => {
    if (!isOpen || asked === undefined) return;
    jump(asked);
    set('m', undefined);
  }, [isOpen, asked, jump, set]);
}
