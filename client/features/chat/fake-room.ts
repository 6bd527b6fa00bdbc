/** The hub's side of one room, and the browser's tabs, for tests only: answers as docs/spec says, when the test lets it. */
import type { Message, RoomChange, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent, hiddenFrom, targetsOf } from '#shared/features/chat/room-state.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import type { HeldAnswer, OutboxTransport } from './outbox-send.ts';
import type { PageAt, PollResults, RoomTransport, Synced } from './room-transport.ts';
import type { Page } from './span.ts';

type Kind = keyof RoomTransport | 'send' | 'editSent';

/** A request the test lets pass, in two halves: reaching the hub, and the answer reaching the page. */
export interface PendingRequest {
  kind: Kind;
  roomId: string;
  /** The hub carries it out; the answer is on its way. */
  process(): void;
  /** The answer arrives. Carries it out first if need be. */
  answer(): void;
  /** The line is cut: carried out or not, no answer comes. */
  lose(): void;
}

/** One page of one person. */
export interface FakeClient {
  transport: RoomTransport;
  outbox: OutboxTransport;
  pending: PendingRequest[];
  /** Events on their way to this page, which follows the room. */
  live: RoomEvent[];
}

export interface FakeHub {
  log: RoomEvent[];
  client(userId: string): FakeClient;
  /** Somebody writes. */
  say(text: string, authorId?: string, more?: Partial<Message>): Message;
  /** Something happens to a line. */
  change(change: RoomChange extends infer One ? (One extends { seq: number } ? Omit<One, 'seq' | 'at'> : never) : never): RoomEvent;
  silent(): RoomEvent;
  /** A line as a fresh reading shows it. */
  line(seq: number): RoomItem | undefined;
  /** Lines of the room, or of one thread. */
  timeline(thread?: number): RoomItem[];
  /** A backup is restored: the log ends here. */
  cutLog(length: number): void;
  refuseSends: HubError | undefined;
  holdsSends: boolean;
  isGone: boolean;
  results: PollResults;
}

export interface FakeSizes {
  page?: number;
  sync?: number;
  maxCatchUp?: number;
}

export const at = '2026-01-01T00:00:00.000Z';

