import { compact, type CompactWorld } from './compact.ts';
import { documentStream } from './entries.ts';
import { snapshotStreamOf } from './snapshots.ts';

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
    const covers = outcome === 'stored' && (!first || first.seq >= head);
    if (!covers) continue;
    await forgetOldSnapshots(world, stream);
    return;
  }
  throw new HistoryNotErasedError(`the history of ${documentId} was not erased`);
}

/** Parts that a dead writer left behind the newest snapshot would be kept by a trimming up to it. */
async function forgetOldSnapshots({ log }: CompactWorld, stream: string): Promise<void> {
  const snapshotStream = snapshotStreamOf(stream);
  const entries = await log.readBack(snapshotStream, undefined, 1);
  const last = entries[0];
  const parts = typeof last?.data['parts'] === 'number' ? last.data['parts'] : 1;
  if (last) await log.trim(snapshotStream, last.seq - parts);
}
