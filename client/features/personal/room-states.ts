import { blocks } from '#shared/features/blocks/contract.ts';
import { direct } from '#shared/features/direct/contract.ts';
import { personal, type AccountEvent, type RoomState } from '#shared/features/personal/contract.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { UnreachableError, type Hub } from '#client/kernel/hub-client.ts';
import { isTransient } from '#client/kernel/hub-query.ts';
import type { News, RoomStates } from '#client/kernel/personal.ts';
import { createAccountEvents } from './account-events.ts';
import { createAttendance } from './attendance.ts';
import { createReadMarks } from './read-marks.ts';
import { createRoomAsks } from './room-asks.ts';
import { createSpacedTask } from './spaced-task.ts';
import { createStateMap } from './state-map.ts';

/** The list is waited for on the live connection, which follows the rooms too; then it is asked for without. */
const patienceMs = 4_000;
/** The list of all rooms is asked for at most this often when things change. */
const listGapMs = 2_000;
const listAgainMs = 10_000;

export interface RoomStatesWorld {
  hub: Hub;
  timing: Timing;
}

const isBusy = (error: unknown): boolean => isTransient(error) || (error instanceof HubError && error.code === 'common/rateLimited');

/** Where the person signed in stands in all her rooms: asked for, followed, and asked for again after a cut. Never counted here. */
export function createRoomStates({ hub, timing }: RoomStatesWorld): RoomStates & { close(): void } {
  const api = hub(personal);
  const listeners = new Set<(event: AccountEvent) => void>();
  let isClosed = false;

  const marks = createReadMarks({
    timing,
    async send({ roomId, thread, upTo }) {
      const ticket = states.ticket();
      try {
        states.put(await api.call('markRead', { roomId, upTo, ...(thread !== undefined && { thread }) }), ticket);
        return 'done';
      } catch (error) {
        if (error instanceof UnreachableError) return 'unreachable';
        return isBusy(error) ? 'later' : 'refused';
      }
    },
    changed: () => states.changed(),
  });
  const states = createStateMap({ pending: (roomId) => marks.pending(roomId) });
  const asks = createRoomAsks({
    timing,
    async ask(roomId) {
      const ticket = states.ticket();
      try {
        const state = await api.call('getRoomState', { roomId });
        if (!isClosed) states.put(state, ticket);
        return 'done';
      } catch (error) {
        // What cannot be reached is in the list that is asked for when there is a line again.
        if (error instanceof UnreachableError || isClosed) return 'done';
        if (isBusy(error)) return 'later';
        states.remove(roomId);
        return 'done';
      }
    },
    askAll: () => list.soon(),
  });
  const list = createSpacedTask({
    timing,
    gapMs: listGapMs,
    againMs: listAgainMs,
    async run() {
      const ticket = states.ticket();
      try {
        const { rooms, accountHead } = await api.call('listRooms', {});
        if (isClosed) return 'done';
        states.replace(rooms, ticket);
        account.listed(accountHead);
        return 'done';
      } catch (error) {
        return error instanceof HubError && !isBusy(error) ? 'done' : 'later';
      }
    },
  });
  const attendance = createAttendance({
    timing,
    settle(roomId, head) {
      if (!isClosed && (states.get(roomId)?.head ?? head) < head) asks.want(roomId);
    },
  });
  const account = createAccountEvents({
    sync: (after) => api.call('syncAccount', { after }),
    apply(event) {
      if (isClosed) return;
      if (event.kind === 'read') moved(event);
      else if (event.kind === 'following' || event.kind === 'notices') asks.want(event.roomId);
      for (const listener of [...listeners]) listener(event);
    },
    reset: () => list.soon(),
  });

  /** Read on another device, or an echo of what was marked here. */
  function moved({ roomId, thread, upTo }: AccountEvent & { kind: 'read' }): void {
    if ((marks.pending(roomId, thread) ?? -1) >= upTo) return;
    const state = states.get(roomId);
    if (thread !== undefined || !state || upTo < state.head) {
      if (thread !== undefined || state?.mark !== upTo) asks.want(roomId);
      return;
    }
    // Nothing is beyond the mark, so there is nothing to ask for.
    const { firstUnread: _none, ...rest } = state;
    states.put({ ...rest, mark: upTo, unread: 0, mentions: 0 }, states.ticket());
  }
  function pulsed(roomId: string, head: number): void {
    const known = states.get(roomId);
    if (!known) return list.soon();
    if (known.head >= head) return;
    if (attendance.isAttended(roomId)) attendance.passed(roomId, head);
    else asks.want(roomId);
  }
  function connected(): void {
    asks.clear();
    marks.resume();
    list.now();
  }

  let wasUp = hub.connection.current() !== 'offline';
  const stops = [
    hub.onConnected(connected),
    hub.connection.subscribe(() => {
      const isUp = hub.connection.current() !== 'offline';
      if (isUp && !wasUp) marks.resume();
      wasUp = isUp;
    }),
    api.on('pulse', ({ roomId, head }) => pulsed(roomId, head)),
    api.on('told', ({ seq, event }) => account.told(seq, event)),
    api.on('accountHead', ({ head }) => account.headTold(head)),
    hub(spaces).on('changed', () => list.soon()),
    hub(direct).on('changed', () => list.soon()),
    hub(blocks).on('changed', () => list.soon()),
    timing.later(hub.isLive() ? 0 : patienceMs, () => {
      if (states.all() === undefined) list.now();
    }),
  ];

  return {
    subscribe: states.subscribe,
    all: states.all,
    totals: states.totals,
    onNews: (listener: (news: News) => void) =>
      states.onNews((news) => {
        if (!attendance.isAttended(news.now.roomId)) listener(news);
      }),
    onAccountEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    markRead(roomId, upTo, thread) {
      if (thread === undefined && (states.get(roomId)?.mark ?? 0) >= upTo) return;
      marks.mark({ roomId, upTo, thread });
    },
    async markUnread(roomId, from, thread) {
      marks.drop(roomId);
      const ticket = states.ticket();
      const state = await api.call('markUnread', { roomId, from, ...(thread !== undefined && { thread }) });
      states.put(state, ticket);
    },
    async setNotices(roomId, notices) {
      await api.call('setNotices', { roomId, notices });
      const state: RoomState | undefined = states.get(roomId);
      if (state) states.put({ ...state, notices }, states.ticket());
    },
    attend: attendance.attend,
    isAttended: attendance.isAttended,
    close() {
      isClosed = true;
      list.stop();
      asks.clear();
      marks.clear();
      for (const stop of stops) stop();
    },
  };
}