export function fakeHub({ page: pageSize = 5, sync: syncPage = 4, maxCatchUp = 20 }: FakeSizes = {}): FakeHub {
  const keys = new Map<string, number>();
  /** As they are, withheld ones too. */
  const lines = new Map<number, RoomItem>();
  const withheld = new Set<number>();
  const clients: FakeClient[] = [];
  let restores = 0;
  const hub: FakeHub = {
    log: [],
    refuseSends: undefined,
    holdsSends: false,
    isGone: false,
    results: { mine: [], voters: 0, isClosed: false },
    say: (text, authorId = 'other', more = {}) => sayAs(authorId, { text, direction: 'ltr', ...more }),
    change: (change) => append({ ...change, seq: hub.log.length + 1, at }),
    silent: () => append({ kind: 'silent', seq: hub.log.length + 1 }),
    line,
    timeline: (thread) => [...lines.keys()].flatMap((seq) => line(seq) ?? []).filter((item) => item.thread === thread),
    cutLog(length) {
      const kept = hub.log.slice(0, length);
      restores += 1;
      lines.clear();
      withheld.clear();
      hub.log = [];
      for (const event of kept) store(event);
    },
    client(userId) {
      const client = fakeClient(userId);
      clients.push(client);
      return client;
    },
  };

  function line(seq: number): RoomItem | undefined {
    const item = lines.get(seq);
    return item?.kind === 'message' && withheld.has(seq) ? hiddenFrom(item, 'moderators') : item;
  }
  function store(event: RoomEvent): void {
    hub.log.push(event);
    for (const seq of targetsOf(event)) {
      const before = lines.get(seq);
      if (!before) continue;
      if (event.kind === 'withheld' || event.kind === 'restored') {
        if (event.kind === 'withheld') withheld.add(seq);
        else withheld.delete(seq);
        lines.set(seq, { ...before, asOf: event.seq });
      } else if (event.kind === 'message' || event.kind === 'removed' || !withheld.has(seq)) lines.set(seq, applyEvent(before, event));
    }
    if (event.kind === 'message' || event.kind === 'hidden') lines.set(event.seq, event);
  }
  function append<T extends RoomEvent>(event: T): T {
    store(event);
    for (const client of clients) client.live.push(event);
    return event;
  }
  function sayAs(authorId: string, fields: Pick<Message, 'text' | 'direction'> & Partial<Message>): Message {
    const seq = hub.log.length + 1;
    return append({ kind: 'message', seq, asOf: seq, id: `id${restores}-${seq}`, at, authorId, revision: 0, reactions: [], ...fields });
  }
  /** As it is told to somebody who comes later: of what is not shown only the place. */
  function told(event: RoomEvent): RoomEvent {
    if (event.kind === 'edited') return line(event.target)?.kind === 'hidden' ? { kind: 'silent', seq: event.seq } : event;
    if (event.kind !== 'message') return event;
    const now = line(event.seq);
    return now?.kind === 'hidden' ? now : event;
  }
  function guardOpen(): void {
    if (hub.isGone) throw new HubError('common/notFound', 404);
  }
  function pageOf(items: RoomItem[], ends: Pick<Page, 'from' | 'to' | 'hasEarlier' | 'hasLater'>): Page & { roomId: string } {
    const present = new Set(items.map(({ seq }) => seq));
    const quoted = items.flatMap(({ replyTo }) => (replyTo === undefined || present.has(replyTo) ? [] : (line(replyTo) ?? [])));
    return { roomId: 'r1', items, quoted, head: hub.log.length, ...ends };
  }
  function before(seq: number, thread: number | undefined, limit: number) {
    guardOpen();
    const earlier = hub.timeline(thread).filter((item) => item.seq < seq);
    const items = earlier.slice(-limit);
    const hasEarlier = earlier.length > limit;
    const to = Math.min(seq - 1, hub.log.length);
    return pageOf(items, { from: hasEarlier ? (items[0]?.seq ?? 1) : 1, to, hasEarlier, hasLater: to < hub.log.length });
  }
  function after(seq: number, thread: number | undefined, limit: number) {
    guardOpen();
    const later = hub.timeline(thread).filter((item) => item.seq > seq);
    const items = later.slice(0, limit);
    const hasLater = later.length > limit;
    const to = hasLater ? (items.at(-1)?.seq ?? seq) : hub.log.length;
    return pageOf(items, { from: seq + 1, to, hasEarlier: seq > 0, hasLater });
  }
  function list(where: PageAt, thread?: number) {
    if ('around' in where) {
      const half = Math.ceil(pageSize / 2);
      const [first, second] = [before(where.around + 1, thread, half), after(where.around, thread, half)];
      const { to, hasLater } = second;
      return pageOf([...first.items, ...second.items], { from: first.from, to, hasEarlier: first.hasEarlier, hasLater });
    }
    if ('after' in where) return after(where.after, thread, pageSize);
    return before('before' in where ? where.before : hub.log.length + 1, thread, pageSize);
  }
  function synced(lastSeq: number): Synced {
    if (hub.isGone) return { state: 'gone', roomId: 'r1' };
    const head = hub.log.length;
    if (lastSeq > head || head - lastSeq > maxCatchUp) {
      const page = list({});
      return { state: 'reset', roomId: 'r1', page: { ...page, items: [...page.items], quoted: [...page.quoted] } };
    }
    const events = hub.log.slice(lastSeq, lastSeq + syncPage).map(told);
    return { state: 'events', roomId: 'r1', events, head, hasMore: lastSeq + events.length < head };
  }
  function messageAt(seq: number): Message {
    const item = line(seq);
    if (!item) throw new HubError('chat/unknownMessage', 404);
    if (item.kind === 'hidden') throw new HubError('chat/messageRemoved', 410);
    return item;
  }
  function lineAfter(seq: number): RoomItem {
    return line(seq) ?? messageAt(seq);
  }

  function fakeClient(userId: string): FakeClient {
    const client: FakeClient = { pending: [], live: [], transport: undefined as never, outbox: undefined as never };
    const own = (seq: number): Message => {
      const message = messageAt(seq);
      if (message.authorId !== userId) throw new HubError('chat/notYours', 403);
      return message;
    };
    function request<T>(kind: Kind, carryOut: () => T, roomId = 'r1'): Promise<T> {
      return new Promise((resolve, reject) => {
        let outcome: (() => void) | undefined;
        const leave = (): void => {
          client.pending = client.pending.filter((other) => other !== mine);
        };
        const mine: PendingRequest = {
          kind,
          roomId,
          process() {
            if (outcome) return;
            try {
              const result = structuredClone(carryOut());
              outcome = () => resolve(result);
            } catch (error) {
              outcome = () => reject(error instanceof Error ? error : new Error(String(error)));
            }
          },
          answer() {
            mine.process();
            leave();
            outcome?.();
          },
          lose() {
            leave();
            reject(new UnreachableError('cut'));
          },
        };
        client.pending.push(mine);
      });
    }
    function edited({ seq, baseRevision, text, direction }: { seq: number; baseRevision: number; text: string; direction: 'ltr' | 'rtl' }) {
      if (own(seq).revision !== baseRevision) throw new HubError('chat/staleRevision', 409);
      hub.change({ kind: 'edited', target: seq, base: baseRevision, text, direction });
      return messageAt(seq);
    }
    client.outbox = {
      send: ({ clientId, text, direction, thread, replyTo, roomId }) =>
        request(
          'send',
          (): Message | HeldAnswer => {
            if (hub.refuseSends) throw hub.refuseSends;
            const known = keys.get(`${userId} ${clientId}`);
            const stored = known === undefined ? undefined : hub.log[known - 1];
            if (known !== undefined && stored?.kind === 'message') {
              if (stored.text !== text) throw new HubError('chat/clientIdReused', 409);
              return { ...messageAt(known), clientId };
            }
            if (hub.holdsSends) return { status: 'held' };
            const sent = sayAs(userId, {
              text,
              direction,
              ...(thread !== undefined && { thread }),
              ...(replyTo !== undefined && { replyTo }),
            });
            keys.set(`${userId} ${clientId}`, sent.seq);
            return { ...sent, clientId };
          },
          roomId,
        ),
      edit: (change) => request('editSent', () => edited(change)),
    };
    client.transport = {
      open: () => request('open', () => list({})),
      list: (where, thread) => request('list', () => list(where, thread)),
      get: (seqs) =>
        request('get', () => {
          guardOpen();
          return { items: seqs.flatMap((seq) => line(seq) ?? []), head: hub.log.length };
        }),
      sync: (lastSeq) => request('sync', () => synced(lastSeq)),
      edit: (change) => request('edit', () => edited(change)),
      remove: (seq, reason) =>
        request('remove', () => {
          const removedBy = messageAt(seq).authorId === userId ? 'author' : 'moderators';
          hub.change({ kind: 'removed', target: seq, removedBy, ...(reason !== undefined && { reason }) });
          return lineAfter(seq);
        }),
      react: (seq, emoji, isOn) =>
        request('react', () => {
          const before = messageAt(seq).reactions.find((reaction) => reaction.emoji === emoji);
          if (before?.by.includes(userId) !== isOn) hub.change({ kind: 'reacted', target: seq, by: userId, emoji, isOn });
          return lineAfter(seq);
        }),
      pin: (seq, isOn, note) =>
        request('pin', () => {
          messageAt(seq);
          hub.change({ kind: 'pinned', target: seq, by: userId, isOn, ...(note !== undefined && { note }) });
          return lineAfter(seq);
        }),
      turn: (seq, direction) =>
        request('turn', () => {
          own(seq);
          hub.change({ kind: 'turned', target: seq, direction });
          return lineAfter(seq);
        }),
      poll: () => request('poll', () => hub.results),
      vote: (seq, optionIds) =>
        request('vote', () => {
          const message = messageAt(seq);
          if (message.poll?.isClosed) throw new HubError('chat/pollClosed', 409);
          hub.results = { ...hub.results, mine: [...optionIds], voters: hub.results.voters + 1 };
          hub.change({ kind: 'voted', target: seq });
          return hub.results;
        }),
      closePoll: (seq) =>
        request('closePoll', () => {
          hub.change({ kind: 'pollClosed', target: seq });
          hub.results = { ...hub.results, isClosed: true };
          return hub.results;
        }),
    };
    return client;
  }
  return hub;
}

/** Lets promises that are settled run their course. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}
