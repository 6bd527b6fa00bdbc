import type { QueryClient } from '@tanstack/react-query';
import { browserTiming, createConnection, watchBrowserLine } from './connection.ts';
import { createHub, type Hub } from './hub-client.ts';
import { createQueryClient } from './hub-query.ts';
import { openBrowserSocket } from './hub-socket.ts';
import { browserDevice } from './local-data.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { createUnsaved, type Unsaved } from './unsaved.ts';

/** What every page stands on; made once by client/main.tsx. */
export interface PageServices {
  hub: Hub;
  session: SessionStore;
  unsaved: Unsaved;
  queries: QueryClient;
}

export interface PageOptions {
  /** The answer to a GET asked for before the scripts came; given once, undefined when nobody asked. */
  takeEarlyAnswer(address: string): Promise<Response> | undefined;
}

/** Answers the first request for an address with what the boot script already asked for. */
export function fetchWithEarlyAnswers(fetch: typeof globalThis.fetch, take: PageOptions['takeEarlyAnswer']): typeof globalThis.fetch {
  return (input, init) => {
    const early = typeof input === 'string' && (init?.method ?? 'GET') === 'GET' ? take(input) : undefined;
    if (!early) return fetch(input, init);
    // That request is not ours to abort; its time-out is.
    return new Promise((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')), { once: true });
      // It may have been refused because nobody was signed in yet.
      early.then((answer) => (answer.ok ? answer : fetch(input, init))).then(resolve, reject);
    });
  };
}

/** Also hears the browser's `online` and `offline`, and keeps a person from closing the page over what is not stored. */
export function createPageServices({ takeEarlyAnswer }: PageOptions): PageServices {
  const connection = createConnection(browserTiming, navigator.onLine);
  watchBrowserLine(connection, window);
  const hub = createHub({
    fetch: fetchWithEarlyAnswers(globalThis.fetch.bind(globalThis), takeEarlyAnswer),
    openSocket: openBrowserSocket,
    connection,
    timing: browserTiming,
  });
  const unsaved = createUnsaved();
  const queries = createQueryClient();
  window.addEventListener('beforeunload', (event) => {
    if (unsaved.isLostOnClose()) event.preventDefault();
  });
  return { hub, unsaved, queries, session: createSessionStore({ hub, unsaved, device: browserDevice(), forget: () => queries.clear() }) };
}
