/** One page that shows the fake room; for tests only. */
import { expect } from 'vitest';
import { manualTiming, type ManualTiming } from '#client/kernel/testing.ts';
import { fakeHub, settle, type FakeClient, type FakeHub, type FakeSizes } from './fake-room.ts';
import { memoryOutbox } from './outbox-device.ts';
import type { OutboxDevice } from './outbox-entry.ts';
import { loneTab, type Tabs } from './outbox-tabs.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { KeptRooms } from './room-kept.ts';
import { createRoomStore, type RoomStore } from './room-store.ts';
import type { RoomEntry, RoomView } from './room-view.ts';

export interface FakeLine {
  isUp: boolean;
  /** The hub can be reached again. */
  back(): void;
  /** The browser says that there is no network. */
  cut(): void;
}

export interface FakePage {
  hub: FakeHub;
  client: FakeClient;
  timing: ManualTiming;
  outbox: Outbox;
  store: RoomStore;
  line: FakeLine;
  /** The next request, or the next of a kind, is answered. */
  answer(kind?: string): Promise<void>;
  opened(): Promise<FakePage>;
  /** What came to the hub in the meantime reaches this page. */
  hear(): Promise<void>;
}

export interface PageOptions {
  hub?: FakeHub;
  userId?: string;
  sizes?: FakeSizes;
  timing?: ManualTiming;
  device?: OutboxDevice;
  tabs?: Tabs;
  kept?: KeptRooms;
  newClientId?: () => string;
}

let pages = 0;

function fakeLine(): FakeLine & { listen(listener: (isBack: boolean) => void): () => void } {
  const listeners = new Set<(isBack: boolean) => void>();
  const line = {
    isUp: true,
    back() {
      line.isUp = true;
      for (const listener of [...listeners]) listener(true);
    },
    cut() {
      line.isUp = false;
      for (const listener of [...listeners]) listener(false);
    },
    listen(listener: (isBack: boolean) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return line;
}

export function fakePage(options: PageOptions = {}): FakePage {
  const { hub = fakeHub(options.sizes), userId = 'me', timing = manualTiming() } = options;
  const client = hub.client(userId);
  const line = fakeLine();
  pages += 1;
  const page = pages;
  let made = 0;
  const newClientId = (): string => {
    made += 1;
    return `client-${page}-${made}`;
  };
  const outbox = createOutbox({
    transport: client.outbox,
    device: options.device ?? memoryOutbox(),
    tabs: options.tabs ?? loneTab(),
    timing,
    newClientId: options.newClientId ?? newClientId,
    line: { isUp: () => line.isUp, subscribe: line.listen },
  });
  const store = createRoomStore({ roomId: 'r1', userId, transport: client.transport, outbox, timing, kept: options.kept });
  const self: FakePage = {
    hub,
    client,
    timing,
    outbox,
    store,
    line,
    async answer(kind) {
      await settle();
      const request = client.pending.find((pending) => kind === undefined || pending.kind === kind);
      if (!request) expect.fail(`no ${kind ?? 'request'} on its way, but ${client.pending.map((pending) => pending.kind).join()}`);
      request.answer();
      await settle();
    },
    async opened() {
      store.start();
      await self.answer('open');
      client.live.length = 0;
      return self;
    },
    async hear() {
      store.receive(client.live.splice(0));
      await settle();
    },
  };
  return self;
}

/** `3 4 h5 text:sending` */
export function sketch(entries: readonly RoomEntry[]): string {
  return entries
    .map((entry) => {
      if (entry.kind === 'echo') return `${entry.text}:${entry.state}`;
      return entry.kind === 'hidden' ? `h${entry.seq}` : `${entry.seq}`;
    })
    .join(' ');
}
export const shown = ({ store }: Pick<FakePage, 'store'>): string => sketch(store.view().entries);
export const messageAt = (view: Pick<RoomView, 'entries'>, seq: number) =>
  view.entries.find((entry) => entry.kind === 'message' && entry.seq === seq);
