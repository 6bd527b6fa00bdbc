import type { Actor } from '#shared/access/can.ts';
import { accounts, type Session } from '#shared/features/accounts/contract.ts';
import { contractVersion } from '#shared/features/contract-version.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { holdsMessagesOf, holdsTextOf, removeCopiesOfOthers } from './device-copies.ts';
import { createDrafts, removeDraftsOfOthers, type Drafts } from './drafts.ts';
import { UnreachableError, type Hub } from './hub-client.ts';
import { clearLocalData, pendingSignOutKey, type Device } from './local-data.ts';
import type { Unsaved, UnsavedKind } from './unsaved.ts';

/** Who was signed in last, so that a page opened without a line knows whose text it may show. Never on a shared computer. */
const sessionKey = 'session';

export interface SignedIn {
  status: 'signedIn';
  session: Session;
  /** For `can()`; roles on single documents come with the document (`DocumentCard.myRole`). */
  actor: Actor;
  drafts: Drafts;
  /** The hub speaks another version of the contract: offer to reload. */
  isNewVersion: boolean;
}
export type SessionState =
  | { status: 'loading' }
  /** It could not be learnt who is signed in; `load()` tries again. */
  | { status: 'unreachable'; error: unknown }
  /** `ended`: the session was ended from elsewhere while the page was open; tell so beside the form. */
  | { status: 'signedOut'; notice?: 'ended' }
  | SignedIn;

export type SignOutResult = { state: 'signedOut' } | { state: 'unsaved'; kinds: readonly UnsavedKind[] };

export interface SessionStore {
  current(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Asks who is signed in; the first request of every page. Never rejects. */
  load(): Promise<void>;
  /** @throws accounts/wrongCredentials · accounts/secondFactorRequired · accounts/wrongSecondFactor · accounts/suspended · accounts/tooManyAttempts · UnreachableError */
  signIn(input: InputOf<typeof accounts, 'signIn'>): Promise<void>;
  /** For operations that answer with a session of their own (joining by invitation, set-up). */
  enter(session: Session): void;
  /**
   * Ends the session and removes everything of the person from this device. When something is not stored yet, nothing
   * happens and its kinds are told, unless asked to go on.
   */
  signOut(options?: { evenIfUnsaved?: boolean }): Promise<SignOutResult>;
  /** The notice was read. */
  dismissNotice(): void;
  /** Stops listening to the hub. */
  close(): void;
}

export interface SessionWorld {
  hub: Hub;
  device: Device;
  unsaved: Unsaved;
  /** Drops what was fetched for the person: the query cache. */
  forget(): void;
}

/** The actor the access table is asked about; whether she is in a room for chosen people comes with the room (`Room.isJoined`). */
export function actorOf(session: Session): Actor {
  return {
    userId: session.userId,
    sessionId: '',
    country: session.country,
    hubRoles: session.hubRoles,
    countryRoles: session.countryRoles,
    spaces: new Map(session.spaces.map(({ spaceId, role }) => [spaceId, role])),
    documents: new Map(),
    rooms: new Set(),
    hasAcceptedRules: session.hasAcceptedRules,
    freshUntil: session.freshUntil === null ? 0 : Date.parse(session.freshUntil),
    isDemo: session.isDemo,
  };
}

/** Who is signed in on this page; made once beside the hub. */
export function createSessionStore(world: SessionWorld): SessionStore {
  const { hub, device, unsaved } = world;
  const api = hub(accounts);
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'loading' };
  let loading: Promise<void> | undefined;
  /** Who is signed in is known from this device only; the hub has not said so yet. */
  let isRecalled = false;
  /** Raised whenever somebody enters or leaves, so that an answer asked for before does not undo it. */
  let generation = 0;

