import type { Message } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { NewEntry, OutboxDevice, OutboxEntry } from './outbox-entry.ts';
import { createPace, isPassing, waitOfMs } from './outbox-pace.ts';
import { sendEntry, type OutboxTransport } from './outbox-send.ts';
import type { Tabs } from './outbox-tabs.ts';
import { storedText } from './room-view.ts';

export interface OutboxWorld {
  transport: OutboxTransport;
  device: OutboxDevice;
  tabs: Tabs;
  timing: Timing;
  newClientId(): string;
  line: {
    isUp(): boolean;
    /** Told when that changes, and with `true` when the hub can be reached again. */
    subscribe(listener: (isBack: boolean) => void): () => void;
  };
}

export interface OutboxListener {
  /** Entries of a room changed. */
  changed?(): void;
  stored?(roomId: string, clientId: string, message: Message): void;
}

/** All that one person has written on this device and the hub has not stored: per room in order, whatever the tab. */
export interface Outbox {
  /** In the order in which they were written. */
  entries(roomId?: string): readonly OutboxEntry[];
  subscribe(listener: OutboxListener): () => void;
  /** Its client id; undefined when too many of the room wait already: the text stays in the composer. */
  add(message: NewEntry): string | undefined;
  /** Sends what failed, or tries at once what waits. */
  retry(clientId: string): void;
  /** Replaces the text of what waits or failed; it is then sent. False when it is on its way already. */
  edit(clientId: string, change: { text: string; direction: Direction }): Promise<boolean>;
  /** Gives the text back and sends it no more; undefined when it is on its way, held, or no longer here. */
  cancel(clientId: string): Promise<string | undefined>;
  close(): void;
}

/** Older ones wait for the person's word: what was meant yesterday may be out of place today. */
const asksAfterMs = 24 * 3_600_000;
export const maxWaiting = 50;
/** A tab that has the line and moves nothing for so long sleeps. */
const sleepsAfterMs = 12_000;

const isQueued = ({ state }: OutboxEntry): boolean => state === 'waiting' || state === 'sending';
const mayChange = ({ state }: OutboxEntry): boolean => state === 'waiting' || state === 'failed';

/** Without what was said of a former try. */
function anew({ error: _error, isOld: _isOld, ...entry }: OutboxEntry): OutboxEntry {
  return { ...entry, state: 'waiting' };
}

