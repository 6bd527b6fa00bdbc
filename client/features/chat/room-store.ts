import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Outbox } from './outbox.ts';
import { createRoomActions, type RoomActions } from './room-actions.ts';
import { createCatchUp } from './room-catch-up.ts';
import { createRoomChanges } from './room-changes.ts';
import { createRoomEchoes } from './room-echoes.ts';
import { createRoomKeeper, maxKeptLines, type KeptRooms } from './room-kept.ts';
import { createRoomLog } from './room-log.ts';
import { createRoomPages } from './room-pages.ts';
import { createRoomPolls } from './room-polls.ts';
import { createRoomSingles } from './room-singles.ts';
import { createRoomThreads, type RoomThread } from './room-threads.ts';
import type { PollResults, RoomTransport } from './room-transport.ts';
import type { RoomView, StoredEntry } from './room-view.ts';

export interface RoomStoreOptions {
  roomId: string;
  /** Whose page this is. */
  userId: string;
  transport: RoomTransport;
  outbox: Outbox;
  timing: Timing;
  /** What this device keeps of rooms; absent on a shared computer. */
  kept?: KeptRooms | undefined;
  /** Runs when the page has nothing else to do. */
  whenIdle?(run: () => void): void;
}

export interface SendOptions {
  thread?: number;
  replyTo?: number;
  attachments?: readonly string[];
  /** She was told how many people she mentions. */
  confirmsMentions?: true;
}

/** One room as this page holds it: lines by number, and what is on its way. Knows no React and no network. */
export interface RoomStore extends RoomActions {
  view(): RoomView;
  subscribe(listener: () => void): () => void;
  /** Opens the room; again after `stop`. */
  start(): void;
  /** Leaves the room: timers stop and answers on their way are ignored. Messages go on. */
  stop(): void;
  /** The live connection is up (again): what was missed is fetched. */
  connected(): void;
  /** Events of the room came over the live connection: hints, in any order, once or often. */
  receive(events: readonly RoomEvent[]): void;
  receiveHead(head: number): void;

  /** Shown at once. False when too many messages wait already: the text stays in the composer. */
  send(text: string, direction: Direction, options?: SendOptions): boolean;
  /** Sends what failed, or tries at once what waits. */
  retry(clientId: string): void;
  /** Another text for what waits or failed; false when it is on its way already. */
  rewrite(clientId: string, text: string, direction: Direction): Promise<boolean>;
  /** The text of what waits or failed, to put back into the composer; it is not sent any more. */
  takeBack(clientId: string): Promise<string | undefined>;

  loadEarlier(): void;
  /** While a part of the past is shown. */
  loadLater(): void;
  /**
   * Shows the timeline around a number. Answers the line, or undefined when there is none, or another jump came after; one of a thread is not in the
   * timeline: open its thread. @throws HubError · UnreachableError
   */
  jumpTo(seq: number): Promise<StoredEntry | undefined>;
  jumpToNewest(): void;
  openThread(root: number): RoomThread;
  /** A line by number, wherever it stands: quoted ones. Undefined until it is known; asks for it. */
  lineAt(seq: number): StoredEntry | undefined;
  /** Results of a poll, as far as this person may know them. Undefined until they are known; asks for them. */
  pollResults(seq: number): PollResults | undefined;
}

const isOwnMessage = (userId: string, item: RoomItem): item is Message => item.kind === 'message' && item.authorId === userId;
/** Own lines among so many of the newest are looked through for one that another tab sent. */
const maxLookedThrough = 100;