  function set(next: SessionState): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function keepSession(session: Session): void {
    try {
      if (session.isSharedComputer) device.local?.removeItem(sessionKey);
      else device.local?.setItem(sessionKey, JSON.stringify({ ...session, freshUntil: null }));
    } catch {
      // No storage: then nothing opens without a line.
    }
  }
  function recall(): Session | undefined {
    try {
      const kept = JSON.parse(device.local?.getItem(sessionKey) ?? 'null') as Session | null;
      // Another version of the page may have left something else.
      return kept?.contractVersion === contractVersion && !kept.isSharedComputer ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  function enter(session: Session): void {
    const before = state.status === 'signedIn' ? state : undefined;
    const isSamePerson = before?.session.userId === session.userId;
    generation += 1;
    if (!isSamePerson) {
      if (before) world.forget();
      removeDraftsOfOthers(session.userId, [device.local, device.tab]);
      void removeCopiesOfOthers(device.databases, session.userId).catch(() => undefined);
      remember(false);
    }
    const { local, tab } = device;
    const drafts = isSamePerson
      ? before.drafts
      : createDrafts({ userId: session.userId, isSharedComputer: session.isSharedComputer, local, tab });
    keepSession(session);
    isRecalled = false;
    set({ status: 'signedIn', session, actor: actorOf(session), drafts, isNewVersion: session.contractVersion !== contractVersion });
    hub.connect();
  }

  /** The session was ended from elsewhere: the page forgets the person, her unsent text waits for her alone. */
  function end(ended: SignedIn): void {
    generation += 1;
    hub.disconnect();
    world.forget();
    const { userId, isSharedComputer } = ended.session;
    set({ status: 'signedOut', notice: 'ended' });
    void clearLocalData(device, isSharedComputer ? undefined : userId);
  }

  /** Who was here last sees at once what this device keeps; what the hub says takes its place. */
  function recallFirst(): void {
    const known = state.status === 'loading' && !isSignOutPending() ? recall() : undefined;
    if (!known) return;
    enter(known);
    isRecalled = true;
  }

  async function ask(): Promise<void> {
    recallFirst();
    const asked = generation;
    try {
      if (isSignOutPending()) await finishSignOut();
      const { session } = await api.call('getSession', {});
      if (asked !== generation) return;
      if (session) return enter(session);
      if (state.status === 'signedIn') return end(state);
      if (state.status !== 'signedOut') set({ status: 'signedOut' });
    } catch (error) {
      if (asked !== generation || state.status === 'signedIn' || state.status === 'signedOut') return;
      // Who signed out without a line stays signed out on this page, whatever the cookie still says.
      if (isSignOutPending()) return set({ status: 'signedOut' });
      set({ status: 'unreachable', error });
    }
  }
  function load(): Promise<void> {
    loading ??= ask().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  function remember(isPending: boolean): void {
    try {
      if (isPending) device.local?.setItem(pendingSignOutKey, '1');
      else device.local?.removeItem(pendingSignOutKey);
    } catch {
      // No storage: then nothing can be remembered, and the session ends when it expires.
    }
  }
  function isSignOutPending(): boolean {
    try {
      return device.local?.getItem(pendingSignOutKey) === '1';
    } catch {
      return false;
    }
  }
  /** @throws UnreachableError while there is no line */
  async function finishSignOut(): Promise<void> {
    try {
      await api.call('signOut', {});
    } catch (error) {
      // Any other answer means that the session does not hold any more.
      if (error instanceof UnreachableError || (error instanceof HubError && error.status >= 500)) throw error;
    }
    remember(false);
  }

  async function unstored(): Promise<UnsavedKind[]> {
    const kinds = new Set(unsaved.kinds());
    if (state.status !== 'signedIn') return [...kinds];
    const { userId } = state.session;
    if (state.drafts.hasUnsent() || (await holdsMessagesOf(device.databases, userId))) kinds.add('messages');
    if (await holdsTextOf(device.databases, userId)) kinds.add('document');
    return [...kinds];
  }

  const refresh = (): void => {
    if (state.status === 'signedIn') void load();
  };
  const stops = [
    hub.onDismissed(refresh),
    api.on('sessionChanged', refresh),
    hub.onConnected(() => {
      if (isRecalled) void load();
    }),
  ];

  return {
    current: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load,
    enter,
    async signIn(input) {
      const { session } = await api.call('signIn', input);
      enter(session);
    },
    async signOut({ evenIfUnsaved = false } = {}) {
      const kinds = evenIfUnsaved ? [] : await unstored();
      if (kinds.length > 0) return { state: 'unsaved', kinds };
      generation += 1;
      hub.disconnect();
      remember(true);
      await finishSignOut().catch(() => undefined);
      if (state.status === 'signedIn') state.drafts.clear();
      generation += 1;
      world.forget();
      await clearLocalData(device);
      set({ status: 'signedOut' });
      return { state: 'signedOut' };
    },
    dismissNotice() {
      if (state.status === 'signedOut') set({ status: 'signedOut' });
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
