import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent, targetsOf } from '#shared/features/chat/room-state.ts';
import type { StoredEntry } from './room-view.ts';

/** Changes are remembered for pages that were read before them and come after them. */
export const maxRemembered = 500;

interface Held {
  entry: StoredEntry;
  /** Events up to this number are contained, whatever comes again. */
  upTo: number;
}

/** Lines by number, wherever they are shown, each in its state after every event processed. */
export interface RoomLines {
  /** The newest number processed. */
  readonly last: number;
  get(seq: number): StoredEntry | undefined;
  /** The event that follows `last`. */
  apply(event: RoomEvent): void;
  /** Whether a page that is true up to `head` can be brought up to date. */
  isFresh(head: number): boolean;
  /** Lines as the hub held them when `head` was its newest number; what happened since is applied. */
  take(items: readonly RoomItem[], head: number): void;
  /** Lines of one thread that were told after `head`, oldest first; held again if they were let go. */
  repliesSince(thread: number, head: number): number[];
  count(): number;
  keepOnly(seqs: ReadonlySet<number>): void;
  /** Forgets everything but the keys of these lines; what is taken now is true up to `last`. */
  restart(last: number, again: readonly RoomItem[]): void;
  rekey(key: string, keeper: number): void;
}

export const isLine = (event: RoomEvent): event is RoomItem => event.kind === 'message' || event.kind === 'hidden';

export interface LinesWorld {
  userId: string;
  /** The key under which an own message was shown before its line was known. */
  keyOf(message: Message): string | undefined;
  /** A line that is held hidden is shown again: it must be fetched. */
  restored(seq: number, by: number): void;
}

export function createRoomLines({ userId, keyOf, restored }: LinesWorld): RoomLines {
  const held = new Map<number, Held>();
  /** The newest events, in a row up to `last`. */
  let recent: RoomEvent[] = [];
  let last = 0;
  /** Keys of lines that come again. */
  let kept = new Map<number, string>();

  function newKey(item: RoomItem): string {
    const before = kept.get(item.seq);
    if (before !== undefined) return before;
    const own = item.kind === 'message' && item.authorId === userId ? keyOf(item) : undefined;
    return own ?? `m${item.seq}`;
  }
  function set(item: RoomItem, upTo: number): void {
    held.set(item.seq, { entry: { ...item, key: held.get(item.seq)?.entry.key ?? newKey(item) }, upTo });
  }
  function change(seq: number, event: RoomEvent): void {
    const line = held.get(seq);
    if (!line || line.upTo >= event.seq) return;
    if (event.kind === 'restored') restored(seq, event.seq);
    const next = applyEvent(line.entry, event);
    if (next !== line.entry) set(next, line.upTo);
  }
  function takeOne(item: RoomItem, head: number, since: readonly RoomEvent[]): void {
    const before = held.get(item.seq);
    // A later answer came first.
    if (before && before.upTo > Math.max(head, last)) return;
    const now = since.reduce(applyEvent, item);
    const isKnown = before?.entry.kind === 'message' && now.kind === 'message' && before.entry.asOf === now.asOf;
    if (isKnown) held.set(item.seq, { entry: before.entry, upTo: Math.max(head, before.upTo) });
    else set(now, head);
    const again = since.findLast((event) => event.kind === 'restored' && event.target === item.seq);
    if (now.kind === 'hidden' && again) restored(item.seq, again.seq);
  }

  return {
    get last() {
      return last;
    },
    get: (seq) => held.get(seq)?.entry,
    apply(event) {
      last = event.seq;
      recent.push(event);
      if (recent.length > maxRemembered * 2) recent = recent.slice(-maxRemembered);
      for (const seq of targetsOf(event)) change(seq, event);
      if (isLine(event) && !held.has(event.seq)) set(event, event.seq);
    },
    isFresh: (head) => head >= last || (recent[0]?.seq ?? Infinity) <= head + 1,
    take(items, head) {
      const since = recent.filter(({ seq }) => seq > head);
      for (const item of items) takeOne(item, head, since);
    },
    repliesSince(thread, head) {
      const replies = recent.filter(isLine).filter((line) => line.seq > head && line.thread === thread);
      for (const reply of replies) {
        const since = recent.filter(({ seq }) => seq > reply.seq);
        if (!held.has(reply.seq)) takeOne(reply, reply.seq, since);
      }
      return replies.map(({ seq }) => seq);
    },
    count: () => held.size,
    keepOnly(seqs) {
      for (const seq of held.keys()) if (!seqs.has(seq)) held.delete(seq);
    },
    restart(newLast, again) {
      const isSame = (item: RoomItem): boolean => {
        const before = held.get(item.seq)?.entry;
        return before !== undefined && before.at === item.at;
      };
      const keys = again.filter(isSame).map(({ seq }) => [seq, held.get(seq)?.entry.key ?? ''] as const);
      kept = new Map(keys);
      held.clear();
      recent = [];
      last = newLast;
    },
    rekey(key, keeper) {
      for (const [seq, { entry, upTo }] of held)
        if (entry.key === key && seq !== keeper) held.set(seq, { entry: { ...entry, key: `m${seq}` }, upTo });
    },
  };
}