export function createRoomStore(options: RoomStoreOptions): RoomStore {
  const { roomId, userId, transport, outbox, timing, kept } = options;
  const listeners = new Set<() => void>();
  let shown: RoomView | undefined;
  let stops: (() => void)[] = [];

  const isHere = (seq: number): boolean => seq <= log.last || log.line(seq) !== undefined;
  const mayAsk = (): boolean => catchUp.isStarted() && catchUp.status() === 'open';

  const log = createRoomLog(userId, {
    keyOf: (message) => echoes.match(message),
    replaced(isHeld) {
      echoes.unmatch(isHeld);
      pages.reset();
    },
    wanted: (seq, minHead) => singles.want(seq, minHead),
  });
  const echoes = createRoomEchoes({
    mistaken: log.rekey,
    ownLines: () => log.newestLines(maxLookedThrough).filter((line) => isOwnMessage(userId, line)),
  });
  const changes = createRoomChanges({ taken: log.takeChanged, changed });
  const catchUp = createCatchUp({
    log,
    transport,
    timing,
    changed,
    opened() {
      threads.look(true);
      singles.resume();
    },
    gone() {
      keeper.stop();
      void kept?.remove(roomId);
    },
  });
  const refused = (reason: unknown): void => catchUp.refused(reason);
  const pages = createRoomPages({ log, transport, mayAsk, refused, changed });
  const singles = createRoomSingles({
    timing,
    mayAsk,
    get: transport.get,
    take(items, head) {
      if (!log.isFresh(head)) return false;
      log.takeLines(items, head);
      changed();
      return true;
    },
  });
  const polls = createRoomPolls({
    timing,
    mayAsk,
    ask: transport.poll,
    poll(seq) {
      const line = log.line(seq);
      return line?.kind === 'message' ? line.poll : undefined;
    },
    changed,
  });
  const threads = createRoomThreads({
    log,
    pages,
    transport,
    mayAsk,
    shown: changes.shown,
    echoes: (root) => echoes.visible(isHere, root),
    changed,
  });
  const keeper = createRoomKeeper({ timing, whenIdle: options.whenIdle ?? ((run) => run()), write: keep });

  function changed(): void {
    echoes.settle(isHere);
    shown = undefined;
    threads.forgetViews();
    if (mayAsk()) {
      threads.look(false);
      polls.look();
      if (kept) keeper.changed();
    }
    for (const listener of [...listeners]) listener();
  }
  function view(): RoomView {
    const status = catchUp.status();
    const error = catchUp.error();
    shown ??= {
      status,
      ...(error !== undefined && { error }),
      isFromDevice: catchUp.isFromDevice(),
      entries: [...log.lines(log.shown).map(changes.shown), ...(log.isAway ? [] : echoes.visible(isHere))],
      isAway: log.isAway,
      hasEarlier: log.shown?.hasEarlier ?? false,
      earlier: pages.earlier(),
      hasLater: log.isAway && (log.shown?.hasLater ?? false),
      later: pages.later(),
      isCatchingUp: status === 'open' && (catchUp.isOpening() || !log.isComplete()),
    };
    return shown;
  }
  function keep(): void {
    const now = log.keptNow(maxKeptLines);
    if (now && catchUp.status() === 'open') void kept?.save(roomId, now);
  }
  async function showKept(): Promise<void> {
    const found = await kept?.load(roomId);
    if (!found || log.shown || !catchUp.isStarted() || catchUp.status() === 'gone') return;
    log.begin(found);
    catchUp.begun();
    echoes.update(outbox.entries(roomId));
    changed();
  }
  function receive(events: readonly RoomEvent[]): void {
    if (catchUp.status() === 'gone') return;
    log.receive(events, catchUp.status() === 'open');
    changed();
    catchUp.look();
  }
  function hearOutbox(): () => void {
    return outbox.subscribe({
      changed() {
        echoes.update(outbox.entries(roomId));
        changed();
      },
      stored(storedIn, clientId, message) {
        if (storedIn !== roomId) return;
        echoes.stored(clientId, message);
        receive([message]);
      },
    });
  }

  return {
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (catchUp.isStarted()) return;
      stops = [hearOutbox()];
      echoes.update(outbox.entries(roomId));
      catchUp.start();
      void showKept();
    },
    stop() {
      for (const stop of stops) stop();
      keeper.flush();
      singles.pause();
      polls.forget();
      catchUp.stop();
    },
    connected: catchUp.open,
    receive,
    receiveHead(head) {
      log.see(head);
      changed();
      catchUp.look();
    },
    send(text, direction, { thread, replyTo, attachments, confirmsMentions } = {}) {
      if (thread === undefined && log.isAway) log.showNewest();
      const clientId = outbox.add({
        roomId,
        text,
        direction,
        ...(thread !== undefined && { thread }),
        ...(replyTo !== undefined && { replyTo }),
        ...(attachments && { attachments }),
        ...(confirmsMentions && { confirmsMentions }),
        // Before the room is open its head is unknown, and no line can be told from what was said before.
        ...(catchUp.status() === 'open' && { afterSeq: log.head }),
      });
      return clientId !== undefined;
    },
    retry: outbox.retry,
    rewrite: (clientId, text, direction) => outbox.edit(clientId, { text, direction }),
    takeBack: outbox.cancel,
    loadEarlier: pages.loadEarlier,
    loadLater: pages.loadLater,
    async jumpTo(seq) {
      if (!(await pages.jumpTo(seq))) return undefined;
      if (!log.line(seq)) await singles.find(seq);
      const line = log.line(seq);
      return line && changes.shown(line);
    },
    jumpToNewest() {
      log.showNewest();
      pages.reset();
      changed();
    },
    openThread: threads.open,
    lineAt(seq) {
      const line = log.line(seq);
      if (line) return changes.shown(line);
      singles.want(seq);
      return undefined;
    },
    pollResults: polls.results,
    ...createRoomActions({ userId, timing, transport, changes, polls, line: log.line, refetch: (seq) => singles.want(seq, log.last) }),
  };
}
