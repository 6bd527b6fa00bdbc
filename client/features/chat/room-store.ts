import type { chat, Message, RoomEvent } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Unsent } from '#client/kernel/drafts.ts';
import { createOutbox } from './outbox.ts';
import { createRoomLog } from './room-log.ts';
import type { RoomView } from './room-view.ts';

type Page = OutputOf<typeof chat, 'openRoom'>;
type Synced = OutputOf<typeof chat, 'sync'>['rooms'][number];

/** The hub, as one room needs it. Each rejects with HubError (refused) or UnreachableError (no answer). */
export interface RoomTransport {
  /** Follows the room where there is a live connection, then reads the newest page. */
  open(): Promise<Page>;
  before(seq: number): Promise<Page>;
  sync(lastSeq: number): Promise<Synced>;
  send(message: { clientId: string; text: string; direction: Direction }): Promise<Message>;
  turn(seq: number, direction: Direction): Promise<Message>;
}

export interface RoomStoreOptions {
  /** Whose page this is. */
  userId: string;
  transport: RoomTransport;
  timing: Timing;
  newClientId(): string;
  /** Messages of an earlier visit that were not stored. */
  unsent: { load(): readonly Unsent[]; save(unsent: readonly Unsent[]): void };
}

/** One room as this page holds it: the log by seq, and what is on its way. Knows no React and no network. */
export interface RoomStore {
  view(): RoomView;
  subscribe(listener: () => void): () => void;
  /** Opens the room; again after `stop`. */
  start(): void;
  /** Leaves the room: timers stop and answers on their way are ignored, except those of messages being sent. */
  stop(): void;
  /** The live connection is up (again): what was missed is fetched, what got no answer is sent again. */
  connected(): void;
  /** An event of the room came over the live connection: a hint, in any order, once or often. */
  receive(event: RoomEvent): void;
  receiveTurn(seq: number, direction: Direction): void;
  receiveHead(head: number): void;
  /** False when too many messages wait already: the text stays in the composer. */
  send(text: string, direction: Direction): boolean;
  retry(clientId: string): void;
  /** The text of a failed message, to put back into the composer; it is not sent any more. */
  remove(clientId: string): string | undefined;
  loadEarlier(): void;
  /** @throws chat/notYours · chat/unknownMessage · UnreachableError */
  turn(seq: number, direction: Direction): Promise<void>;
}

/** An event may just be late: a hole is asked for after this. */
export const holeGraceMs = 250;
/** Pages of one catching-up; beyond, the room is opened anew. */
const maxSyncPages = 10;
const maxRetryMs = 30_000;

function isGone(error: unknown): boolean {
  return error instanceof HubError && (error.code === 'common/notFound' || error.code === 'common/forbidden');
}

