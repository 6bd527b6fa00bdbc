/** A new version of the page that waits to be used. */
export interface NewVersion {
  isWaiting(): boolean;
  subscribe(listener: () => void): () => void;
  /** Uses it: the page is loaded anew. */
  reload(): void;
}

const checkEveryMs = 60 * 60 * 1_000;

/**
 * Registers the service worker and watches for its successor. A chunk that no longer exists, because a new version
 * was installed on the server meanwhile, counts as one too.
 */
export function watchForNewVersion(): NewVersion {
  const listeners = new Set<() => void>();
  let waiting: ServiceWorker | undefined;
  let isStale = false;
  let isReloading = false;

  const tell = (): void => listeners.forEach((listener) => listener());
  const found = (worker: ServiceWorker | null): void => {
    // The very first worker has no predecessor: nothing is new.
    if (!worker || !navigator.serviceWorker.controller) return;
    waiting = worker;
    tell();
  };
  const reloadOnce = (): void => {
    if (isReloading) return;
    isReloading = true;
    window.location.reload();
  };

  window.addEventListener('vite:preloadError', () => {
    if (!navigator.onLine) return;
    isStale = true;
    tell();
  });
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    void register(found).catch((error: unknown) => console.warn('service worker not registered', error));
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (waiting) reloadOnce();
    });
  }

  return {
    isWaiting: () => waiting !== undefined || isStale,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reload() {
      if (waiting) waiting.postMessage({ type: 'activate' });
      else reloadOnce();
    },
  };
}

async function register(found: (worker: ServiceWorker | null) => void): Promise<void> {
  const registration = await navigator.serviceWorker.register('/service-worker.js');
  found(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') found(registration.waiting);
    });
  });
  setInterval(() => void registration.update().catch(() => undefined), checkEveryMs);

  // What this first visit fetched before the worker stood ready is kept for the next one.
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map((entry) => new URL(entry.name));
  const urls = loaded
    .filter((url) => url.origin === window.location.origin && url.pathname.startsWith('/assets/'))
    .map((url) => url.pathname);
  active?.postMessage({ type: 'keep', urls });
}
