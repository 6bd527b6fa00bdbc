import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb';
import * as Y from 'yjs';
import {
  asPromise,
  copyFacts,
  copyName,
  copyStores,
  deleteCopy,
  listCopies,
  openCopy,
  parseCopyName,
  type Databases,
} from '#client/kernel/device-copies.ts';
import type { CopyMarks, DeviceCopy, Kept, Keeping, Left, Offer } from './collab-copy.ts';
import { readOffers, readUnsent } from './collab-facts.ts';
import { acquire, type Locks } from './collab-locks.ts';

/** Tabs of one browser with the same document; another one keeps nothing. */
const maxSlots = 8;
/** A database that does not open for so long is taken as broken. */
const patienceMs = 5_000;
/** After a failed write the whole text is tried again. */
const healMs = 5_000;
/** The mark falls a little after the last word was decided, so that typing does not write it with every letter. */
const markMs = 500;
const knownFact = 'known';

export interface DeviceOptions {
  userId: string;
  documentId: string;
  epoch: number;
  databases: Databases;
  locks: Locks;
}

const nothing: Kept = { isKnown: false, unsent: new Map(), offers: [] };

/** Everything a copy holds, without opening it for writing. @throws when it cannot be read */
async function readLeft(databases: Databases, name: string, isOfOldEpoch: boolean): Promise<Left | undefined> {
  const db = await openCopy(databases, name);
  if (!db) return undefined;
  try {
    const transaction = db.transaction([copyStores.updates, copyStores.facts]);
    const facts = transaction.objectStore(copyStores.facts);
    const [updates, unsent, offers] = await Promise.all([
      asPromise<unknown[]>(transaction.objectStore(copyStores.updates).getAll()),
      asPromise<unknown>(facts.get(copyFacts.unsent)),
      asPromise<unknown>(facts.get(copyFacts.offers)),
    ]);
    const doc = new Y.Doc();
    Y.transact(doc, () => {
      for (const update of updates) if (update instanceof Uint8Array) Y.applyUpdate(doc, update);
    });
    const update = Y.encodeStateAsUpdate(doc);
    doc.destroy();
    return { update, unsent: readUnsent(unsent), offers: readOffers(offers), isOfOldEpoch };
  } finally {
    db.close();
  }
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB does not answer')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * A document in IndexedDB by y-indexeddb, in a database that only this tab writes: two tabs would throw away each
 * other's words when one of them is refused. What a tab leaves behind is taken over by the next one (`sweep`).
 */
export function createDeviceCopy(options: DeviceOptions): DeviceCopy {
  const { databases, locks, userId, documentId, epoch } = options;
  let persistence: IndexeddbPersistence | undefined;
  let marks: CopyMarks = { unsent: () => new Map(), counts: () => false };
  let name = '';
  let release: (() => void) | undefined;
  let isClosed = false;
  let keeping: Keeping = 'kept';
  let writing = 0;
  /** The text is being replaced by another one; what else is to be written waits. */
  let replacing: Promise<void> | undefined;
  let tell = (): void => undefined;
  let marked = '';
  let markTimer: ReturnType<typeof setTimeout> | undefined;
  let healTimer: ReturnType<typeof setTimeout> | undefined;
  let trimTimer: ReturnType<typeof setTimeout> | undefined;

  function became(next: Keeping): void {
    if (keeping === next) return;
    keeping = next;
    tell();
  }
  function failed(): void {
    if (isClosed) return;
    became('failed');
    marked = '';
    healTimer ??= setTimeout(() => {
      healTimer = undefined;
      if (persistence) write(Y.encodeStateAsUpdate(persistence.doc));
    }, healMs);
  }
  function writes(change: 1 | -1): void {
    const was = writing > 0;
    writing += change;
    if (was !== writing > 0) tell();
  }
  /** One step on the device; a full or broken one is told, never thrown into the editor. */
  function step(stores: string[], run: (transaction: IDBTransaction) => void): Promise<boolean> {
    if (replacing) return replacing.then(() => step(stores, run));
    return new Promise((resolve) => {
      try {
        if (!persistence?.db) return resolve(false);
        const transaction = persistence.db.transaction(stores, 'readwrite');
        writes(1);
        transaction.oncomplete = () => {
          writes(-1);
          resolve(true);
        };
        transaction.onabort = () => {
          writes(-1);
          failed();
          resolve(false);
        };
        run(transaction);
        // Not left to the next turn of a page that may be closed before it.
        transaction.commit();
      } catch {
        failed();
        resolve(false);
      }
    });
  }
  function putMark(transaction: IDBTransaction): void {
    const pairs = [...marks.unsent()];
    const text = JSON.stringify(pairs);
    if (text === marked) return;
    marked = text;
    transaction.objectStore(copyStores.facts).put(pairs, copyFacts.unsent);
  }
  function write(update: Uint8Array): void {
    const made = persistence;
    if (!made?.db) return;
    const isHealing = keeping === 'failed';
    // The words and the mark that they wait, in one step: after any death the sign tells the truth.
    void step([copyStores.updates, copyStores.facts], (transaction) => {
      transaction.objectStore(copyStores.updates).add(update);
      putMark(transaction);
    }).then((isDone) => {
      if (isDone && isHealing) became('kept');
    });
    made._dbsize += 1;
    // y-indexeddb itself puts this off while anybody writes, which in a busy lesson is for ever.
    if (made._dbsize < PREFERRED_TRIM_SIZE) return;
    trimTimer ??= setTimeout(() => {
      trimTimer = undefined;
      if (persistence === made && made.db) void storeState(made, false).catch(failed);
    }, 0);
  }
  async function bind(doc: Y.Doc): Promise<void> {
    if (isClosed) return;
    const made = new IndexeddbPersistence(name, doc);
    doc.off('update', made._storeUpdate);
    made._storeUpdate = (update, origin) => {
      if (origin !== made && marks.counts(origin)) write(update);
    };
    doc.on('update', made._storeUpdate);
    persistence = made;
    await within(patienceMs, Promise.race([made.whenSynced, made._db.then(() => made.whenSynced)]));
  }
  async function takeSlot(): Promise<boolean> {
    const copies = await within(patienceMs, listCopies(databases));
    const mine = copies.filter((copy) => copy.userId === userId && copy.documentId === documentId && copy.epoch === epoch);
    const all = Array.from({ length: maxSlots }, (_unused, slot) => slot);
    const used = new Set(mine.map(({ slot }) => slot));
    // One that holds something first: then nothing needs to be carried over.
    for (const slot of [...all.filter((one) => used.has(one)), ...all.filter((one) => !used.has(one))]) {
      const wanted = copyName({ userId, documentId, epoch, slot });
      release = await acquire(locks, wanted);
      if (!release) continue;
      name = wanted;
      if (isClosed) release();
      return !isClosed;
    }
    return false;
  }
  async function replaceBy(doc: Y.Doc, offers: readonly Offer[]): Promise<void> {
    const before = persistence;
    if (!before || isClosed) return;
    await before.whenSynced;
    await before.destroy();
    const db = await openCopy(databases, name);
    if (!db) throw new Error('the copy is gone');
    const transaction = db.transaction([copyStores.updates, copyStores.facts], 'readwrite');
    const facts = transaction.objectStore(copyStores.facts);
    transaction.objectStore(copyStores.updates).clear();
    transaction.objectStore(copyStores.updates).add(Y.encodeStateAsUpdate(doc));
    facts.put(offers, copyFacts.offers);
    facts.put([], copyFacts.unsent);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
    await within(patienceMs, done);
    db.close();
    marked = '[]';
    await bind(doc);
  }
  async function fact(key: string): Promise<unknown> {
    return (await persistence?.get(key)) as unknown;
  }

  return {
    async open(doc, given) {
      marks = given;
      try {
        if (!(await takeSlot())) {
          became('failed');
          return nothing;
        }
        await bind(doc);
        const [known, unsent, offers] = await Promise.all([fact(knownFact), fact(copyFacts.unsent), fact(copyFacts.offers)]);
        marked = JSON.stringify([...readUnsent(unsent)]);
        void step([copyStores.facts], (transaction) => transaction.objectStore(copyStores.facts).put(Date.now(), copyFacts.openedAt));
        return { isKnown: known === true, unsent: readUnsent(unsent), offers: readOffers(offers) };
      } catch {
        became('failed');
        return nothing;
      }
    },
    replace(doc, offers) {
      replacing = replaceBy(doc, offers)
        .catch(failed)
        .finally(() => {
          replacing = undefined;
          // What was written in between is in the text already, its mark is not.
          void step([copyStores.facts], putMark);
        });
      return replacing;
    },
    mark() {
      markTimer ??= setTimeout(() => {
        markTimer = undefined;
        void step([copyStores.facts], putMark);
      }, markMs);
    },
    known() {
      void step([copyStores.facts], (transaction) => transaction.objectStore(copyStores.facts).put(true, knownFact));
    },
    keepCard(card) {
      void step([copyStores.facts], (transaction) => transaction.objectStore(copyStores.facts).put(card, copyFacts.card));
    },
    async setOffers(offers) {
      await step([copyStores.facts], (transaction) => transaction.objectStore(copyStores.facts).put(offers, copyFacts.offers));
    },
    async sweep(take, peek = false) {
      const copies = await listCopies(databases).catch(() => []);
      for (const copy of copies) {
        if (copy.userId !== userId || copy.documentId !== documentId || copyName(copy) === name || isClosed) continue;
        const isOfOldEpoch = copy.epoch !== epoch;
        const free = await acquire(locks, copyName(copy));
        if (!free && (!peek || isOfOldEpoch)) continue;
        try {
          const left = await readLeft(databases, copyName(copy), isOfOldEpoch);
          if (left) await take(free ? left : { ...left, offers: [] });
          // Never before what it held is on the device again.
          if (free && keeping === 'kept' && !isClosed) await deleteCopy(databases, copyName(copy));
        } catch {
          // Unreadable now; the next sweep may read it.
        } finally {
          free?.();
        }
      }
    },
    async settled() {
      await step([copyStores.updates, copyStores.facts], () => undefined);
    },
    keeping: () => keeping,
    isWriting: () => writing > 0,
    onKeeping(listener) {
      tell = listener;
    },
    isOrigin: (origin) => origin instanceof IndexeddbPersistence,
    async close(forget = false) {
      if (isClosed) return;
      if (markTimer !== undefined && !forget) await step([copyStores.facts], putMark);
      isClosed = true;
      for (const timer of [markTimer, healTimer, trimTimer]) clearTimeout(timer);
      try {
        await persistence?.destroy();
        if (forget && parseCopyName(name)) await deleteCopy(databases, name);
      } catch {
        // It never opened.
      }
      release?.();
    },
  };
}
