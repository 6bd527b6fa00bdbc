import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent } from '#shared/features/chat/room-state.ts';
import { createEventsAhead } from './events-ahead.ts';
import { createRoomLines, isLine } from './room-lines.ts';
import type { StoredEntry } from './room-view.ts';
import { areJoined, grown, join, newestOf, oldestOf, spanOf, type Page, type Span } from './span.ts';
import { createThreadSpans, maxThreadLines } from './thread-spans.ts';

export interface RoomLogWorld {
  /** The key under which an own message was shown before it was in the log. */
  keyOf(message: Message): string | undefined;
  /** What is held was replaced. */
  replaced(isHeld: (seq: number) => boolean): void;
  /** A line must be fetched, in a state that contains this number: quoted and not held, or shown again. */
  wanted(seq: number, minHead: number): void;
}

/** What this device kept of a room. */
export interface KeptLog {
  last: number;
  span: Span;
  lines: readonly RoomItem[];
}

/**
 * A room as it is held here: lines by number, the newest number processed, and which parts of its timeline have no hole.
 * `live` ends with the newest; `away` is a part of the past the reader jumped to; each open thread has a part of its
 * own. Nothing waits here.
 */
export interface RoomLog {
  /** The newest number processed: events up to it are contained in every line. */
  readonly last: number;
  /** The newest number known to exist. */
  readonly head: number;
  /** Raised when what is held is replaced; answers for the former are of no use. */
  readonly era: number;
  /** The part of the timeline that is shown. */
  readonly shown: Span | undefined;
  readonly isAway: boolean;
  /** Whether everything up to the newest known number is in the timeline. */
  isComplete(): boolean;
  line(seq: number): StoredEntry | undefined;
  lines(span: Span | undefined): StoredEntry[];
  /** Lines of the newest numbers, of the room and its threads. */
  newestLines(count: number): StoredEntry[];
  /** What the device may keep: the newest lines, and what they quote. */
  keptNow(max: number): KeptLog | undefined;
  thread(root: number): Span | undefined;
  see(head: number): void;
  /** Live events in any order; `mayApply`: nothing is on its way that they must wait for. */
  receive(events: readonly RoomEvent[], mayApply: boolean): void;
  /** Events that continue what is held, in order. */
  extend(events: readonly RoomEvent[], head: number): void;
  /** Applies what came ahead, as far as it continues what is held. */
  drain(): void;
  begin(kept: KeptLog): void;
  /** The newest page, after an opening. */
  merge(page: Page, isKept: boolean): void;
  /** The newest page instead of what is held. */
  replace(page: Page): void;
  /** Whether a page that is true up to `head` can still be brought up to date. */
  isFresh(head: number): boolean;
  takeEarlier(page: Page, before: number): void;
  takeLater(page: Page, after: number): void;
  /** A page around a number becomes what is shown. */
  jump(page: Page): void;
  /** Shows the part that holds this line; false when none does. */
  show(seq: number): boolean;
  showNewest(): void;
  openThread(root: number): void;
  closeThread(root: number): void;
  takeThread(root: number, page: Page, before?: number): void;
  /** Single lines, such as quoted ones. */
  takeLines(items: readonly RoomItem[], head: number): void;
  /** What a change made here came to. */
  takeChanged(item: RoomItem): void;
  clear(): void;
  rekey(key: string, keeper: number): void;
}

/** A larger hole is not filled in: the newest page takes the place of what is held. */
const maxHole = 200;
/** A phone holds this many lines of a timeline; others are fetched again when scrolled to. */
export const maxHeld = 2_000;
const maxPart = maxHeld / 2;
const maxLoose = 300;
const maxLines = maxHeld + maxLoose + 8 * maxThreadLines;

const isOfRoom = (item: RoomItem): boolean => item.thread === undefined;

