/**
 * What a person keeps on this device, by the names of its databases.
 *
 * Documents: one IndexedDB database for each document, epoch and slot, one slot for each
 * tab that has the document open. Only names and the question "is there text that the hub does not hold?" are known
 * here, since signing out must ask it without the code of the editor.
 */
export interface CopyName {
  userId: string;
  documentId: string;
  epoch: number;
  slot: number;
}

/** What y-indexeddb names its two stores: updates by number, and whatever else we keep beside them. */
export const copyStores = { updates: 'updates', facts: 'custom' } as const;
/** Keys in `facts`. `unsent`: `[client id, clock]` pairs; `offers`: refused or replaced text not taken yet. */
export const copyFacts = { unsent: 'unsent', offers: 'offers', card: 'card', openedAt: 'openedAt' } as const;

export type Databases = Pick<IDBFactory, 'databases' | 'deleteDatabase' | 'open'>;

/** Messages of one person that the hub has not stored, in one list for all her tabs. */
export const outboxStore = 'entries';
export const outboxName = (userId: string): string => `outbox:${userId}`;
/** Files that hang on no message yet; their list lies in `outboxStore` too. */
export const uploadsName = (userId: string): string => `uploads:${userId}`;
/** The newest lines of the rooms she looked at last; nothing in them waits. */
export const roomsName = (userId: string): string => `rooms:${userId}`;
const waitingPattern = /^(?:outbox|uploads):/;
const ownedPattern = /^(?:outbox|uploads|rooms):([\w-]+)$/;

const pattern = /^document:([\w-]+):([\w-]+):(\d+):(\d+)$/;
/** A database that does not answer for so long is taken as broken; the page goes on without it. */
const patienceMs = 4_000;

export function copyName({ userId, documentId, epoch, slot }: CopyName): string {
  return `document:${userId}:${documentId}:${epoch}:${slot}`;
}
/** Undefined for the name of another database. */
export function parseCopyName(name: string): CopyName | undefined {
  const [, userId, documentId, epoch, slot] = pattern.exec(name) ?? [];
  if (userId === undefined || documentId === undefined) return undefined;
  return { userId, documentId, epoch: Number(epoch), slot: Number(slot) };
}

/** Whose database it is; undefined for one that is nobody's. */
export function ownerOf(name: string): string | undefined {
  return parseCopyName(name)?.userId ?? ownedPattern.exec(name)?.[1];
}

/** Copies on this device; none where the browser cannot list its databases (Firefox before 126): there none are made. */
export async function listCopies(databases: Databases | undefined): Promise<CopyName[]> {
  const found = (await databases?.databases?.()) ?? [];
  return found.flatMap(({ name }) => parseCopyName(name ?? '') ?? []);
}

export function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

/** Opens a copy that exists; undefined when there is none. Closes by itself when it is to be deleted. @throws when it cannot be opened */
export function openCopy(databases: Databases, name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), patienceMs);
    const request = databases.open(name);
    let isNew = false;
    request.onupgradeneeded = () => {
      isNew = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const db = request.result;
      db.onversionchange = () => db.close();
      resolve(db);
    };
    request.onerror = () => {
      clearTimeout(timer);
      if (isNew) resolve(undefined);
      else reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}

/** Resolves when it is gone, or when it does not go because another tab holds it: then the browser deletes it later. */
export function deleteCopy(databases: Databases, name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = databases.deleteDatabase(name);
    const timer = setTimeout(resolve, patienceMs);
    request.onsuccess = request.onerror = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function isWaiting(db: IDBDatabase, isList: boolean): Promise<boolean> {
  if (isList) return (await asPromise(db.transaction(outboxStore).objectStore(outboxStore).count())) > 0;
  const facts = db.transaction(copyStores.facts).objectStore(copyStores.facts);
  const kept: unknown[] = await Promise.all([asPromise(facts.get(copyFacts.unsent)), asPromise(facts.get(copyFacts.offers))]);
  return kept.some((list) => Array.isArray(list) && list.length > 0);
}

/** Whether a database holds text that the hub does not; one that cannot be read may. */
export async function holdsText(databases: Databases, name: string): Promise<boolean> {
  const isList = waitingPattern.test(name);
  if (!isList && !parseCopyName(name)) return false;
  try {
    const db = await openCopy(databases, name);
    if (!db) return false;
    try {
      return await isWaiting(db, isList);
    } finally {
      db.close();
    }
  } catch {
    return true;
  }
}

/** Whether messages of this person, or files for one, wait on this device, in whatever room. */
export async function holdsMessagesOf(databases: Databases | undefined, userId: string): Promise<boolean> {
  // Where databases cannot be listed none is made (outbox-device.ts), and asking for one would make it.
  const names = await databases?.databases?.().catch(() => []);
  const own = [outboxName(userId), uploadsName(userId)].filter((name) => names?.some((found) => found.name === name));
  for (const name of own) if (databases && (await holdsText(databases, name))) return true;
  return false;
}

/** Whether text of this person waits on this device, in a document that is open or not. */
export async function holdsTextOf(databases: Databases | undefined, userId: string): Promise<boolean> {
  if (!databases) return false;
  const copies = (await listCopies(databases).catch(() => [])).filter((copy) => copy.userId === userId);
  for (const copy of copies) if (await holdsText(databases, copyName(copy))) return true;
  return false;
}

/** Removes what everybody else kept here: text that waits waits for the same person only. */
export async function removeCopiesOfOthers(databases: Databases | undefined, userId: string): Promise<void> {
  if (!databases) return;
  const names = ((await databases.databases?.()) ?? []).flatMap(({ name }) => name ?? []);
  const others = names.filter((name) => ![undefined, userId].includes(ownerOf(name)));
  await Promise.all(others.map((name) => deleteCopy(databases, name)));
}
