import { isGone } from './room-catch-up.ts';
import type { RoomLog } from './room-log.ts';
import type { RoomPages } from './room-pages.ts';
import type { RoomTransport } from './room-transport.ts';
import type { Echo, Paging, StoredEntry, ThreadView } from './room-view.ts';

/** One thread of a room, as long as somebody looks at it. */
export interface RoomThread {
  /** Number of its first message. */
  root: number;
  view(): ThreadView;
  loadEarlier(): void;
  /** Asks again after a failure. */
  retry(): void;
  close(): void;
}

export interface ThreadsWorld {
  log: RoomLog;
  pages: Pick<RoomPages, 'fresh'>;
  transport: Pick<RoomTransport, 'list' | 'get'>;
  mayAsk(): boolean;
  shown(entry: StoredEntry): StoredEntry;
  echoes(root: number): readonly Echo[];
  changed(): void;
}

export interface RoomThreads {
  open(root: number): RoomThread;
  /** What was held was replaced, perhaps: threads that are not read are; those that failed only when `isAgain`. */
  look(isAgain: boolean): void;
  /** Views are made anew. */
  forgetViews(): void;
}

interface Open {
  root: number;
  users: number;
  status: ThreadView['status'];
  error?: unknown;
  earlier: Paging;
  isReading: boolean;
  view: ThreadView | undefined;
}

/** Threads looked at at once. */
const maxOpen = 8;

export function createRoomThreads({ log, pages, transport, ...world }: ThreadsWorld): RoomThreads {
  const threads = new Map<number, Open>();

  async function read(thread: Open): Promise<void> {
    const { root } = thread;
    const { era } = log;
    thread.isReading = true;
    world.changed();
    try {
      const [page, first] = await Promise.all([
        pages.fresh(() => transport.list({}, root)),
        log.line(root) ? undefined : transport.get([root]),
      ]);
      if (first && era === log.era && log.isFresh(first.head)) log.takeLines(first.items, first.head);
      if (page) log.takeThread(root, page);
      if (page && !log.line(root)) thread.status = 'gone';
      else if (page) thread.status = 'open';
      delete thread.error;
    } catch (reason) {
      thread.status = isGone(reason) ? 'gone' : 'failed';
      thread.error = reason;
    } finally {
      thread.isReading = false;
      world.changed();
    }
  }
  function lookAt(thread: Open): void {
    const isRead = thread.status === 'open' && log.thread(thread.root) !== undefined;
    if (isRead || thread.isReading || thread.status === 'gone' || !world.mayAsk()) return;
    log.openThread(thread.root);
    void read(thread);
  }
  async function readEarlier(thread: Open, before: number): Promise<void> {
    const { root } = thread;
    thread.earlier = 'loading';
    world.changed();
    try {
      const page = await pages.fresh(() => transport.list({ before }, root));
      if (page) log.takeThread(root, page, before);
      thread.earlier = 'idle';
    } catch {
      thread.earlier = 'failed';
    }
    world.changed();
  }
  function viewOf(thread: Open): ThreadView {
    const span = log.thread(thread.root);
    const root = log.line(thread.root);
    return {
      status: thread.status,
      ...(thread.error !== undefined && { error: thread.error }),
      root: root && world.shown(root),
      entries: [...log.lines(span).map(world.shown), ...world.echoes(thread.root)],
      hasEarlier: span?.hasEarlier ?? false,
      earlier: thread.earlier,
    };
  }
  function opened(root: number): Open {
    const known = threads.get(root);
    if (known) return known;
    const made: Open = { root, users: 0, status: 'opening', earlier: 'idle', isReading: false, view: undefined };
    threads.set(root, made);
    log.openThread(root);
    const oldest = [...threads.values()].find(({ users }) => users === 0);
    if (threads.size > maxOpen && oldest && oldest !== made) forget(oldest);
    return made;
  }
  function forget({ root }: Open): void {
    threads.delete(root);
    log.closeThread(root);
  }
  return {
    open(root) {
      const thread = opened(root);
      thread.users += 1;
      let isClosed = false;
      lookAt(thread);
      return {
        root,
        view: () => (thread.view ??= viewOf(thread)),
        loadEarlier() {
          const span = log.thread(root);
          if (world.mayAsk() && span?.hasEarlier && thread.earlier !== 'loading') void readEarlier(thread, span.from);
        },
        retry: () => lookAt(thread),
        close() {
          if (isClosed) return;
          isClosed = true;
          thread.users -= 1;
          if (thread.users === 0 && threads.get(root) === thread) forget(thread);
        },
      };
    },
    look(isAgain) {
      for (const thread of threads.values()) if (isAgain || thread.status !== 'failed') lookAt(thread);
    },
    forgetViews() {
      for (const thread of threads.values()) thread.view = undefined;
    },
  };
}
