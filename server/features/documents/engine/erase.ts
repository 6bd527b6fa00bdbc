import { compact, type CompactWorld } from './compact.ts';
import { documentStream } from './entries.ts';

/** Other nodes may store snapshots at the same time; each of them also moves on. */
const maxTries = 20;

/** The history could not be erased: an entry in it is damaged, or others were quicker too often. */
export class HistoryNotErasedError extends Error {
  override name = 'HistoryNotErasedError';
}

/**
 * Compacts a document's log so that only what stands in the document now is kept: text that was deleted is gone from
 * its entries and snapshots. What is written meanwhile stays. The database's own traces (oplog, journal, free pages)
 * are the platform's: docs/operations.md.
 *
 * @throws HistoryNotErasedError
 */
export async function eraseHistory(world: CompactWorld, documentId: string): Promise<void> {
  const stream = documentStream(documentId);
  const head = (await world.log.heads([stream])).get(stream) ?? 0;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const outcome = await compact(world, stream, { atLeast: 0, keepsFormer: false });
    if (outcome === 'damaged') break;
    const [first] = await world.log.read(stream, 0, 1);
    if (outcome === 'stored' && (!first || first.seq >= head)) return;
  }
  throw new HistoryNotErasedError(`the history of ${documentId} was not erased`);
}
