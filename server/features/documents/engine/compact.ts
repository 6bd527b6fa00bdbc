import type { Clock } from '../../../platform/clock/port.ts';
import { HeadMovedError, type Log } from '../../../platform/log/port.ts';
import { UpdateAssembly } from './entries.ts';
import { readHistory, TrimmedError, updatesOf } from './history.ts';
import { times } from './limits.ts';
import type { Merger } from './merger.ts';
import { readSnapshot, snapshotStreamOf, writeSnapshot, type Snapshot, type StoredSnapshot } from './snapshots.ts';

export interface CompactWorld {
  log: Log;
  clock: Clock;
  merger: Merger;
  newId: () => string;
}

/**
 * `stored`: there is a new snapshot. `enough`: too little came since the last one. `outrun`: another node was quicker.
 * `damaged`: an entry cannot be applied, so nothing may take its place.
 */
export type Compacted = 'stored' | 'enough' | 'outrun' | 'damaged';

export interface CompactOptions {
  /** Fewer entries since the last snapshot are `enough`. */
  atLeast: number;
  /** Keeps the former snapshot and what came after it, to fall back on when the new one should be damaged. */
  keepsFormer: boolean;
}

/** What the log holds up to its head, as one snapshot. Undefined when something in it cannot be applied. */
async function merge(world: CompactWorld, stream: string, former: StoredSnapshot | undefined): Promise<Snapshot | undefined> {
  return world.merger.merge(async (merging) => {
    const assembly = new UpdateAssembly();
    let upTo = former?.upTo ?? 0;
    if (former) merging.take([former.state]);
    const history = readHistory(world.log, stream, upTo);
    for (;;) {
      const { value, done } = await history.next();
      if (done === true && value.damagedAt !== undefined) return undefined;
      if (done === true) break;
      merging.take(updatesOf(value, assembly).map(({ update }) => update));
      upTo = value.at(-1)?.seq ?? upTo;
    }
    const merged = await merging.finish();
    if (merged === 'broken') return undefined;
    // The parts of an update that is still being stored count when its last one stands.
    const since = new Date(world.clock.now().getTime() - times.partPatienceMs).toISOString();
    const open = assembly.openFrom(since);
    return { ...merged, upTo: open === undefined ? upTo : open - 1 };
  });
}

async function headOf(log: Log, stream: string): Promise<number> {
  return (await log.heads([stream])).get(stream) ?? 0;
}

/**
 * Stores a snapshot of everything in a document's log, then drops the entries that the former snapshot covers. What
 * other nodes append meanwhile stays, and who reads meanwhile finds either the old or the new.
 */
export async function compact(world: CompactWorld, stream: string, { atLeast, keepsFormer }: CompactOptions): Promise<Compacted> {
  const { log } = world;
  const snapshotStream = snapshotStreamOf(stream);
  // Read before the snapshot: if another node stores one from here on, ours is refused.
  const head = await headOf(log, snapshotStream);
  const former = await readSnapshot(log, stream);
  if ((await headOf(log, stream)) - (former?.upTo ?? 0) < atLeast) return 'enough';
  try {
    const snapshot = await merge(world, stream, former);
    if (!snapshot) return 'damaged';
    const at = world.clock.now().toISOString();
    const from = await writeSnapshot(log, stream, { snapshot, head, at, group: world.newId() });
    const kept = keepsFormer ? former : { upTo: snapshot.upTo, from };
    if (!kept) return 'stored';
    await log.trim(stream, kept.upTo);
    await log.trim(snapshotStream, kept.from - 1);
    return 'stored';
  } catch (error) {
    if (error instanceof HeadMovedError || error instanceof TrimmedError) return 'outrun';
    throw error;
  }
}