export function createOutbox(world: OutboxWorld): Outbox {
  const { transport, device, tabs, timing } = world;
  const listeners = new Set<OutboxListener>();
  /** As the device has it, and what is being written to it. */
  let kept: OutboxEntry[] = [];
  const adding = new Map<string, OutboxEntry>();
  /** Stored, though the device may not have let go of them. */
  const gone = new Set<string>();
  /** Rooms with a message on the line. */
  const busy = new Set<string>();
  const pace = createPace(timing, pump);
  let cancelWatch: (() => void) | undefined;
  let loads = 0;
  let isReading = false;
  let isClosed = false;

  function changed(): void {
    for (const listener of [...listeners]) listener.changed?.();
  }
  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    isReading = true;
    const loaded = await device.load();
    if (isClosed || mine !== loads) return;
    isReading = false;
    for (const clientId of gone) if (!loaded.some((entry) => entry.clientId === clientId)) gone.delete(clientId);
    kept = loaded.filter(({ clientId }) => !gone.has(clientId));
    for (const { clientId } of kept) adding.delete(clientId);
    changed();
  }
  /** After a change of one's own: shown here and in the other tabs. */
  async function took(clientId: string, entry: OutboxEntry | null): Promise<void> {
    const isKnown = kept.some((other) => other.clientId === clientId);
    if (!entry) kept = kept.filter((other) => other.clientId !== clientId);
    else if (isKnown) kept = kept.map((other) => (other.clientId === clientId ? entry : other));
    else kept = [...kept, entry];
    adding.delete(clientId);
    changed();
    tabs.tell({ kind: 'changed' });
    // What is being read may be from before.
    if (isReading) await load();
  }
  async function change(clientId: string, step: (entry: OutboxEntry) => OutboxEntry | null): Promise<void> {
    let after: OutboxEntry | null | undefined;
    const noted = (entry: OutboxEntry): OutboxEntry | null => {
      after = step(entry);
      return after;
    };
    // One that cannot be written is tried with what is held; the hub knows it by its client id.
    await device.change(clientId, noted).catch(() => undefined);
    if (after === undefined) await load();
    else await took(clientId, after);
  }

  function tellStored(roomId: string, clientId: string, message: Message): void {
    for (const listener of [...listeners]) listener.stored?.(roomId, clientId, message);
  }
  async function stored(entry: OutboxEntry, message: Message): Promise<void> {
    const known = { ...message, clientId: entry.clientId };
    gone.add(entry.clientId);
    tellStored(entry.roomId, entry.clientId, known);
    tabs.tell({ kind: 'stored', roomId: entry.roomId, clientId: entry.clientId, message: known });
    await change(entry.clientId, () => null);
  }
  /** Takes an entry for sending; undefined when another tab changed its mind meanwhile. */
  async function claim(clientId: string): Promise<OutboxEntry | undefined> {
    const since = timing.now() - asksAfterMs;
    let claimed: OutboxEntry | undefined;
    await change(clientId, (entry) => {
      if (!isQueued(entry)) return entry;
      if (entry.at < since && !entry.isConfirmed) return { ...entry, state: 'failed', isOld: true };
      const { text, direction } = entry;
      claimed = { ...entry, state: 'sending', sent: entry.sent ?? { text, direction } };
      return claimed;
    });
    return claimed;
  }
  /** False when it was not there to be sent. */
  async function sendOne({ clientId, roomId }: OutboxEntry): Promise<boolean> {
    const entry = await claim(clientId);
    if (!entry) return false;
    try {
      const answer = await sendEntry(transport, entry);
      recovered();
      if ('status' in answer) await change(clientId, ({ sent: _sent, ...held }) => ({ ...held, state: 'held' }));
      else await stored(entry, answer);
    } catch (error) {
      await notStored(clientId, roomId, error);
    }
    return true;
  }
  async function notStored(clientId: string, roomId: string, error: unknown): Promise<void> {
    if (isClosed) return;
    if (error instanceof HubError && !isPassing(error)) {
      recovered();
      // Taken back since, by this person on another device.
      if (error.code === 'chat/messageRemoved') return change(clientId, () => null);
      const { code, status, params } = error;
      return change(clientId, ({ sent: _sent, ...entry }) => ({ ...entry, state: 'failed', error: { code, status, params } }));
    }
    if (error instanceof HubError) pace.pause(roomId, waitOfMs(error));
    else pace.lost();
    await change(clientId, (entry) => ({ ...entry, state: 'waiting' }));
  }

  function recovered(): void {
    if (!pace.recovered()) return;
    changed();
    pump();
  }
  async function pumpRoom(roomId: string): Promise<void> {
    if (busy.has(roomId)) return;
    busy.add(roomId);
    try {
      for (;;) {
        const next = kept.find((entry) => entry.roomId === roomId && isQueued(entry));
        if (!next || isClosed || !tabs.isLeader() || pace.isPaused(roomId) || pace.isResting()) return;
        const isTried = await sendOne(next);
        // A device that does not do what it is told is not asked in a circle.
        if (!isTried && kept.some((entry) => entry.clientId === next.clientId && isQueued(entry))) return;
      }
    } finally {
      busy.delete(roomId);
    }
  }
  /** Rooms go each their own way; within one, a message leaves when the one before it was answered. */
  function pump(): void {
    if (isClosed || pace.isResting() || !tabs.isLeader()) return;
    for (const roomId of new Set(kept.filter(isQueued).map((entry) => entry.roomId))) void pumpRoom(roomId);
  }
  function tryNow(): void {
    pace.tryNow();
    pump();
    watch();
  }
  /** While something should leave and another tab does not move it. */
  function watch(): void {
    if (cancelWatch || isClosed) return;
    const moves = (): string => JSON.stringify(kept.filter(isQueued).map(({ clientId, state, text }) => [clientId, state, text]));
    const before = moves();
    if (before === '[]' || tabs.isLeader()) return;
    cancelWatch = timing.later(sleepsAfterMs, () => {
      cancelWatch = undefined;
      if (moves() === before && world.line.isUp()) tabs.takeOver();
      watch();
    });
  }
  async function arrive(entry: OutboxEntry): Promise<void> {
    await device.add(entry);
    await took(entry.clientId, entry);
    pump();
    watch();
  }

  tabs.hear((news) => {
    if (news.kind === 'stored') tellStored(news.roomId, news.clientId, news.message);
    void load().then(pump).then(watch);
  });
  const stopLine = world.line.subscribe((isBack) => {
    changed();
    if (isBack) tryNow();
  });
  // What a tab had on the line when it died is tried again; the hub knows it by its client id.
  void load().then(() => tabs.join(tryNow));

  return {
    entries(roomId) {
      const all = [...kept, ...adding.values()].filter((entry) => roomId === undefined || entry.roomId === roomId);
      return all.map((entry) =>
        entry.state === 'waiting' && pace.hasLine() && world.line.isUp() && !pace.isPaused(entry.roomId)
          ? { ...entry, state: 'sending' }
          : entry,
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(message) {
      const waiting = [...kept, ...adding.values()].filter(({ roomId }) => roomId === message.roomId);
      if (waiting.length >= maxWaiting) return undefined;
      const clientId = world.newClientId();
      const entry: OutboxEntry = { ...message, text: storedText(message.text), clientId, at: timing.now(), state: 'waiting' };
      adding.set(clientId, entry);
      changed();
      void arrive(entry);
      return clientId;
    },
    retry(clientId) {
      void change(clientId, (entry) => (mayChange(entry) ? { ...anew(entry), isConfirmed: true } : entry)).then(tryNow);
    },
    async edit(clientId, { text, direction }) {
      let isDone = false;
      await change(clientId, (entry) => {
        isDone = mayChange(entry);
        return isDone ? { ...anew(entry), text: storedText(text), direction, isConfirmed: true } : entry;
      });
      if (isDone) pump();
      return isDone;
    },
    async cancel(clientId) {
      let text: string | undefined;
      await change(clientId, (entry) => {
        text = mayChange(entry) ? entry.text : undefined;
        return text === undefined ? entry : null;
      });
      return text;
    },
    close() {
      isClosed = true;
      stopLine();
      pace.tryNow();
      cancelWatch?.();
      tabs.close();
      device.close();
    },
  };
}
