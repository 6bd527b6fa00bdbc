import type { Bus } from '../bus/port.ts';
import { putLast } from '../put-last.ts';
import type { Collection, CollectionSpec, Store, Stored, WriteOp } from './port.ts';

/** How old a read by id may be where another node wrote and its news was lost. What this process writes is seen at once. */
export const briefMs = 250;
/** Documents remembered; beyond it the oldest go. */
const maxKept = 5_000;

interface Kept {
  takenAt: number;
  doc: Promise<Stored | undefined>;
  isRenewed: boolean;
}

const channel = 'store.written';
/** Keys in one message. */
const maxKeysTold = 100;

export interface BriefReads {
  store: Store;
  /** To be called before something is decided anew because rights changed: what is read then is true. */
  forget(): void;
}

interface BriefReadsWorld {
  bus: Bus;
  /** Milliseconds that only grow, of the machine: a clock that is put right must not make a document immortal. */
  now?: () => number;
}

/**
 * The same store, whose collections declared `readOften` answer `get` from memory for a moment: a room that two hundred
 * people read and write in is not fetched thrice for each message. What is used again late in that moment is fetched
 * anew beside it, so that in a busy room nobody waits. What one node wrote the others are told, before whatever that
 * node tells them next. Documents come frozen, since several callers share them.
 */
export function briefReads(plain: Store, { bus, now = () => performance.now() }: BriefReadsWorld): BriefReads {
  const kept = new Map<string, Kept>();
  const wrapped = new Map<string, Collection<Stored>>();
  const keyOf = (collection: string, id: string): string => `${collection}/${id}`;

  function fetch(key: string, read: () => Promise<Stored | undefined>): Kept {
    const made: Kept = { takenAt: now(), isRenewed: false, doc: read().then((doc) => doc && Object.freeze(doc)) };
    putLast(kept, [key, made], maxKept);
    // A failed read must not be answered from memory.
    made.doc.catch(() => {
      if (kept.get(key) === made) kept.delete(key);
    });
    return made;
  }

  /** Takes the place of what is known, unless that was forgotten meanwhile. */
  function renew(key: string, known: Kept, read: () => Promise<Stored | undefined>): void {
    known.isRenewed = true;
    const takenAt = now();
    read().then(
      (doc) => {
        if (kept.get(key) === known) kept.set(key, { takenAt, isRenewed: false, doc: Promise.resolve(doc && Object.freeze(doc)) });
      },
      // Then it is asked for in the open, when its moment is over.
      () => undefined,
    );
  }

  function get(key: string, read: () => Promise<Stored | undefined>): Promise<Stored | undefined> {
    const known = kept.get(key);
    const age = known ? now() - known.takenAt : briefMs;
    if (!known || age >= briefMs) return fetch(key, read).doc;
    if (age >= briefMs / 2 && !known.isRenewed) renew(key, known, read);
    return known.doc;
  }

  function written(ops: readonly WriteOp[]): void {
    const keys = ops.flatMap((op) => (wrapped.has(op.collection) ? keyOf(op.collection, 'doc' in op ? op.doc.id : op.id) : []));
    for (const key of keys) kept.delete(key);
    if (keys.length > 0) bus.publish(channel, keys.length > maxKeysTold ? [] : keys);
  }
  bus.subscribe(channel, (message) => {
    const keys = Array.isArray(message) ? message : [];
    // None named: too many to name.
    if (keys.length === 0) kept.clear();
    for (const key of keys) if (typeof key === 'string') kept.delete(key);
  });

  const store: Store = {
    ...plain,
    collection<T extends { id: string }>(name: string, spec: CollectionSpec): Collection<T> {
      if (!spec.readOften) return plain.collection<T>(name, spec);
      const collection = plain.collection<Stored>(name, spec);
      const known = wrapped.get(name) ?? { ...collection, get: (id: string) => get(keyOf(name, id), () => collection.get(id)) };
      wrapped.set(name, known);
      // As the store does it: the feature's own writes vouch for the type.
      return known as unknown as Collection<T>;
    },
    async commit(ops) {
      try {
        await plain.commit(ops);
      } finally {
        // Also where it was refused: what was read before was not true any more.
        written(ops);
      }
    },
  };
  return { store, forget: () => kept.clear() };
}
