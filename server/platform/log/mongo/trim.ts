import type { Collection } from 'mongodb';
import type { BatchDoc } from './batches.ts';

/**
 * How long an emptied batch keeps its numbers taken, in ms. A writer trusts a head for a minute; with the batch gone
 * the unique index could not refuse a number that was given before.
 */
const tombstoneMs = 10 * 60_000;

const entriesAbove = (upTo: number) => ({ $filter: { input: '$entries', as: 'entry', cond: { $gt: ['$$entry.seq', upTo] } } });
const keysOf = (entries: unknown) => ({
  $filter: { input: { $map: { input: entries, as: 'entry', in: '$$entry.key' } }, as: 'key', cond: { $ne: ['$$key', null] } },
});

/** Whole batches lose their entries, and themselves when they are old; of one that straddles, the entries up to there go. */
export async function trimBatches(batches: Collection<BatchDoc>, stream: string, upTo: number): Promise<void> {
  const newest = await batches.findOne({ stream: { $eq: stream } }, { sort: { to: -1 }, projection: { to: 1 } });
  if (!newest) return;
  const last = Math.min(upTo, newest.to - 1);
  await batches.updateMany({ stream: { $eq: stream }, to: { $lte: last }, trimmedAt: { $exists: false } }, [
    { $set: { entries: [], trimmedAt: '$$NOW' } },
    { $unset: 'keys' },
  ]);
  await batches.updateMany({ stream: { $eq: stream }, from: { $lte: last }, to: { $gt: last } }, [
    { $set: { entries: entriesAbove(last) } },
    { $set: { keys: keysOf('$entries') } },
    // The index over keys would take an empty list for a key that two batches share.
    { $set: { keys: { $cond: [{ $eq: ['$keys', []] }, '$$REMOVE', '$keys'] } } },
  ]);
  await batches.deleteMany({
    stream: { $eq: stream },
    to: { $lte: last },
    $expr: { $lt: ['$trimmedAt', { $subtract: ['$$NOW', tombstoneMs] }] },
  });
}
