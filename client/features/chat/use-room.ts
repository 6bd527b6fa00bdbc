import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { chat } from '#shared/features/chat/contract.ts';
import { people } from '#shared/features/people/contract.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { createPeopleCache, type PeopleCache } from './people-cache.ts';
import { createRoomStore, type RoomStore, type RoomTransport } from './room-store.ts';
import type { RoomView } from './room-view.ts';

/** A message that gets no answer in this time is shown as not sent. */
const sendTimeoutMs = 10_000;

export function roomTransport(hub: Hub, roomId: string): RoomTransport {
  const api = hub(chat);
  return {
    open: () => api.call('openRoom', { roomId }),
    before: (before) => api.call('listMessages', { roomId, before, limit: 50 }),
    async sync(lastSeq) {
      const { rooms } = await api.call('sync', { rooms: [{ roomId, lastSeq }] });
      return rooms[0] ?? { state: 'gone', roomId };
    },
    send: (message) => api.call('sendMessage', { roomId, ...message }, { timeoutMs: sendTimeoutMs }),
    turn: (seq, direction) => api.call('turnDirection', { roomId, seq, direction }),
  };
}

/** Joins a room to the live connection until the returned function is called. */
export function joinRoom(hub: Hub, roomId: string, store: RoomStore): () => void {
  const api = hub(chat);
  const stops = [
    api.on('roomEvent', (payload) => {
      if (payload.roomId === roomId) store.receive(payload.event);
    }),
    api.on('directionTurned', (payload) => {
      if (payload.roomId === roomId) store.receiveTurn(payload.seq, payload.direction);
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

export interface UseRoom {
  view: RoomView;
  room: Pick<RoomStore, 'send' | 'retry' | 'remove' | 'loadEarlier' | 'turn'>;
}

/** One room, live, while the component is shown. Give the component `key={roomId}`. */
export function useRoom(roomId: string): UseRoom {
  const hub = useHub();
  const unsaved = useUnsaved();
  const { session, drafts } = useSignedIn();
  const { userId } = session;
  const store = useMemo(() => {
    const place = `room:${roomId}`;
    return createRoomStore({
      userId,
      transport: roomTransport(hub, roomId),
      timing: browserTiming,
      newClientId,
      unsent: { load: () => drafts.readUnsent(place), save: (unsent) => drafts.writeUnsent(place, unsent) },
    });
  }, [hub, roomId, userId, drafts]);
  useEffect(() => joinRoom(hub, roomId, store), [hub, roomId, store]);
  useEffect(
    () => unsaved.add('messages', () => store.view().entries.some((entry) => entry.kind === 'echo' && entry.state !== 'sent')),
    [unsaved, store],
  );
  const view = useSyncExternalStore(store.subscribe, store.view, store.view);
  return { view, room: store };
}

/** Names for the authors of a list; one per page of messages is enough. */
export function usePeopleCache(): PeopleCache {
  const hub = useHub();
  const [cache] = useState(() => createPeopleCache(hub, browserTiming));
  useHubEvent(people, 'personChanged', ({ personId }) => cache.refresh(personId));
  return cache;
}
