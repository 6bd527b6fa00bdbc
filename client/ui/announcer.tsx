import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { createAnnouncerQueue, type Announcement, type AnnouncerQueue } from './announcer-queue.ts';
import { VisuallyHidden } from './visually-hidden.tsx';

const AnnouncerContext = createContext<Pick<AnnouncerQueue, 'announceState' | 'announceMessage'> | undefined>(undefined);

/** Says something to a screen reader without moving the focus. Own messages are never announced. */
export function useAnnouncer(): Pick<AnnouncerQueue, 'announceState' | 'announceMessage'> {
  const announcer = useContext(AnnouncerContext);
  if (!announcer) throw new Error('AnnouncerProvider is missing');
  return announcer;
}

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation('common');
  const [spoken, setSpoken] = useState<Announcement & { turn: number }>({ text: '', turn: 0 });
  // The queue lives as long as the page; its words follow the language through this ref.
  const summarise = useRef<(count: number) => Announcement>(() => ({ text: '' }));
  const queue = useRef<AnnouncerQueue>(undefined);
  queue.current ??= createAnnouncerQueue({
    speak: (announcement) => setSpoken((last) => ({ ...announcement, turn: last.turn + 1 })),
    summarise: (count) => summarise.current(count),
  });

  useEffect(() => {
    summarise.current = (count) => ({ text: t('states.unreadCount', { count }), lang: i18n.language });
  }, [t, i18n.language]);
  useEffect(() => () => queue.current?.stop(), []);

  return (
    <AnnouncerContext value={queue.current}>
      {children}
      <VisuallyHidden as="div">
        <div role="status" aria-live="polite" aria-atomic="true" data-announcer="">
          {/* A new node each time, so that the same words are said again. */}
          <span key={spoken.turn} lang={spoken.lang}>
            {spoken.text}
          </span>
        </div>
      </VisuallyHidden>
    </AnnouncerContext>
  );
}
