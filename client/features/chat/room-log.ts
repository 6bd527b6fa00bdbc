import type { Message, RoomEvent } from '#shared/features/chat/contract.ts';
import { createSeries, type StoredEntry } from './room-view.ts';

/** A page of the log as the hub answers it. */
export interface LogPage {
  items: readonly RoomEvent[];
  head: number;
  hasEarlier: boolean;
}

export interface RoomLogWorld {
  /** The key under which an own message was shown before it was in the log. */
  keyOf(message: Message): string | undefined;
  /** What is held was replaced. */
  replaced(isHeld: (seq: number) => boolean): void;
}

/** The part of a room's log held here: dense, by seq, with what came ahead of its turn kept aside. Nothing waits here. */
export interface RoomLog {
  readonly entries: readonly StoredEntry[];
  readonly first: number;
  readonly last: number;
  /** The newest number known to exist. */
  readonly head: number;
  readonly hasEarlier: boolean;
  /** Raised when what is held is replaced; answers for the former are of no use. */
  readonly era: number;
  see(head: number): void;
  /** A live event; `isReading`: a page is on its way that may contain it, so it waits. */
  receive(event: RoomEvent, isReading: boolean): void;
  /** Applies what came ahead, as far as it continues what is held. */
  drain(): void;
  /** The newest page. */
  merge(page: LogPage): void;
  /** Events that continue what is held, in order. */
  extend(events: readonly RoomEvent[], head: number): void;
  /** The newest page instead of what is held. */
  replace(page: LogPage): void;
  prepend(page: LogPage): void;
  /** Changes an event wherever it is, and in pages that are read at this moment. */
  patch(seq: number, apply: Patch): void;
  /** No page is on its way any more: what is held is patched; what has overtaken its event waits for it. */
  forgetPatches(): void;
  clear(): void;
  /** An event was taken for an own message by mistake. */
  rekey(key: string, keeper: number): void;
}
export type Patch = (event: RoomEvent) => RoomEvent;

/** A larger hole is not filled in: the newest page takes the place of what is held. */
const maxHole = 200;
const maxAside = 500;
/** A phone holds this many; earlier ones are fetched again when scrolled to. */
export const maxHeld = 2_000;

export function createRoomLog(userId: string, world: RoomLogWorld): RoomLog {
  const series = createSeries();
  const ahead = new Map<number, RoomEvent>();
  const patches = new Map<number, Patch>();
  let head = 0;
  let hasEarlier = false;
  let era = 0;

  const isHeld = (seq: number): boolean => series.at(seq) !== undefined;
  const patched = (event: RoomEvent): RoomEvent => patches.get(event.seq)?.(event) ?? event;

  function put(event: RoomEvent, knownKey?: string): void {
    const isNext = series.items.length === 0 || event.seq === series.last() + 1;
    const isOwn = event.kind === 'message' && event.authorId === userId;
    series.put(patched(event), knownKey ?? (isNext && isOwn ? world.keyOf(event) : undefined));
  }
  function setAside(event: RoomEvent): void {
    // Beyond the bound the newest are let go: the hole before them has to be asked for anyway.
    if (ahead.size < maxAside || ahead.has(event.seq)) ahead.set(event.seq, event);
  }
  function drain(): void {
    for (let next = ahead.get(series.last() + 1); next; next = ahead.get(series.last() + 1)) put(next);
    for (const seq of ahead.keys()) if (seq <= series.last()) ahead.delete(seq);
    if (series.trim(maxHeld)) hasEarlier = true;
  }
  function replace(page: LogPage): void {
    // A log shorter than what is held was restored from a backup: what came before means nothing any more.
    if (page.head < series.last()) ahead.clear();
    era += 1;
    head = page.head;
    for (const seq of ahead.keys()) head = Math.max(head, seq);
    const keys = new Map(series.items.map(({ seq, key }) => [seq, key]));
    series.reset();
    for (const event of page.items) put(event, keys.get(event.seq));
    hasEarlier = page.hasEarlier;
    world.replaced(isHeld);
    drain();
  }
  function merge(page: LogPage): void {
    const hole = (page.items[0]?.seq ?? page.head + 1) - series.last() - 1;
    if (series.last() === 0 || page.head < series.last() || hole > maxHole) return replace(page);
    head = Math.max(head, page.head);
    for (const event of page.items) {
      if (event.seq > series.last() + 1) setAside(event);
      else put(event);
    }
    drain();
  }
  function patch(seq: number, apply: Patch): void {
    const held = series.at(seq);
    if (held) series.put(apply(held));
    const waiting = ahead.get(seq);
    if (waiting) ahead.set(seq, apply(waiting));
    if (patches.size < maxAside) patches.set(seq, apply);
  }

  return {
    get entries() {
      return series.items;
    },
    get first() {
      return series.first();
    },
    get last() {
      return series.last();
    },
    get head() {
      return Math.max(head, series.last());
    },
    get hasEarlier() {
      return hasEarlier;
    },
    get era() {
      return era;
    },
    see(seen) {
      head = Math.max(head, seen);
    },
    receive(event, isReading) {
      head = Math.max(head, event.seq);
      // Of an event that is here already only "hidden" says something new, and never the other way round.
      if (event.kind === 'hidden') patch(event.seq, () => event);
      if (event.seq <= series.last()) return;
      setAside(event);
      if (!isReading) drain();
    },
    drain,
    merge,
    replace,
    extend(events, newHead) {
      head = Math.max(head, newHead);
      for (const event of events) if (event.seq <= series.last() + 1) put(event);
      drain();
    },
    prepend(page) {
      hasEarlier = series.prepend(page.items.map(patched)) && page.hasEarlier;
    },
    patch,
    forgetPatches() {
      for (const seq of patches.keys()) if (seq <= series.last()) patches.delete(seq);
    },
    clear() {
      era += 1;
      ahead.clear();
      series.reset();
    },
    rekey: series.rekey,
  };
}
