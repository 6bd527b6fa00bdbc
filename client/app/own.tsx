import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { PersonalContext, useUnreadTotals, type Personal } from '#client/kernel/personal.ts';
import { useSessionState } from '#client/kernel/session.tsx';
import { TitleCountContext } from '#client/ui/page.tsx';
import { shownCount } from '#client/ui/unread-badge.tsx';

const loadParts = () => import('./own-parts.ts');
const RoomNotices = lazy(() => loadParts().then((parts) => ({ default: parts.RoomNotices })));
const WaitingMessages = lazy(() => loadParts().then((parts) => ({ default: parts.WaitingMessages })));

/** What is a person's own: where she stands in her rooms, her drafts, whom she has blocked. Made at sign-in, gone after it. */
export function OwnProvider({ children }: { children: ReactNode }) {
  const hub = useHub();
  const state = useSessionState();
  const userId = state.status === 'signedIn' && state.session.hasAcceptedRules ? state.session.userId : undefined;
  const [personal, setPersonal] = useState<Personal>();

  useEffect(() => {
    if (userId === undefined) return undefined;
    let made: Personal | undefined;
    let isGone = false;
    const make = (): void => {
      // Without a line the code may not come; the next connection tries again.
      void loadParts().then(
        ({ createPersonal }) => {
          if (isGone || made) return;
          made = createPersonal(hub);
          setPersonal(made);
        },
        () => undefined,
      );
    };
    // Not before the live line, without which it hears nothing: the page one came for has the line first.
    if (hub.isLive()) make();
    const stop = hub.onConnected(make);
    return () => {
      isGone = true;
      stop();
      made?.close();
      setPersonal(undefined);
    };
  }, [hub, userId]);

  // At sign-out what was made for her is taken down a moment after she has gone; nothing of it is drawn in between.
  const own = userId === undefined ? undefined : personal;
  return (
    <PersonalContext value={own}>
      {own && (
        <Suspense fallback={null}>
          <RoomNotices />
          <WaitingMessages />
        </Suspense>
      )}
      <TitleCount>{children}</TitleCount>
    </PersonalContext>
  );
}

/** Places with something unread, before the title of the tab. */
function TitleCount({ children }: { children: ReactNode }) {
  const format = useFormat();
  const { rooms, conversations, threads } = useUnreadTotals();
  const count = rooms + conversations + threads;
  const shown = useMemo(() => (count === 0 ? '' : `(${shownCount(count, format)}) `), [count, format]);
  return <TitleCountContext value={shown}>{children}</TitleCountContext>;
}
