import { deleteCopy, holdsText, ownerOf, type Databases } from './device-copies.ts';
import { isDraftOf, type StorageLike } from './drafts.ts';

/** Caches of the service worker that hold the build's own public files, nothing of a person. */
const publicCaches = /^(?:shell-.*|assets)$/;
/** The one thing a browser keeps over sign-out. */
export const languageKey = 'language';
/** Set when somebody signed out without a line: the session is ended before anything else at the next start. */
export const pendingSignOutKey = 'signOutPending';

/** What a browser keeps for us; a part that is absent or forbidden is skipped. */
export interface Device {
  local: StorageLike | undefined;
  tab: StorageLike | undefined;
  databases: Databases | undefined;
  caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined;
}

/** Reading `localStorage` throws where the browser forbids it. */
function part<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function browserDevice(): Device {
  return {
    local: part(() => globalThis.localStorage),
    tab: part(() => globalThis.sessionStorage),
    databases: part(() => globalThis.indexedDB),
    caches: part(() => globalThis.caches),
  };
}

/**
 * What keeping things takes; undefined in browsers that cannot list their databases, where nothing could be cleared
 * again, or that know no locks, where two tabs would do one thing twice.
 */
export function keepingTools(): { databases: IDBFactory; locks: LockManager } | undefined {
  try {
    const { indexedDB, navigator } = window;
    // Each is absent in some of the browsers we serve, whatever the types say.
    return 'databases' in indexedDB && 'locks' in navigator ? { databases: indexedDB, locks: navigator.locks } : undefined;
  } catch {
    return undefined;
  }
}

function clearStorage(storage: StorageLike | undefined, isKept: (key: string) => boolean): void {
  if (!storage) return;
  const keys = Array.from({ length: storage.length }, (_unused, index) => storage.key(index));
  for (const key of keys) if (key !== null && !isKept(key)) storage.removeItem(key);
}

async function clearDatabases(databases: Device['databases'], keepTextOf: string | undefined): Promise<void> {
  // Firefox before 126 cannot list databases; we make none there that would outlive the tab.
  const names = ((await databases?.databases?.()) ?? []).flatMap(({ name }) => name ?? []);
  async function clear(name: string): Promise<void> {
    if (!databases) return;
    const isOfPerson = keepTextOf !== undefined && ownerOf(name) === keepTextOf;
    if (!isOfPerson || !(await holdsText(databases, name))) await deleteCopy(databases, name);
  }
  await Promise.all(names.map(clear));
}

async function clearCaches(caches: Device['caches']): Promise<void> {
  for (const name of (await caches?.keys()) ?? []) if (!publicCaches.test(name)) await caches?.delete(name);
}

/**
 * Removes everything of the person from this device, but the language of the page and, where asked, the unsent text of
 * one person. One part that fails does not keep the others.
 */
export async function clearLocalData(device: Device, keepTextOf?: string): Promise<void> {
  const isDraft = (key: string): boolean => keepTextOf !== undefined && isDraftOf(keepTextOf, key);
  part(() => clearStorage(device.local, (key) => key === languageKey || key === pendingSignOutKey || isDraft(key)));
  part(() => clearStorage(device.tab, isDraft));
  await Promise.allSettled([clearDatabases(device.databases, keepTextOf), clearCaches(device.caches)]);
}