export function createRoomStore(options: RoomStoreOptions): RoomStore {
  const { transport, timing } = options;
  const listeners = new Set<() => void>();
  let status: RoomView['status'] = 'opening';
  let error: unknown;
  let earlier: RoomView['earlier'] = 'idle';
  let isStarted = false;
  /** Openings are numbered: an older answer never replaces a newer one. */
  let asked = 0;
  let answered = 0;
  /** Pages on their way. */
  let reading = 0;
  let isCatchingUp = false;
  /** The last opening failed, so that live events may be missing. */
  let mustOpen = false;
  let failures = 0;
  let cancelCatchUp: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;
  let shown: RoomView | undefined;

  const outbox = createOutbox({
    send: transport.send,
    newClientId: options.newClientId,
    now: timing.now,
    load: options.unsent.load,
    save: options.unsent.save,
    changed,
    mistaken: (key) => log.rekey(key, -1),
    stored(message) {
      log.rekey(message.clientId ?? '', message.seq);
      receive(message);
    },
  });
  const log = createRoomLog(options.userId, { keyOf: outbox.match, replaced: outbox.unmatch });

  function changed(): void {
    shown = undefined;
    for (const listener of [...listeners]) listener();
  }
  const isOpening = (): boolean => asked > answered;
  function view(): RoomView {
    shown ??= {
      status,
      ...(error === undefined ? {} : { error }),
      entries: [...log.entries, ...outbox.visible(log.last)],
      firstSeq: log.first,
      hasEarlier: log.hasEarlier,
      earlier,
      isCatchingUp: status === 'open' && (isOpening() || log.head > log.last),
    };
    return shown;
  }
  /** Runs while a page is on its way; live changes are remembered for it. */
  async function read(step: () => Promise<void>): Promise<void> {
    reading += 1;
    changed();
    try {
      await step();
    } finally {
      reading -= 1;
      if (reading === 0) log.forgetPatches();
      outbox.settle(log.last);
      changed();
      catchUpSoon();
    }
  }
  function refuse(reason: unknown): void {
    if (isGone(reason)) {
      status = 'gone';
      log.clear();
    } else if (status !== 'open') {
      status = 'failed';
    }
    if (status !== 'open') error = reason;
  }
  function stopRetry(): void {
    cancelRetry?.();
    cancelRetry = undefined;
  }
  function retryLater(): void {
    stopRetry();
    failures += 1;
    const delay = Math.min(maxRetryMs, 1_000 * 2 ** Math.min(failures - 1, 5));
    cancelRetry = timing.later(delay * (0.5 + timing.random()), () => {
      cancelRetry = undefined;
      if (mustOpen) void open();
      else catchUpSoon();
    });
  }

  async function openOnce(mine: number): Promise<void> {
    try {
      const page = await transport.open();
      if (!isStarted || mine <= answered) return;
      answered = mine;
      status = 'open';
      error = undefined;
      mustOpen = false;
      failures = 0;
      log.merge(page);
      outbox.resume();
    } catch (reason) {
      if (!isStarted || mine !== asked) return;
      answered = mine;
      refuse(reason);
      if (status === 'gone') return;
      // What came meanwhile is as good as before.
      if (status === 'open') log.drain();
      mustOpen = true;
      retryLater();
    }
  }
  function open(): Promise<void> {
    asked += 1;
    const mine = asked;
    stopRetry();
    return read(() => openOnce(mine));
  }

  function catchUpSoon(): void {
    if (!isStarted || status !== 'open' || log.head <= log.last || isCatchingUp) return;
    // Already on its way, or waiting after a failure.
    if (cancelCatchUp || cancelRetry) return;
    cancelCatchUp = timing.later(holeGraceMs, () => {
      cancelCatchUp = undefined;
      // An opening on its way brings the same, and looks again at its end.
      if (log.head > log.last && !isOpening()) void read(catchUp);
    });
  }
  async function catchUp(): Promise<void> {
    isCatchingUp = true;
    try {
      if (await syncPages()) return;
      mustOpen = true;
      retryLater();
    } catch (reason) {
      if (!isStarted) return;
      refuse(reason);
      if (status === 'open') retryLater();
    } finally {
      isCatchingUp = false;
    }
  }
  /** False when the hub's answers lead nowhere, so that the room must be opened anew. */
  async function syncPages(): Promise<boolean> {
    for (let page = 0; page < maxSyncPages; page += 1) {
      const { era, last } = log;
      const opening = asked;
      const room = await transport.sync(last);
      if (!isStarted || era !== log.era || opening !== asked) return true;
      if (room.state === 'gone') throw new HubError('common/notFound', 404);
      failures = 0;
      if (room.state === 'reset') {
        log.replace({ items: room.latest, head: room.head, hasEarlier: (room.latest[0]?.seq ?? 1) > 1 });
        earlier = 'idle';
        return true;
      }
      log.extend(room.events, room.head);
      changed();
      if (log.last >= log.head) return true;
      if (log.last === last) return false;
    }
    return false;
  }

  function receive(event: RoomEvent): void {
    if (status === 'gone') return;
    log.receive(event, status !== 'open' || isOpening());
    afterLive();
  }
  function afterLive(): void {
    if (reading === 0) log.forgetPatches();
    outbox.settle(log.last);
    changed();
    catchUpSoon();
  }
  function receiveTurn(seq: number, direction: Direction): void {
    log.patch(seq, (event) => (event.kind === 'message' ? { ...event, direction } : event));
    afterLive();
  }

  async function fetchEarlier(): Promise<void> {
    const { era } = log;
    earlier = 'loading';
    try {
      const page = await transport.before(log.first);
      if (era === log.era) log.prepend(page);
      earlier = 'idle';
    } catch (reason) {
      earlier = era === log.era ? 'failed' : 'idle';
      if (isGone(reason)) refuse(reason);
    }
  }

  return {
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (isStarted) return;
      isStarted = true;
      void open();
    },
    stop() {
      isStarted = false;
      answered = asked;
      cancelCatchUp?.();
      cancelCatchUp = undefined;
      stopRetry();
    },
    connected() {
      if (isStarted && status !== 'gone') void open();
    },
    receive,
    receiveTurn,
    receiveHead(head) {
      log.see(head);
      afterLive();
    },
    // Before the room is open its head is unknown, and no event can be told from what was said before.
    send: (text, direction) => outbox.add({ text, direction, afterSeq: status === 'open' ? log.head : Infinity }),
    retry: outbox.retry,
    remove: outbox.remove,
    loadEarlier() {
      if (status === 'open' && log.hasEarlier && earlier !== 'loading') void read(fetchEarlier);
    },
    async turn(seq, direction) {
      const message = await transport.turn(seq, direction);
      receiveTurn(seq, message.direction);
    },
  };
}
