import type * as Y from 'yjs';
import { limits } from './limits.ts';

/** Looks at the clock at every so many of Yjs's lookups: each struct makes some, and each lookup is far cheaper than the clock. */
const lookupsBetween = 16;

interface Watched {
  get: (key: number) => unknown;
}

/** Puts `look` before every lookup in this very map; the returned function takes it away. */
function watch(map: Watched, look: () => void): () => void {
  const get = map.get.bind(map);
  map.get = (key) => {
    look();
    return get(key);
  };
  // The class's own method shows again.
  return () => void Reflect.deleteProperty(map, 'get');
}

/**
 * Runs what integrates one update of so many bytes into the document, and ends it when it takes longer than any honest
 * update of that size could. Yjs looks for an item's place among everything that was written at the same spot; bytes made
 * for it let every one of 60,000 items search through all the others, and half a megabyte then holds up everybody for
 * minutes. Yjs cannot be interrupted, so it is stopped where it looks something up.
 *
 * Call it within a transaction. @throws when the time is over: the document is then broken
 */
export function withinBudget(doc: Y.Doc, bytes: number, run: () => void): void {
  const budgetMs = limits.integrationMs + (bytes / 1024) * limits.integrationMsPerKib;
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  let lookups = 0;
  const look = (): void => {
    lookups += 1;
    if (lookups % lookupsBetween !== 0 || performance.now() - startedAt < budgetMs) return;
    // A machine that had no time for us is not the update's fault.
    const { user, system } = process.cpuUsage(usedBefore);
    if ((user + system) / 1000 >= budgetMs)
      throw new Error(`an update of ${bytes} bytes took more than ${Math.round(budgetMs)} ms to integrate`);
  };
  const stops = [watch(doc.store.clients, look)];
  const deleted = doc._transaction?.deleteSet.clients;
  if (deleted) stops.push(watch(deleted, look));
  try {
    run();
  } finally {
    for (const stop of stops) stop();
  }
}
