import type { PreparedEntry } from '../check.ts';
import type { Entry } from '../port.ts';

/** A call that waits for its commit. */
export interface AppendCall {
  entries: PreparedEntry[];
  expectedHead: number | undefined;
}

/** What becomes of one entry of a call: stored before, or the nth of the new batch. */
export type Fate = { stored: Entry } | { nth: number; repeated: boolean };
export type Outcome = { kind: 'done'; fates: Fate[] } | { kind: 'headMoved'; head: number } | { kind: 'reused'; by: Fate };

export interface Plan {
  entries: PreparedEntry[];
  outcomes: Outcome[];
}

/** What is known of the stream when planning. */
export interface Knowledge {
  head: number;
  /** Entries already stored under keys of these calls. */
  stored: ReadonlyMap<string, Entry>;
  /** Head and keys were read for this plan, so a call may be refused by them. Otherwise they are a guess from memory. */
  isCertain: boolean;
}

/** The batch that these calls make, in order. Undefined when a call would be refused on a guess: read first, then plan again. */
export function planBatch(calls: readonly AppendCall[], known: Knowledge): Plan | undefined {
  const entries: PreparedEntry[] = [];
  const nthOfKey = new Map<string, number>();
  const outcomes: Outcome[] = [];
  for (const call of calls) {
    const mark = entries.length;
    const outcome = planCall(call, { entries, nthOfKey, stored: known.stored });
    const writes = entries.length - mark;
    const moved = outcome.kind === 'done' && writes > 0 && call.expectedHead !== undefined && call.expectedHead !== known.head + mark;
    if (moved && !known.isCertain) return undefined;
    if (moved || outcome.kind === 'reused') {
      for (const { idemKey } of entries.splice(mark)) if (idemKey !== null) nthOfKey.delete(idemKey);
    }
    outcomes.push(moved ? { kind: 'headMoved', head: known.head + mark } : outcome);
  }
  return { entries, outcomes };
}

interface Draft {
  entries: PreparedEntry[];
  nthOfKey: Map<string, number>;
  stored: ReadonlyMap<string, Entry>;
}

function planCall(call: AppendCall, draft: Draft): Outcome {
  const fates: Fate[] = [];
  for (const entry of call.entries) {
    const key = entry.idemKey;
    const stored = key === null ? undefined : draft.stored.get(key);
    const nth = key === null ? undefined : draft.nthOfKey.get(key);
    const fate: Fate = stored ? { stored } : nth === undefined ? { nth: draft.entries.length, repeated: false } : { nth, repeated: true };
    const fingerprint = stored ? stored.fingerprint : nth === undefined ? entry.fingerprint : draft.entries[nth]?.fingerprint;
    if (fingerprint !== entry.fingerprint && key !== null) return { kind: 'reused', by: fate };
    fates.push(fate);
    if ('stored' in fate || fate.repeated) continue;
    if (key !== null) draft.nthOfKey.set(key, draft.entries.length);
    draft.entries.push(entry);
  }
  return { kind: 'done', fates };
}
