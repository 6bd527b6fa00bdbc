import type { RoomState } from '#shared/features/personal/contract.ts';
import type { News, UnreadTotals } from '#client/kernel/personal.ts';

export interface StateMapWorld {
  /** Up to where a room was read and the hub may not know yet. */
  pending(roomId: string): number | undefined;
}

/** What the hub said last of each room, whatever order its answers came in. */
export interface StateMap {
  subscribe(listener: () => void): () => void;
  all(): ReadonlyMap<string, RoomState> | undefined;
  get(roomId: string): RoomState | undefined;
  totals(): UnreadTotals;
  /** Taken before asking: an answer to an earlier question does not undo a later one. */
  ticket(): number;
  put(state: RoomState, ticket: number): void;
  /** All rooms there are. */
  replace(rooms: readonly RoomState[], ticket: number): void;
  remove(roomId: string): void;
  /** What is pending is another. */
  changed(): void;
  onNews(listener: (news: News) => void): () => void;
}

/** What a person wishes to hear of in a room. */
export function wanted({ notices, unread, mentions }: RoomState): number {
  if (notices === 'none') return 0;
  return notices === 'mentions' ? mentions : unread;
}

export function totalsOf(states: Iterable<RoomState>): UnreadTotals {
  const totals: UnreadTotals = { rooms: 0, mentions: 0, conversations: 0, threads: 0 };
  for (const state of states) {
    if (state.notices === 'none') continue;
    totals.threads += state.threads.length;
    if (wanted(state) === 0) continue;
    if (state.spaceId === undefined) totals.conversations += 1;
    else {
      totals.rooms += 1;
      totals.mentions += state.mentions;
    }
  }
  return totals;
}

const threadsUnread = (state: RoomState): number => state.threads.reduce((sum, { unread }) => sum + unread, 0);

/** More is unread than before since more was said, not since a mark was moved back. */
function isNews(before: RoomState, now: RoomState): boolean {
  if (now.head <= before.head || now.mark < before.mark) return false;
  return now.unread > before.unread || now.mentions > before.mentions || threadsUnread(now) > threadsUnread(before);
}

export function createStateMap({ pending }: StateMapWorld): StateMap {
  const listeners = new Set<() => void>();
  const newsListeners = new Set<(news: News) => void>();
  const tickets = new Map<string, number>();
  let told: Map<string, RoomState> | undefined;
  let shown: ReadonlyMap<string, RoomState> | undefined;
  let totals: UnreadTotals | undefined;
  let lastTicket = 0;

  /** What was read here is read, though the hub has not answered yet. */
  function shownOf(state: RoomState): RoomState {
    const upTo = pending(state.roomId);
    if (upTo === undefined || upTo < state.head || (state.unread === 0 && state.mentions === 0)) return state;
    const { firstUnread: _none, ...rest } = state;
    return { ...rest, mark: upTo, unread: 0, mentions: 0 };
  }
  function changed(): void {
    if (!told) return;
    const before = shown;
    shown = new Map([...told].map(([roomId, state]) => [roomId, same(before?.get(roomId), shownOf(state))]));
    totals = totalsOf(shown.values());
    for (const listener of [...listeners]) listener();
  }
  /** Takes an answer in, unless a later question was answered already. */
  function take(state: RoomState, ticket: number): News | undefined {
    const { roomId } = state;
    if (!told || (tickets.get(roomId) ?? 0) > ticket) return undefined;
    tickets.set(roomId, ticket);
    const before = told.get(roomId);
    told.set(roomId, state);
    return before && isNews(before, state) ? { before, now: state } : undefined;
  }
  function tell(news: readonly (News | undefined)[]): void {
    for (const one of news) if (one) for (const listener of [...newsListeners]) listener(one);
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    all: () => shown,
    get: (roomId) => shown?.get(roomId),
    totals: () => totals ?? (totals = totalsOf([])),
    ticket: () => (lastTicket += 1),
    put(state, ticket) {
      const news = take(state, ticket);
      changed();
      tell([news]);
    },
    replace(rooms, ticket) {
      const isFirst = told === undefined;
      const before = told ?? new Map<string, RoomState>();
      told = before;
      const there = new Set(rooms.map(({ roomId }) => roomId));
      for (const roomId of [...before.keys()]) if (!there.has(roomId)) before.delete(roomId);
      const news = rooms.map((state) => take(state, ticket));
      changed();
      if (!isFirst) tell(news);
    },
    remove(roomId) {
      if (told?.delete(roomId)) changed();
    },
    changed,
    onNews(listener) {
      newsListeners.add(listener);
      return () => newsListeners.delete(listener);
    },
  };
}

/** The object shown before, where it says the same: so that only what changed is drawn anew. */
function same(before: RoomState | undefined, now: RoomState): RoomState {
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
