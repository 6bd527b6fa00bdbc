import { createContext, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { AccountEvent, RoomState } from '#shared/features/personal/contract.ts';
import type { Place } from './drafts.ts';
import { useDraft, useSignedIn, type DraftText } from './session.tsx';

/** Places, not messages: what one person may want to look at. Rooms she has muted are not among them. */
export interface UnreadTotals {
  /** Rooms of spaces with something unread, where the person wishes to hear of it. */
  rooms: number;
  /** Messages that name her, in rooms. */
  mentions: number;
  /** Conversations of two people with something unread. */
  conversations: number;
  /** Followed threads with unread replies. */
  threads: number;
}

/** Where one person stands in her rooms, as the hub computed it; made by `client/features/personal`. */
export interface RoomStates {
  subscribe(listener: () => void): () => void;
  /** By room id; another map when something changed. Undefined until the hub has answered. */
  all(): ReadonlyMap<string, RoomState> | undefined;
  totals(): UnreadTotals;
  /** Read up to here, in the room or in one of its threads; told to the hub at most once a second, and after a cut. */
  markRead(roomId: string, upTo: number, thread?: number): void;
  /** From here on unread again. Rejects with a HubError or UnreachableError. */
  markUnread(roomId: string, from: number, thread?: number): Promise<void>;
  setNotices(roomId: string, notices: RoomState['notices']): Promise<void>;
  /** The room is on the screen, at its end: until the returned function is called, its own marks tell where one stands. */
  attend(roomId: string): () => void;
  isAttended(roomId: string): boolean;
  /** What happened on the account, on whatever device. */
  onAccountEvent(listener: (event: AccountEvent) => void): () => void;
  /** There is more unread in a room than before. */
  onNews(listener: (news: News) => void): () => void;
}
export interface News {
  before: RoomState;
  now: RoomState;
}

export interface DraftSync {
  changed(text: string): void;
  /** Saves what waits, and listens no more. */
  close(): void;
}
/** The field a draft is written in, and where its device keeps what it knows of the hub's copy. */
export interface DraftField {
  read(): string;
  write(text: string): void;
  readBase(): string;
  writeBase(base: string): void;
  /** Another text from another device, which this one does not show; undefined: none. */
  offer(other: string | undefined): void;
}
/** Drafts as the hub keeps them for all devices of a person. */
export interface ServerDrafts {
  open(place: Place, field: DraftField): DraftSync;
}

export interface Blocked {
  subscribe(listener: () => void): () => void;
  /** Ids of the people she has blocked; another set when it changed. Undefined until the hub has answered. */
  ids(): ReadonlySet<string> | undefined;
  block(userId: string): Promise<void>;
  unblock(userId: string): Promise<void>;
  /** Somebody was blocked or is not any more, on whatever device: what is shown was read before it. */
  onChanged(listener: () => void): () => void;
}

/** What is a person's own, for as long as she is signed in. */
export interface Personal {
  rooms: RoomStates;
  drafts: ServerDrafts;
  blocked: Blocked;
  close(): void;
}

/** Undefined before sign-in, and until the code for it has come: it is no part of the first load. */
export const PersonalContext = createContext<Personal | undefined>(undefined);

const noTotals: UnreadTotals = { rooms: 0, mentions: 0, conversations: 0, threads: 0 };
const nobody: ReadonlySet<string> = new Set();
const never = (): (() => void) => () => undefined;

/** For what a person does with her rooms; undefined until it can be done. */
export function useRoomStates(): RoomStates | undefined {
  return useContext(PersonalContext)?.rooms;
}

/** Where she stands in all her rooms; undefined until known. */
export function useAllRoomStates(): ReadonlyMap<string, RoomState> | undefined {
  const rooms = useRoomStates();
  const read = () => rooms?.all();
  return useSyncExternalStore(rooms?.subscribe ?? never, read, read);
}

export function useRoomState(roomId: string): RoomState | undefined {
  const rooms = useRoomStates();
  const read = () => rooms?.all()?.get(roomId);
  return useSyncExternalStore(rooms?.subscribe ?? never, read, read);
}

export function useUnreadTotals(): UnreadTotals {
  const rooms = useRoomStates();
  const read = () => rooms?.totals() ?? noTotals;
  return useSyncExternalStore(rooms?.subscribe ?? never, read, read);
}

/** `markRead(upTo, thread?)` of one room; what was read before it can be told is told then. */
export function useMarkRead(roomId: string): (upTo: number, thread?: number) => void {
  const rooms = useRoomStates();
  const waiting = useRef(new Map<number | undefined, number>());
  useEffect(() => {
    if (!rooms) return;
    for (const [thread, upTo] of waiting.current) rooms.markRead(roomId, upTo, thread);
    waiting.current.clear();
  }, [rooms, roomId]);
  return useCallback(
    (upTo, thread) => {
      if (rooms) rooms.markRead(roomId, upTo, thread);
      else waiting.current.set(thread, upTo);
    },
    [rooms, roomId],
  );
}

/** While `isAttended`: the room is on the screen, at its end, and the page is looked at. */
export function useAttended(roomId: string, isAttended: boolean): void {
  const rooms = useRoomStates();
  useEffect(() => (isAttended ? rooms?.attend(roomId) : undefined), [rooms, roomId, isAttended]);
}

/** Something happened on the account, perhaps on another device. */
export function useAccountEvent(listener: (event: AccountEvent) => void): void {
  const rooms = useRoomStates();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => rooms?.onAccountEvent((event) => latest.current(event)), [rooms]);
}

