import { lazy, Suspense, useEffect, useState } from 'react';
import { holdsMessagesOf } from '#client/kernel/device-copies.ts';
import { browserDevice } from '#client/kernel/local-data.ts';
import { useSignedIn } from '#client/kernel/session.tsx';

const SendWaiting = lazy(() => import('#client/features/chat/send-waiting.tsx'));

/** What was written in a room on an earlier visit leaves from whatever page is opened; the code for it comes only then. */
export function WaitingMessages() {
  const { session, drafts } = useSignedIn();
  const { userId } = session;
  const [hasSome, setHasSome] = useState(false);
  useEffect(() => {
    let isLeft = false;
    void holdsMessagesOf(browserDevice().databases, userId).then((isHeld) => {
      if (!isLeft) setHasSome(isHeld || drafts.hasUnsent());
    });
    return () => {
      isLeft = true;
    };
  }, [userId, drafts]);
  if (!hasSome) return null;
  return (
    <Suspense fallback={null}>
      <SendWaiting />
    </Suspense>
  );
}
