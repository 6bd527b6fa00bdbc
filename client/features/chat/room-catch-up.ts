import { HubError } from '#shared/kernel/errors.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { retryDelay } from './outbox-pace.ts';
import type { RoomLog } from './room-log.ts';
import type { RoomTransport } from './room-transport.ts';
import type { RoomView } from './room-view.ts';

export interface CatchUpWorld {
  log: RoomLog;
  transport: Pick<RoomTransport, 'open' | 'sync'>;
  timing: Timing;
  /** Something of the view changed. */
  changed(): void;
  /** The room is open (again). */
  opened(): void;
  gone(): void;
}

/** Opens a room, and fetches what is missing of its log; tries again by itself. */
export interface CatchUp {
  status(): RoomView['status'];
  error(): unknown;
  isStarted(): boolean;
  /** An opening is on its way. */
  isOpening(): boolean;
  start(): void;
  stop(): void;
  open(): void;
  /** The log grew, or is known to be longer: a hole that does not close by itself is asked for. */
  look(): void;
  /** A request of somebody else was refused. */
  refused(reason: unknown): void;
  /** What is shown comes from this device. */
  begun(): void;
  isFromDevice(): boolean;
}

/** An event may just be late: a hole is asked for after this. */
export const holeGraceMs = 250;
/** Pages of one catching-up; beyond, the room is opened anew. */
const maxSyncPages = 10;

export function isGone(error: unknown): boolean {
  return error instanceof HubError && (error.code === 'common/notFound' || error.code === 'common/forbidden');
}

export function createCatchUp({ log, transport, timing, ...world }: CatchUpWorld): CatchUp {
  let status: RoomView['status'] = 'opening';
  let error: unknown;
  let isStarted = false;
  let isFromDevice = false;
  /** Openings are numbered: an older answer never replaces a newer one. */
  let asked = 0;
  let answered = 0;
  let isSyncing = false;
  /** The last opening failed, so that live events may be missing. */
  let mustOpen = false;
  let failures = 0;
  let cancelHole: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;

  const isOpening = (): boolean => asked > answered;

  function refused(reason: unknown): void {
    if (isGone(reason)) {
      status = 'gone';
      isFromDevice = false;
      log.clear();
      world.gone();
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
    cancelRetry = timing.later(retryDelay(failures, timing.random()), () => {
      cancelRetry = undefined;
      if (mustOpen) open();
      else look();
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
      log.merge(page, isFromDevice);
      isFromDevice = false;
      world.opened();
    } catch (reason) {
      if (!isStarted || mine !== asked) return;
      answered = mine;
      refused(reason);
      if (status === 'gone') return;
      // What came meanwhile is as good as before.
      if (status === 'open') log.drain();
      mustOpen = true;
      retryLater();
    } finally {
      world.changed();
      look();
    }
  }
  function open(): void {
    asked += 1;
    stopRetry();
    world.changed();
    void openOnce(asked);
  }

  function look(): void {
    if (!isStarted || status !== 'open' || log.head <= log.last || isSyncing) return;
    // Already on its way, or waiting after a failure.
    if (cancelHole || cancelRetry) return;
    cancelHole = timing.later(holeGraceMs, () => {
      cancelHole = undefined;
      // An opening on its way brings the same, and looks again at its end.
      if (log.head > log.last && !isOpening()) void sync();
    });
  }
  async function sync(): Promise<void> {
    isSyncing = true;
    world.changed();
    try {
      if (!(await syncPages())) {
        mustOpen = true;
        retryLater();
      }
    } catch (reason) {
      if (!isStarted) return;
      refused(reason);
      if (status === 'open') retryLater();
    } finally {
      isSyncing = false;
      world.changed();
      look();
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
        log.replace(room.page);
        return true;
      }
      log.extend(room.events, room.head);
      world.changed();
      if (log.last >= log.head) return true;
      if (log.last === last) return false;
    }
    return false;
  }

  return {
    status: () => status,
    error: () => error,
    isStarted: () => isStarted,
    isOpening,
    start() {
      if (isStarted) return;
      isStarted = true;
      open();
    },
    stop() {
      isStarted = false;
      answered = asked;
      cancelHole?.();
      cancelHole = undefined;
      stopRetry();
    },
    open() {
      if (isStarted && status !== 'gone') open();
    },
    look,
    refused,
    begun() {
      isFromDevice = true;
    },
    isFromDevice: () => isFromDevice,
  };
}
