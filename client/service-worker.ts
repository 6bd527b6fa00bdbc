// Every later visit starts from this cache; data never does: it comes from the hub or from the page's own store.
export {};

// The types of pages and workers are both known here; this file is a worker.
const worker = self as unknown as ServiceWorkerGlobalScope;

interface Build {
  version: string;
  /** What the first screen needs. */
  files: string[];
}

// Replaced by the build.
const build = '__PRECACHE__' as unknown as Build;
const shellCache = `shell-${build.version}`;
const assetCache = 'assets';
/** Hashed files of earlier builds are dropped beyond this. */
const maxAssets = 200;

const serverPaths = /^\/(?:api|collab|socket\.io|healthz|readyz|metrics)(?:\/|$)/;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const shell = await caches.open(shellCache);
      // Not from the HTTP cache: the page and its files must be of one build.
      await shell.add(new Request('/', { cache: 'reload' }));
      await keep(build.files);
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith('shell-') && name !== shellCache).map((name) => caches.delete(name)));
      const assets = await caches.open(assetCache);
      const kept = await assets.keys();
      await Promise.all(kept.slice(0, Math.max(0, kept.length - maxAssets)).map((request) => assets.delete(request)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === 'activate') event.waitUntil(worker.skipWaiting());
  if (message.type === 'keep' && 'urls' in message && Array.isArray(message.urls)) {
    event.waitUntil(keep(message.urls.filter((url) => typeof url === 'string' && url.startsWith('/assets/')).slice(0, maxAssets)));
  }
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || serverPaths.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(shellPage(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

// Where only a worker may show notices (Android): a press leads to the room, in the page that is open if there is one.
worker.addEventListener('notificationclick', (event) => {
  const data: unknown = event.notification.data;
  const path = typeof data === 'object' && data !== null && 'path' in data && typeof data.path === 'string' ? data.path : '/';
  event.notification.close();
  event.waitUntil(openPath(path));
});

async function openPath(path: string): Promise<void> {
  // Only ever a page of ours, whatever the notice was given.
  const url = new URL(path, worker.location.origin);
  if (url.origin !== worker.location.origin) return;
  const [open] = await worker.clients.matchAll({ type: 'window' });
  if (!open) return void (await worker.clients.openWindow(url));
  await open.focus();
  open.postMessage({ type: 'open', path: `${url.pathname}${url.search}${url.hash}` });
}

async function shellPage(request: Request): Promise<Response> {
  const shell = await caches.open(shellCache);
  return (await shell.match('/')) ?? fetch(request);
}

/** Names carry a hash of the content, so what is here is right. */
async function asset(request: Request): Promise<Response> {
  const assets = await caches.open(assetCache);
  const known = await assets.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await assets.put(request, response.clone());
  return response;
}

async function keep(urls: readonly string[]): Promise<void> {
  const assets = await caches.open(assetCache);
  const missing: string[] = [];
  for (const url of urls) if (!(await assets.match(url))) missing.push(url);
  await assets.addAll(missing);
}
