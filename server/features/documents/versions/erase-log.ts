import { newId } from '../../../platform/ids/ids.ts';
import { eraseHistory } from '../engine/erase.ts';
import { createMerger } from '../engine/merger.ts';
import type { EraseLog } from './erase-versions.ts';

/** The engine's half of an erasure, in a thread that ends with it: erasures are rare. @throws HistoryNotErasedError */
export const eraseLog: EraseLog = async ({ log, clock }, documentId) => {
  const merger = createMerger(clock);
  try {
    await eraseHistory({ log, clock, merger, newId: () => newId(clock.now()) }, documentId);
  } finally {
    await merger.close();
  }
};
