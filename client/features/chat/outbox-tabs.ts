import type { Message } from '#shared/features/chat/contract.ts';

/** What the tabs of one person tell each other. */
export type TabNews =
  | { kind: 'changed' }
  /** It is stored; the message as the hub answered it. */
  | { kind: 'stored'; roomId: string; clientId: string; message: Message };

/** The tabs of one person in one browser: one of them sends. */
export interface Tabs {
  /** Whether this tab sends now. */
  isLeader(): boolean;
  /** Asks to be the one that sends, once; told whenever that changes. */
  join(changed: () => void): void;
  /** Takes the part from a tab that seems to sleep. */
  takeOver(): void;
  tell(news: TabNews): void;
  hear(listener: (news: TabNews) => void): void;
  close(): void;
}

/** A tab by itself: where the browser knows no locks, or the list is this tab's alone. */
export function loneTab(): Tabs {
  let isLeader = false;
  return {
    isLeader: () => isLeader,
    join(changed) {
      isLeader = true;
      changed();
    },
    takeOver: () => undefined,
    tell: () => undefined,
    hear: () => undefined,
    close() {
      isLeader = false;
    },
  };
}

export type Locks = Pick<LockManager, 'request'>;
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;

export interface SharedTabsOptions {
  /** Of the lock and the channel. */
  name: string;
  locks: Locks;
  openChannel(name: string): Channel;
}

function readNews(data: unknown): TabNews | undefined {
  if (data === null || typeof data !== 'object' || !('kind' in data)) return undefined;
  // Tabs of two versions may meet; what the other says is only news, the list itself is on the device.
  return data.kind === 'changed' || data.kind === 'stored' ? (data as TabNews) : undefined;
}

/** Elected by a lock, which a closed or killed tab gives back by itself. */
export function sharedTabs({ name, locks, openChannel }: SharedTabsOptions): Tabs {
  const channel = openChannel(name);
  let release: (() => void) | undefined;
  let changed = (): void => undefined;
  let isClosed = false;
  let isInLine = false;

  async function ask(isTaking: boolean): Promise<void> {
    if (!isTaking && isInLine) return;
    if (!isTaking) isInLine = true;
    try {
      await locks.request(name, isTaking ? { steal: true } : {}, () => {
        if (!isTaking) isInLine = false;
        if (isClosed) return undefined;
        return new Promise<void>((resolve) => {
          release = resolve;
          changed();
        });
      });
    } catch {
      // Another tab took it over, as this one seemed to sleep: it stands in line again.
      release = undefined;
      changed();
      if (!isClosed) void ask(false);
    }
  }
  return {
    isLeader: () => release !== undefined,
    join(listener) {
      changed = listener;
      void ask(false);
    },
    takeOver() {
      if (release === undefined && !isClosed) void ask(true);
    },
    tell: (news) => channel.postMessage(news),
    hear(listener) {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        const news = readNews(data);
        if (news) listener(news);
      };
    },
    close() {
      isClosed = true;
      release?.();
      release = undefined;
      channel.close();
    },
  };
}