export function createRoomLog(userId: string, world: RoomLogWorld): RoomLog {
  const lines = createRoomLines({ userId, keyOf: world.keyOf, restored: (seq, by) => world.wanted(seq, by) });
  const ahead = createEventsAhead();
  const threads = createThreadSpans(lines);
  /** Lines held for their own sake: quoted ones and first messages of threads; the last used stand last. */
  const loose = new Set<number>();
  let live: Span | undefined;
  let away: Span | undefined;
  let head = 0;
  let era = 0;

  /** What was removed is not shown any more, though events before that are still missing. */
  function line(seq: number): StoredEntry | undefined {
    const entry = lines.get(seq);
    const removal = ahead.removalOf(seq);
    return entry && removal ? { ...applyEvent(entry, removal), key: entry.key } : entry;
  }
  function hold(seq: number): void {
    loose.delete(seq);
    loose.add(seq);
    const oldest = loose.values().next().value;
    if (loose.size > maxLoose && oldest !== undefined) loose.delete(oldest);
  }
  function sweep(): void {
    lines.keepOnly(new Set([...loose, ...threads.seqs(), ...(live?.seqs ?? []), ...(away?.seqs ?? [])]));
  }
  function bound(): void {
    const before = live?.seqs.length ?? 0;
    if (live) live = newestOf(live, away ? maxPart : maxHeld);
    // Replies of threads that are not open pass through.
    if ((live?.seqs.length ?? 0) < before || lines.count() > maxLines) sweep();
  }
  function process(event: RoomEvent): void {
    lines.apply(event);
    const thread = isLine(event) ? event.thread : undefined;
    if (live) live = grown(live, event.seq, isLine(event) && thread === undefined);
    if (threads.grow(event.seq, thread)) sweep();
    if (event.kind === 'message' && event.replyTo !== undefined && !lines.get(event.replyTo)) world.wanted(event.replyTo, 0);
  }
  function drain(): void {
    for (let next = ahead.get(lines.last + 1); next; next = ahead.get(lines.last + 1)) process(next);
    ahead.forget(lines.last);
    joinAway();
    bound();
  }
  function takeQuoted(page: Page): void {
    for (const { seq } of page.quoted) hold(seq);
    lines.take(page.quoted, page.head);
  }
  function joinAway(): void {
    if (!live || !away || !areJoined(away, live)) return;
    live = join(away, live);
    away = undefined;
  }
  /** Lines of one number that are not the same: the log was restored from a backup and has gone on since. */
  function isOtherLog(page: Page): boolean {
    return page.items.some((item) => {
      const known = lines.get(item.seq);
      return known?.kind === 'message' && item.kind === 'message' && known.id !== item.id;
    });
  }
  function replace(page: Page): void {
    // A log shorter than what is held was restored from a backup: what came before means nothing any more.
    if (page.head < lines.last || isOtherLog(page)) ahead.forget(Infinity);
    era += 1;
    head = Math.max(page.head, ahead.newest());
    lines.restart(page.head, page.items);
    lines.take(page.items, page.head);
    loose.clear();
    takeQuoted(page);
    live = spanOf(page, isOfRoom);
    away = undefined;
    threads.reset();
    world.replaced((seq) => lines.get(seq) !== undefined);
    drain();
  }
  function merge(page: Page, isKept: boolean): void {
    const span = spanOf(page, isOfRoom);
    // What the device kept counts only where the page shows that it is of the same log.
    const isUnproven = isKept && !page.items.some(({ seq }) => lines.get(seq));
    if (!live || page.head < lines.last || page.head - lines.last > maxHole || isUnproven || isOtherLog(page)) return replace(page);
    head = Math.max(head, page.head);
    if (areJoined(live, span)) {
      lines.take(page.items, page.head);
      takeQuoted(page);
      live = join(live, span);
    }
    drain();
  }

  return {
    get last() {
      return lines.last;
    },
    get head() {
      return Math.max(head, lines.last);
    },
    get era() {
      return era;
    },
    get shown() {
      return away ?? live;
    },
    get isAway() {
      return away !== undefined;
    },
    isComplete: () => live !== undefined && live.to >= Math.max(head, lines.last),
    line,
    lines: (span) => (span?.seqs ?? []).flatMap((seq) => line(seq) ?? []),
    newestLines: (count) => {
      const newest = [live, ...threads.all()].flatMap((span) => span?.seqs.slice(-count) ?? []);
      return newest.flatMap((seq) => lines.get(seq) ?? []);
    },
    keptNow(max) {
      // Only what is true up to one number: a page may be ahead of it.
      if (!live || live.to > lines.last) return undefined;
      const span = newestOf(live, max);
      const shown = span.seqs.flatMap((seq) => lines.get(seq) ?? []);
      const quoted = shown.flatMap(({ replyTo }) => (replyTo !== undefined && replyTo < span.from ? (lines.get(replyTo) ?? []) : []));
      return { last: lines.last, span, lines: [...new Set([...shown, ...quoted])].map(({ key: _key, ...item }) => item) };
    },
    thread: threads.get,
    see(seen) {
      head = Math.max(head, seen);
    },
    receive(events, mayApply) {
      for (const event of events) {
        head = Math.max(head, event.seq);
        if (mayApply && event.seq === lines.last + 1) process(event);
        else if (event.seq > lines.last) ahead.put(event);
      }
      if (mayApply) drain();
    },
    extend(events, newHead) {
      head = Math.max(head, newHead);
      for (const event of events) if (event.seq === lines.last + 1) process(event);
      drain();
    },
    drain,
    begin(kept) {
      era += 1;
      head = kept.last;
      lines.restart(kept.last, []);
      lines.take(kept.lines, kept.last);
      const ownSeqs = new Set(kept.span.seqs);
      for (const { seq } of kept.lines) if (!ownSeqs.has(seq)) hold(seq);
      live = kept.span;
    },
    merge,
    replace,
    isFresh: lines.isFresh,
    takeEarlier(page, before) {
      const isFull = !away && (live?.seqs.length ?? 0) >= maxHeld;
      // The reader goes on into the past; the newest lines wait in a part of their own.
      if (live && isFull) [away, live] = [oldestOf(live, maxPart), newestOf(live, maxPart)];
      const span = away ?? live;
      const more = spanOf(page, isOfRoom, { to: before - 1 });
      if (!span || !areJoined(more, span)) return;
      lines.take(page.items, page.head);
      takeQuoted(page);
      const longer = join(more, span);
      if (away) away = oldestOf(longer, maxPart);
      else live = longer;
      if (away) sweep();
    },
    takeLater(page, after) {
      const more = spanOf(page, isOfRoom, { from: after + 1 });
      if (!away || !areJoined(away, more)) return;
      lines.take(page.items, page.head);
      takeQuoted(page);
      away = newestOf(join(away, more), maxPart);
      joinAway();
      bound();
      sweep();
    },
    jump(page) {
      away = undefined;
      lines.take(page.items, page.head);
      takeQuoted(page);
      away = spanOf(page, isOfRoom);
      joinAway();
      bound();
      sweep();
    },
    show(seq) {
      if (away?.seqs.includes(seq)) return true;
      if (!live?.seqs.includes(seq)) return false;
      away = undefined;
      sweep();
      return true;
    },
    showNewest() {
      away = undefined;
      sweep();
    },
    openThread: threads.open,
    closeThread(root) {
      threads.close(root);
      hold(root);
      sweep();
    },
    takeThread(root, page, before) {
      lines.take(page.items, page.head);
      takeQuoted(page);
      threads.take(root, page, before);
    },
    takeLines(items, pageHead) {
      for (const { seq } of items) hold(seq);
      lines.take(items, pageHead);
    },
    takeChanged(item) {
      // What is processed already is contained; the change itself may be ahead of its event.
      if (item.asOf > lines.last && lines.get(item.seq)) lines.take([item], item.asOf);
    },
    clear() {
      era += 1;
      ahead.forget(Infinity);
      loose.clear();
      threads.clear();
      live = away = undefined;
      lines.restart(0, []);
    },
    rekey: lines.rekey,
  };
}
