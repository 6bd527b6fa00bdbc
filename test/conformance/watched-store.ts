import type { Collection, Store } from '#server/platform/store/port.ts';

/** A store, and a way to await that nobody waits for it any more: with a fake clock, time must not run ahead of answers. */
export function watchStore(store: Store): { store: Store; idle: () => Promise<void> } {
  let inFlight = 0;
  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight += 1;
    try {
      return await work;
    } finally {
      inFlight -= 1;
    }
  }
  function watchCollection<T extends { id: string }>(inner: Collection<T>): Collection<T> {
    return {
      ...inner,
      get: (id) => track(inner.get(id)),
      getMany: (ids) => track(inner.getMany(ids)),
      find: (query) => track(inner.find(query)),
      findOne: (match) => track(inner.findOne(match)),
      count: (match) => track(inner.count(match)),
    };
  }
  return {
    store: {
      ...store,
      collection: (name, spec) => watchCollection(store.collection(name, spec)),
      commit: (ops) => track(store.commit(ops)),
      ready: () => track(store.ready()),
    },
    async idle() {
      // What follows an answer may ask again: quiet means quiet for several turns in a row.
      for (let quietTurns = 0; quietTurns < 5; quietTurns = inFlight === 0 ? quietTurns + 1 : 0) await new Promise(setImmediate);
    },
  };
}
