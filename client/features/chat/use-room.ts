import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { chat } from '#shared/features/chat/contract.ts';
import { people } from '#shared/features/people/contract.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { createPeopleCache, type PeopleCache } from './people-cache.ts';
import { createRoomStore, type RoomStore } from './room-store.ts';
import type { RoomThread } from './room-threads.ts';
import type { RoomTransport } from './room-transport.ts';
import type { RoomView, StoredEntry, ThreadView } from './room-view.ts';
import { useChatDevice } from './use-outbox.ts';

const pageSize = 50;

export function roomTransport(hub: Hub, roomId: string): RoomTransport {
  const api = hub(chat);
  return {
    open: () => api.call('openRoom', { roomId }),
    list: (at, thread) => api.call('listMessages', { roomId, ...at, ...(thread !== undefined && { thread }), limit: pageSize }),
    get: (seqs) => api.call('getMessages', { roomId, seqs: [...seqs] }),
    async sync(lastSeq) {
      const { rooms } = await api.call('sync', { rooms: [{ roomId, lastSeq }] });
      return rooms[0] ?? { state: 'gone', roomId };
    },
    edit: (change) => api.call('editMessage', { roomId, ...change }),
    remove: (seq, reason) => api.call('removeMessage', { roomId, seq, ...(reason !== undefined && { reason }) }),
    react: (seq, emoji, isOn) => api.call('setReaction', { roomId, seq, emoji, isOn }),
    pin: (seq, isOn, note) => api.call('setPin', { roomId, seq, isOn, ...(note !== undefined && { note }) }),
    turn: (seq, direction) => api.call('turnDirection', { roomId, seq, direction }),
    poll: (seq) => api.call('getPoll', { roomId, seq }),
    vote: (seq, optionIds) => api.call('vote', { roomId, seq, optionIds: [...optionIds] }),
    closePoll: (seq) => api.call('closePoll', { roomId, seq }),
  };
}

/** Joins a room to the live connection until the returned function is called. */
export function joinRoom(hub: Hub, roomId: string, store: RoomStore): () => void {
  const api = hub(chat);
  const stops = [
    api.on('roomEvents', (payload) => {
      if (payload.roomId === roomId) store.receive(payload.events);
    }),
    api.on('heads', ({ heads }) => {
      for (const { roomId: id, head } of heads) if (id === roomId) store.receiveHead(head);
    }),
    hub.onConnected(() => store.connected()),
  ];
  store.start();
  return () => {
    store.stop();
    for (const stop of stops) stop();
    // Only a live connection follows; that it could not be told is of no harm.
    if (hub.isLive()) void api.call('closeRoom', { roomId }).catch(() => undefined);
  };
}

function whenIdle(run: () => void): void {
  // Safari does not know it.
  if ('requestIdleCallback' in window) window.requestIdleCallback(run, { timeout: 2_000 });
  else setTimeout(run, 0);
}

export interface UseRoom {
  view: RoomView;
  room: RoomStore;
}

/** One room, live, while the component is shown. Give the component `key={roomId}`. */
export function useRoom(roomId: string): UseRoom {
  const hub = useHub();
  const unsaved = useUnsaved();
  const { userId } = useSignedIn().session;
  const { outbox, rooms } = useChatDevice();
  const store = useMemo(
    () => createRoomStore({ roomId, userId, transport: roomTransport(hub, roomId), outbox, timing: browserTiming, kept: rooms, whenIdle }),
    [hub, roomId, userId, outbox, rooms],
  );
  useEffect(() => joinRoom(hub, roomId, store), [hub, roomId, store]);
  useEffect(() => unsaved.add('messages', () => outbox.entries().length > 0), [unsaved, outbox]);
  const view = useSyncExternalStore(store.subscribe, store.view, store.view);
  return { view, room: store };
}

export interface UseThread {
  view: ThreadView;
  thread: RoomThread;
}

/** One thread of a room, while the component is shown. Give the component `key={root}`. */
export function useThread(store: RoomStore, root: number): UseThread | undefined {
  const [thread, setThread] = useState<RoomThread>();
  useEffect(() => {
    const opened = store.openThread(root);
    setThread(opened);
    return () => opened.close();
  }, [store, root]);
  const read = (): ThreadView | undefined => thread?.view();
  const view = useSyncExternalStore(store.subscribe, read, read);
  return thread && view && { view, thread };
}

/** A line by number, such as the one a message quotes; undefined until it is known. */
export function useLine(store: RoomStore, seq: number): StoredEntry | undefined {
  const read = (): StoredEntry | undefined => store.lineAt(seq);
  return useSyncExternalStore(store.subscribe, read, read);
}

/** Names for the authors of a list; one per page of messages is enough. */
export function usePeopleCache(): PeopleCache {
  const hub = useHub();
  const [cache] = useState(() => createPeopleCache(hub, browserTiming));
  useHubEvent(people, 'personChanged', ({ personId }) => cache.refresh(personId));
  return cache;
}
