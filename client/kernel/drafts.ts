/** The part of Web Storage we use. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Where text is being written: `room:<id>`, `space:<id>:request`. */
export type Place = string;

/** A message that was not stored yet; the same client id again is the same message. */
export interface Unsent {
  clientId: string;
  text: string;
  direction: 'ltr' | 'rtl';
  /** Milliseconds since the epoch. */
  at: number;
}

/** What one person wrote and did not send. */
export interface Drafts {
  /** The text of the composer there; empty when there is none. */
  read(place: Place): string;
  write(place: Place, text: string): void;
  /** Messages that failed or were on their way when the page went, where they cannot be kept in a database. */
  readUnsent(place: Place): readonly Unsent[];
  writeUnsent(place: Place, unsent: readonly Unsent[]): void;
  /** Whether messages wait to be sent anywhere. */
  hasUnsent(): boolean;
  /** Everything of this person on this device. */
  clear(): void;
}

export interface DraftsOptions {
  userId: string;
  /** On a shared computer nothing outlives the tab. */
  isSharedComputer: boolean;
  local: StorageLike | undefined;
  tab: StorageLike | undefined;
}

const prefix = 'draft:';
const maxPlaces = 100;
const maxUnsentPerPlace = 50;

interface Kept {
  at: number;
  text: string;
  unsent: Unsent[];
}

function keys(storage: StorageLike): string[] {
  return Array.from({ length: storage.length }, (_unused, index) => storage.key(index)).filter(
    (key) => key?.startsWith(prefix) === true,
  ) as string[];
}

function isUnsent(value: unknown): value is Unsent {
  if (value === null || typeof value !== 'object') return false;
  const { clientId, text, direction, at } = value as Record<keyof Unsent, unknown>;
  return typeof clientId === 'string' && typeof text === 'string' && (direction === 'ltr' || direction === 'rtl') && typeof at === 'number';
}

/** What another version of the page, or a person with developer tools, left there may be anything. */
function parseKept(stored: string | null): Kept | undefined {
  if (stored === null) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    if (value === null || typeof value !== 'object') return undefined;
    const { at, text, unsent } = value as Record<keyof Kept, unknown>;
    return {
      at: typeof at === 'number' ? at : 0,
      text: typeof text === 'string' ? text : '',
      unsent: Array.isArray(unsent) ? unsent.filter(isUnsent).slice(0, maxUnsentPerPlace) : [],
    };
  } catch {
    return undefined;
  }
}

/** Drafts of one person; a storage that is full or forbidden loses nothing while the page lives. */
export function createDrafts(options: DraftsOptions, now: () => number = Date.now): Drafts {
  const storage = options.isSharedComputer ? options.tab : options.local;
  const held = new Map<string, Kept>();
  const keyOf = (place: Place): string => `${prefix}${options.userId}:${place}`;

  function get(place: Place): Kept | undefined {
    const key = keyOf(place);
    return held.get(key) ?? parseKept(attempt(() => storage?.getItem(key)) ?? null);
  }
  function makeRoom(mine: StorageLike): void {
    const places = keys(mine).map((key) => ({ key, kept: parseKept(mine.getItem(key)) }));
    // Texts on their way are never dropped for the sake of a new draft.
    const droppable = places.filter(({ kept }) => !kept?.unsent.length).sort((a, b) => (a.kept?.at ?? 0) - (b.kept?.at ?? 0));
    for (const { key } of droppable.slice(0, Math.max(0, places.length - maxPlaces))) mine.removeItem(key);
  }
  function put(place: Place, change: Partial<Kept>): void {
    const key = keyOf(place);
    const kept: Kept = { text: '', unsent: [], ...get(place), ...change, at: now() };
    if (kept.text === '' && kept.unsent.length === 0) {
      held.delete(key);
      attempt(() => storage?.removeItem(key));
      return;
    }
    held.set(key, kept);
    attempt(() => {
      if (!storage) return;
      storage.setItem(key, JSON.stringify(kept));
      makeRoom(storage);
    });
  }

  return {
    read: (place) => get(place)?.text ?? '',
    write: (place, text) => put(place, { text }),
    readUnsent: (place) => get(place)?.unsent ?? [],
    writeUnsent: (place, unsent) => put(place, { unsent: unsent.slice(-maxUnsentPerPlace) }),
    hasUnsent() {
      const stored =
        attempt(() =>
          storage
            ? keys(storage)
                .filter((key) => isDraftOf(options.userId, key))
                .map((key) => parseKept(storage.getItem(key)))
            : [],
        ) ?? [];
      return [...held.values(), ...stored].some((kept) => kept !== undefined && kept.unsent.length > 0);
    },
    clear() {
      held.clear();
      removeDrafts([options.local, options.tab], (key) => isDraftOf(options.userId, key));
    },
  };
}

/** Whether a key of the storage holds text of this person. */
export function isDraftOf(userId: string, key: string): boolean {
  return key.startsWith(`${prefix}${userId}:`);
}

/** Removes what other people left on this device: unsent text waits for the same person only. */
export function removeDraftsOfOthers(userId: string, storages: readonly (StorageLike | undefined)[]): void {
  removeDrafts(storages, (key) => !isDraftOf(userId, key));
}

function removeDrafts(storages: readonly (StorageLike | undefined)[], matches: (key: string) => boolean): void {
  for (const storage of storages) {
    attempt(() => {
      if (storage) for (const key of keys(storage).filter(matches)) storage.removeItem(key);
    });
  }
}

/** Storage throws when it is full, or forbidden by the browser's settings; drafts then live as long as the page. */
function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
