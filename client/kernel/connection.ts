import { useSyncExternalStore } from 'react';

/**
 * How the hub can be reached now. `slow`: an answer has been awaited for more than four seconds. `reconnecting`: the
 * live connection was cut and is being made again, requests may still pass. `offline`: nothing passes.
 */
export type ConnectionState = 'online' | 'slow' | 'reconnecting' | 'offline';

/** An answer awaited longer than this makes the line "slow". */
export const slowAfterMs = 4_000;

/** Timers and chance, given by the caller so that tests own them. */
export interface Timing {
  /** Runs once after the delay, unless the returned function is called. */
  later(delayMs: number, run: () => void): () => void;
  /** From 0 to 1, 1 excluded. */
  random(): number;
  /** Milliseconds since the epoch. */
  now(): number;
}

export const browserTiming: Timing = {
  later(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  now: Date.now,
};

/** Says how a request ended: an answer of any status, no answer at all, or given up by the caller. */
export type RequestEnd = 'answered' | 'unreachable' | 'aborted';

export interface Connection {
  current(): ConnectionState;
  subscribe(listener: () => void): () => void;
  /** A request leaves; call the returned function once when it ended. */
  requestStarted(): (end: RequestEnd) => void;
  /** Requests without an answer yet. */
  pending(): number;
  socketUp(): void;
  socketDown(): void;
  /** The socket was closed on purpose, so its absence means nothing. */
  socketLeft(): void;
  browserOnline(isOnline: boolean): void;
}

type SocketState = 'none' | 'up' | 'down';

/** The state of the line, from what requests, the socket and the browser tell. */
export function createConnection(timing: Timing, isOnline = true): Connection {
  const listeners = new Set<() => void>();
  let hasBrowserLine = isOnline;
  let hasFailed = false;
  let waiting = 0;
  /** Requests that have waited too long; counted apart, since a quick one beside them does not make the line quick. */
  let late = 0;
  let socket: SocketState = 'none';
  let state = derive();

  function derive(): ConnectionState {
    // A request that got no answer says nothing while the socket lives: that one took too long.
    if (!hasBrowserLine || (hasFailed && socket !== 'up')) return 'offline';
    if (socket === 'down') return 'reconnecting';
    return late > 0 ? 'slow' : 'online';
  }
  function update(change: () => void): void {
    change();
    const next = derive();
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener();
  }
  function requestStarted(): (end: RequestEnd) => void {
    let isLate = false;
    let hasEnded = false;
    waiting += 1;
    const cancel = timing.later(slowAfterMs, () =>
      update(() => {
        isLate = true;
        late += 1;
      }),
    );
    return (end) => {
      if (hasEnded) return;
      hasEnded = true;
      cancel();
      update(() => {
        waiting -= 1;
        if (isLate) late -= 1;
        if (end === 'answered') hasFailed = false;
        if (end === 'unreachable') hasFailed = true;
      });
    };
  }

  return {
    current: () => state,
    pending: () => waiting,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    requestStarted,
    socketUp: () =>
      update(() => {
        socket = 'up';
        hasFailed = false;
      }),
    socketDown: () =>
      update(() => {
        socket = 'down';
      }),
    socketLeft: () =>
      update(() => {
        socket = 'none';
      }),
    browserOnline: (now) =>
      update(() => {
        hasBrowserLine = now;
        if (now) hasFailed = false;
      }),
  };
}

/** What a page offers to tell about its line. */
export interface LineEvents {
  addEventListener(type: 'online' | 'offline', listener: () => void): void;
  removeEventListener(type: 'online' | 'offline', listener: () => void): void;
}

/** Hears the browser's own `online` and `offline` until the returned function is called. */
export function watchBrowserLine(connection: Connection, page: LineEvents): () => void {
  const online = (): void => connection.browserOnline(true);
  const offline = (): void => connection.browserOnline(false);
  page.addEventListener('online', online);
  page.addEventListener('offline', offline);
  return () => {
    page.removeEventListener('online', online);
    page.removeEventListener('offline', offline);
  };
}

/** The state of the line, for banners and signs. */
export function useConnectionState(connection: Connection): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.current, connection.current);
}