/** Ids of the people she has blocked. */
export function useBlocked(): ReadonlySet<string> {
  const blocked = useContext(PersonalContext)?.blocked;
  const read = () => blocked?.ids() ?? nobody;
  return useSyncExternalStore(blocked?.subscribe ?? never, read, read);
}

/** `block(userId)`, `unblock(userId)`; undefined until it is known who is blocked. */
export function useBlocking(): Blocked | undefined {
  const blocked = useContext(PersonalContext)?.blocked;
  const isKnown = () => blocked?.ids() !== undefined;
  return useSyncExternalStore(blocked?.subscribe ?? never, isKnown, isKnown) ? blocked : undefined;
}

/** Calls when somebody was blocked or is not any more: messages on the page are to be read anew. */
export function useBlocksChanged(listener: () => void): void {
  const blocked = useBlocking();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => blocked?.onChanged(() => latest.current()), [blocked]);
}

export interface ServerDraftText extends DraftText {
  /** Another version, from another device; undefined when there is none. */
  other: string | undefined;
  /** Puts it into the field; what stood there is offered in its place. */
  takeOther(): void;
  dismissOther(): void;
}

/** As `useDraft`, and the same text on all devices of the person. Give the component `key={place}`. */
export function useServerDraft(place: Place): ServerDraftText {
  const { text, set: setLocal } = useDraft(place);
  const { drafts: device } = useSignedIn();
  const drafts = useContext(PersonalContext)?.drafts;
  const [other, setOther] = useState<string>();
  const sync = useRef<DraftSync>(undefined);
  const written = useRef(text);

  const write = useCallback(
    (next: string) => {
      written.current = next;
      setLocal(next);
    },
    [setLocal],
  );
  useEffect(() => {
    const opened = drafts?.open(place, {
      read: () => written.current,
      write,
      readBase: () => device.read(`base:${place}`),
      writeBase: (base) => device.write(`base:${place}`, base),
      offer: setOther,
    });
    sync.current = opened;
    return () => opened?.close();
  }, [drafts, device, place, write]);

  const set = useCallback(
    (next: string) => {
      write(next);
      if (next === '') setOther(undefined);
      sync.current?.changed(next);
    },
    [write],
  );
  const takeOther = useCallback(() => {
    if (other === undefined) return;
    const before = written.current;
    set(other);
    setOther(before === '' ? undefined : before);
  }, [other, set]);
  const dismissOther = useCallback(() => setOther(undefined), []);
  return { text, set, other, takeOther, dismissOther };
}
