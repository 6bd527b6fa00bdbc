import { commonError } from '#shared/kernel/errors.ts';
import type { Connection, Timing } from './connection.ts';
import { isProblem, problemError, UnreachableError } from './hub-http.ts';

/** What we use of a socket.io socket. */
export interface SocketLike {
  readonly connected: boolean;
  on(event: 'connect' | 'disconnect' | 'connect_error', listener: (detail?: unknown) => void): unknown;
  onAny(listener: (event: string, payload: unknown) => void): unknown;
  emit(event: string, payload: unknown, acknowledge: (answer: unknown) => void): unknown;
  connect(): unknown;
  disconnect(): unknown;
}
export type OpenSocket = () => Promise<SocketLike>;

/** Clients of a node that went away come back spread over this time. */
export const reconnectSpreadMs = 5_000;

/** Loads socket.io-client and makes a socket of the page's own origin; the session cookie goes with it. */
export const openBrowserSocket: OpenSocket = async () => {
  const { io } = await import('socket.io-client');
  return io({
    withCredentials: true,
    transports: ['websocket', 'polling'],
    autoConnect: false,
    // 2.5 s ± 100 %: evenly over 0–5 s, so that a restart is not met by everybody at once.
    reconnectionDelay: reconnectSpreadMs / 2,
    reconnectionDelayMax: reconnectSpreadMs,
    randomizationFactor: 1,
  });
};

export interface HubSocketWorld {
  open: OpenSocket;
  connection: Connection;
  timing: Timing;
}
export interface HubSocketListeners {
  event(name: string, payload: unknown): void;
  /** Connected; `isAgain` after a cut. */
  connected(isAgain: boolean): void;
  /** The server closed the connection or did not let it in: the session may have ended. */
  dismissed(): void;
}

export interface HubSocket {
  isConnected(): boolean;
  connect(): void;
  disconnect(): void;
  /** @throws HubError as the hub refused · UnreachableError when the line was cut or no acknowledgement came in time */
  call(name: string, input: unknown, options: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<unknown>;
}

/** The live connection: loaded when first wanted, kept until `disconnect`. */
export function createHubSocket(world: HubSocketWorld, listeners: HubSocketListeners): HubSocket {
  const { connection, timing } = world;
  const calls = new Set<(error: UnreachableError) => void>();
  let socket: SocketLike | undefined;
  let isWanted = false;
  let isLoading = false;
  let hasBeenConnected = false;
  let cancelReturn = (): void => undefined;

  function failCalls(): void {
    for (const fail of [...calls]) fail(new UnreachableError('the connection was cut'));
  }
  /** socket.io does not come back by itself when the server closed the connection; we do, unless told otherwise meanwhile. */
  function returnLater(): void {
    cancelReturn();
    cancelReturn = timing.later(500 + timing.random() * reconnectSpreadMs, () => {
      if (isWanted) socket?.connect();
    });
  }
  function listen(made: SocketLike): void {
    made.on('connect', () => {
      const isAgain = hasBeenConnected;
      hasBeenConnected = true;
      connection.socketUp();
      listeners.connected(isAgain);
    });
    made.on('disconnect', (reason) => {
      failCalls();
      if (!isWanted) return;
      connection.socketDown();
      if (reason !== 'io server disconnect') return;
      listeners.dismissed();
      returnLater();
    });
    made.on('connect_error', (error) => {
      if (!isWanted) return;
      if (hasBeenConnected) connection.socketDown();
      // A transport error comes back by itself; a refusal by the server (socket.io gives it a `data`) does not.
      if (!isRefusal(error)) return;
      listeners.dismissed();
      returnLater();
    });
    made.onAny((name, payload) => listeners.event(name, payload));
  }
  async function load(): Promise<void> {
    isLoading = true;
    try {
      const made = await world.open();
      socket = made;
      listen(made);
      if (isWanted) made.connect();
    } catch {
      // The chunk did not come over this line. HTTP serves meanwhile; try again like any other reconnection.
      timing.later(reconnectSpreadMs * (1 + timing.random()), () => {
        if (isWanted && !socket && !isLoading) void load();
      });
    } finally {
      isLoading = false;
    }
  }

  return {
    isConnected: () => socket?.connected === true,
    connect() {
      if (isWanted) return;
      isWanted = true;
      if (socket) socket.connect();
      else if (!isLoading) void load();
    },
    disconnect() {
      isWanted = false;
      hasBeenConnected = false;
      cancelReturn();
      failCalls();
      socket?.disconnect();
      connection.socketLeft();
    },
    call(name, input, { timeoutMs, signal }) {
      return new Promise((resolve, reject) => {
        if (!socket?.connected) return reject(new UnreachableError('not connected'));
        const ended = connection.requestStarted();
        const settle = (end: 'answered' | 'unreachable' | 'aborted', finish: () => void): void => {
          cancel();
          calls.delete(fail);
          signal?.removeEventListener('abort', abort);
          ended(end);
          finish();
        };
        // The socket tells by itself when it is down: a late acknowledgement alone does not make the hub unreachable.
        const fail = (error: UnreachableError): void => settle('aborted', () => reject(error));
        const abort = (): void => settle('aborted', () => reject(abortReason(signal)));
        const cancel = timing.later(timeoutMs, () => fail(new UnreachableError('no acknowledgement in time')));
        calls.add(fail);
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort);
        socket.emit(name, input, (answer) => {
          if (!calls.has(fail)) return;
          settle('answered', () => readAcknowledgement(answer, resolve, reject));
        });
      });
    },
  };
}

function isRefusal(error: unknown): boolean {
  return error !== null && typeof error === 'object' && 'data' in error;
}

function abortReason(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');
}

function readAcknowledgement(answer: unknown, resolve: (output: unknown) => void, reject: (error: Error) => void): void {
  if (answer !== null && typeof answer === 'object') {
    if ('ok' in answer) return resolve(answer.ok);
    if ('problem' in answer && isProblem(answer.problem)) return reject(problemError(answer.problem));
  }
  reject(commonError('internal'));
}
