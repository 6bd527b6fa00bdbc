import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { can, type Scope } from '#shared/access/can.ts';
import type { DocumentRole, Permission } from '#shared/access/permissions.ts';
import type { Place } from './drafts.ts';
import type { SessionState, SessionStore, SignedIn } from './session-store.ts';

const SessionContext = createContext<SessionStore | undefined>(undefined);
const longAwayMs = 60_000;

/** Asks who is signed in, and again when somebody comes back to the page after a while: another tab may have changed it. */
export function SessionProvider({ store, children }: { store: SessionStore; children: ReactNode }) {
  useEffect(() => {
    void store.load();
    let leftAt = 0;
    const look = (): void => {
      if (document.visibilityState === 'hidden') leftAt = Date.now();
      else if (leftAt > 0 && Date.now() - leftAt > longAwayMs) void store.load();
    };
    // A page opened without a line knew the person from this device only, or did not know her.
    const online = (): void => void store.load();
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', online);
    };
  }, [store]);
  return <SessionContext value={store}>{children}</SessionContext>;
}

/** `signIn`, `signOut`, `enter`, `load`, `dismissNotice`. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (!store) throw new Error('SessionProvider is missing');
  return store;
}

/** Whether somebody is signed in, and who; for the router. */
export function useSessionState(): SessionState {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.current, store.current);
}

/** The person signed in; only below the router's check that there is one. */
export function useSignedIn(): SignedIn {
  const state = useSessionState();
  // While a page is being taken down after sign-out it may render once more.
  const [last, setLast] = useState(state);
  if (state.status === 'signedIn' && state !== last) setLast(state);
  const shown = state.status === 'signedIn' ? state : last;
  if (shown.status !== 'signedIn') throw new Error('nobody is signed in');
  return shown;
}

export type Can = (permission: Permission, scope: Scope, documentRole?: DocumentRole) => boolean;

/**
 * What the server would allow: `can('room.post', { id: room.id, spaceId: room.spaceId })`. For documents give
 * `DocumentCard.myRole` too.
 */
export function useCan(): Can {
  const { actor } = useSignedIn();
  return useCallback(
    (permission, scope, documentRole) =>
      can(documentRole ? { ...actor, documents: new Map([[scope.id, documentRole]]) } : actor, permission, scope),
    [actor],
  );
}

export interface DraftText {
  text: string;
  set(text: string): void;
}

/** The text being written at a place (`room:<id>`), kept over reloads; give the component `key={place}`. */
export function useDraft(place: Place): DraftText {
  const { drafts } = useSignedIn();
  const [text, setText] = useState(() => drafts.read(place));
  const set = useCallback(
    (next: string) => {
      setText(next);
      drafts.write(place, next);
    },
    [drafts, place],
  );
  return { text, set };
}
