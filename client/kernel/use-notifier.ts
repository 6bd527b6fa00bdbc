import { useMemo, useRef, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { people } from '#shared/features/people/contract.ts';
import { hubQuery } from './hub-query.ts';
import { useHub } from './hub-react.tsx';
import type { Notices } from './notify.ts';
import { noticeWords, shouldNotify, type Arrival, type NoticeOf } from './notify-rules.ts';
import { useNavigate } from './router.tsx';

const loadNotify = () => import('./notify.ts');

/** A message that has just come, and what to say of it. */
export interface Incoming extends Omit<Arrival, 'isPageSeen'>, NoticeOf {
  /** Its id, the same in every tab. */
  id: string;
  roomId: string;
  /** Where a press on the notice leads. */
  path: string;
}

export interface Notifier {
  /** Sounds and shows a notice as the person wishes; does nothing before her settings have come. */
  tell(incoming: Incoming): void;
  /** The room was read: its notice goes. */
  forget(roomId: string): void;
}

const isPageSeen = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
const tagOf = (roomId: string): string => `room:${roomId}`;

/** The same for as long as the page lives; its wishes and words follow the profile. */
export function useNotifier(): Notifier {
  const { t } = useTranslation('common');
  const navigate = useNavigate();
  const { data: profile } = useQuery(hubQuery(useHub(), people, { operation: 'getMyProfile', input: {} }));
  const now = useRef({ t, navigate, settings: profile?.settings });
  useEffect(() => {
    now.current = { t, navigate, settings: profile?.settings };
  });
  useEffect(() => {
    const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const onMessage = ({ data }: MessageEvent<unknown>): void => {
      if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'open') return;
      // A press on a notice that the service worker showed.
      if ('path' in data && typeof data.path === 'string') now.current.navigate(data.path);
    };
    worker?.addEventListener('message', onMessage);
    return () => worker?.removeEventListener('message', onMessage);
  }, []);
  return useMemo(() => {
    const parts = () => loadNotify().then((notify) => ({ notify, notices: (notices ??= notify.createNotices()) }));
    let notices: Notices | undefined;

    async function tell(incoming: Incoming): Promise<void> {
      const { settings } = now.current;
      // Most people's settings say that nothing is to be done, and then the code for it is never fetched.
      if (!settings || (settings.sound === 'off' && settings.desktopNotices === 'off')) return;
      const { notify, notices: made } = await parts();
      const { sound, notice } = shouldNotify({ ...incoming, isPageSeen: isPageSeen() }, settings, notify.noticePermission());
      if ((!sound && !notice) || !(await notify.isFirstTab(incoming.id))) return;
      const discreet = { title: now.current.t('hubName'), body: now.current.t('states.unreadCount', { count: 1 }) };
      const words = noticeWords(settings.noticeContent, incoming, discreet);
      if (sound) await made.playTone();
      if (notice) await made.show({ ...words, tag: tagOf(incoming.roomId), path: incoming.path }, (path) => now.current.navigate(path));
    }
    return {
      // A sound that fails is no error to tell anybody: the message stands in its room.
      tell: (incoming) => void tell(incoming).catch(() => undefined),
      forget: (roomId) => void notices?.close(tagOf(roomId)).catch(() => undefined),
    };
  }, []);
}
