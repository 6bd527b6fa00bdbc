import type { Contract, EventName, EventOf, InputOf, OperationName, OutputOf } from '#shared/kernel/contract.ts';
import { commonError, HubError } from '#shared/kernel/errors.ts';
import type { Connection, Timing } from './connection.ts';
import { sendHttp, toHttpRequest, UnreachableError } from './hub-http.ts';
import { createHubSocket, type OpenSocket } from './hub-socket.ts';

export { UnreachableError } from './hub-http.ts';

/** Answers are awaited this long; on a 400 kbit/s line with 2 s round trips a full page of messages takes about 5 s. */
export const callTimeoutMs = 15_000;

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** 15 s when absent. */
  timeoutMs?: number | undefined;
  /** Body of an `upload` operation. */
  bytes?: Blob | undefined;
}

/** One feature of the hub, called by its contract. */
export interface HubFeature<C extends Contract> {
  /**
   * Over the socket where the operation allows it and the socket is connected, otherwise over HTTP.
   *
   * @throws HubError as the hub refused · UnreachableError when no answer came (it may or may not have been carried
   * out) · AbortError when the caller's signal was raised
   */
  call<K extends OperationName<C>>(operation: K, input: InputOf<C, K>, options?: CallOptions): Promise<OutputOf<C, K>>;
  /** Hears an event until the returned function is called. */
  on<K extends EventName<C>>(event: K, listener: (payload: EventOf<C, K>) => void): () => void;
}

export interface Hub {
  <C extends Contract>(contract: C): HubFeature<C>;
  readonly connection: Connection;
  /** Opens the live connection once nothing else uses the line, so that the first page comes first. */
  connect(): void;
  disconnect(): void;
  isLive(): boolean;
  /** The live connection is up; `isAgain` after a cut, when events may have been missed. */
  onConnected(listener: (isAgain: boolean) => void): () => void;
  /** The hub answered "not signed in", or closed the live connection: ask for the session again. */
  onDismissed(listener: () => void): () => void;
}

export interface HubOptions {
  fetch: typeof fetch;
  openSocket: OpenSocket;
  connection: Connection;
  timing: Timing;
  /** Empty in the page itself. */
  origin?: string;
}

/** How long the line must be quiet before the socket's code is fetched, and how long that may be put off. */
const quietMs = 300;
const longestPutOffMs = 5_000;

type EventListener = (payload: unknown) => void;

function createListeners<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener: (value: T) => void): () => void {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell(value: T): void {
      for (const listener of [...listeners]) listener(value);
    },
  };
}

/** What the hub says, as its contract has it. A built page has no schemas (client/build/contracts.ts) and takes the hub's word. */
function checked(schema: { safeParse?: (value: unknown) => { success: boolean; data?: unknown } } | undefined, value: unknown): unknown {
  if (!schema?.safeParse) return value;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw commonError('internal');
  return parsed.data;
}

/** The one door of the page to the hub; made once, by client/main.tsx or by a test. */
export function createHub(options: HubOptions): Hub {
  const { connection, timing } = options;
  const events = new Map<string, Set<EventListener>>();
  const connected = createListeners<boolean>();
  const dismissed = createListeners<void>();
  let cancelConnect: (() => void) | undefined;

  const socket = createHubSocket(
    { open: options.openSocket, connection, timing },
    {
      event: (name, payload) => {
        for (const listener of [...(events.get(name) ?? [])]) listener(payload);
      },
      connected: (isAgain) => connected.tell(isAgain),
      dismissed: () => dismissed.tell(),
    },
  );

  function connectWhenQuiet(waitedMs: number): void {
    cancelConnect = timing.later(quietMs, () => {
      if (connection.pending() > 0 && waitedMs < longestPutOffMs) return connectWhenQuiet(waitedMs + quietMs);
      cancelConnect = undefined;
      socket.connect();
    });
  }

  async function callHttp(request: ReturnType<typeof toHttpRequest>, { signal, timeoutMs = callTimeoutMs }: CallOptions): Promise<unknown> {
    const ended = connection.requestStarted();
    const own = new AbortController();
    const abort = (): void => own.abort();
    const cancel = timing.later(timeoutMs, abort);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) own.abort();
    try {
      const body = await sendHttp({ fetch: options.fetch, origin: options.origin ?? '' }, request, own.signal);
      ended('answered');
      return body;
    } catch (error) {
      if (error instanceof HubError) {
        ended('answered');
        throw error;
      }
      ended(signal?.aborted ? 'aborted' : 'unreachable');
      if (signal?.aborted) throw signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');
      throw new UnreachableError('no answer', { cause: error });
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
    }
  }

  async function call(contract: Contract, name: string, { input, ...callOptions }: CallOptions & { input: unknown }): Promise<unknown> {
    const operation = contract.operations[name];
    if (!operation) throw new TypeError(`${contract.name} has no operation ${name}`);
    try {
      const answer =
        operation.socket && socket.isConnected()
          ? await socket.call(`${contract.name}.${name}`, input, {
              timeoutMs: callOptions.timeoutMs ?? callTimeoutMs,
              signal: callOptions.signal,
            })
          : await callHttp(toHttpRequest(operation, input, callOptions.bytes), callOptions);
      return checked(operation.output, answer);
    } catch (error) {
      if (error instanceof HubError && error.code === 'common/notSignedIn') dismissed.tell();
      throw error;
    }
  }

  function on(contract: Contract, name: string, listener: EventListener): () => void {
    const schema = contract.events[name];
    if (schema === undefined) throw new TypeError(`${contract.name} has no event ${name}`);
    const key = `${contract.name}.${name}`;
    const heard: EventListener = (payload) => {
      try {
        listener(checked(schema, payload));
      } catch (error) {
        // A newer server may tell what this page does not know; the session tells it to reload.
        if (!(error instanceof HubError)) throw error;
      }
    };
    const group = events.get(key) ?? new Set();
    events.set(key, group.add(heard));
    return () => {
      group.delete(heard);
      if (group.size === 0 && events.get(key) === group) events.delete(key);
    };
  }

  function feature<C extends Contract>(contract: C): HubFeature<C> {
    // The schemas of the contract, just run, are what makes these two types true.
    return {
      call: (name, input, callOptions) => call(contract, name, { ...callOptions, input }) as Promise<OutputOf<C, typeof name>>,
      on: (name, listener) => on(contract, name, listener as EventListener),
    };
  }
  return Object.assign(feature, {
    connection,
    connect() {
      if (!cancelConnect) connectWhenQuiet(0);
    },
    disconnect() {
      cancelConnect?.();
      cancelConnect = undefined;
      socket.disconnect();
    },
    isLive: () => socket.isConnected(),
    onConnected: connected.add,
    onDismissed: dismissed.add,
  });
}
