import * as Y from 'yjs';
import { withinBudget } from './integration-budget.ts';
import { decodedOf, judge, type Court, type Verdict } from './judge.ts';
import type { Job, Outcome, Peer } from './peer.ts';

/** What became of the jobs of one round; told to their senders once the change is stored. */
export interface Batch {
  settled: { job: Job; outcome: Outcome }[];
  /** Not judged yet, since one of them must wait until the log's tail was read. */
  rest: Job[];
  wantsCatchUp: boolean;
}

/** Connections whose updates are in the change. */
export function sendersOf({ settled }: Batch): ReadonlySet<Peer> {
  return new Set(settled.filter(({ outcome }) => outcome === 'stored').map(({ job }) => job.peer));
}

function outcomeOf({ peer, isStep2 }: Job, verdict: Verdict, court: Court): Outcome {
  if (verdict.do === 'refuse') return verdict.reason;
  if (verdict.do !== 'gap') return 'stored';
  if (peer.isAsked && !isStep2) return 'held';
  return peer.askForAll(Y.encodeStateVector(court.memory.doc)) ? 'held' : 'gap';
}

/** Judges and applies one update. False when it must wait. @throws when the document broke */
function applyOne(job: Job, court: Court, batch: Batch): boolean {
  if (job.peer.isCut) return true;
  const verdict = judge(job, court);
  if (verdict.do === 'catchUp') {
    job.isCaughtUp = true;
    batch.wantsCatchUp = true;
    return false;
  }
  if (verdict.do === 'apply') {
    const { memory } = court;
    withinBudget(memory.doc, job.update.byteLength, () => memory.apply(job.update));
  }
  batch.settled.push({ job, outcome: outcomeOf(job, verdict, court) });
  return true;
}

/** The empty answer of a client that has nothing of its own: it needs no document to be judged. */
const saysNothing = (job: Job) => job.peer.isCut || (!job.refusal && decodedOf(job)?.isEmpty === true);

/**
 * Judges and applies updates in one transaction, so that together they become one change, encoded once.
 *
 * @returns `broken` when one of them broke the document in memory: load it again
 */
export function applyBatch(jobs: readonly Job[], court: Court): Batch | 'broken' {
  const batch: Batch = { settled: [], rest: [], wantsCatchUp: false };
  const applyAll = (): void => {
    const waiting = jobs.findIndex((job) => !applyOne(job, court, batch));
    if (waiting >= 0) batch.rest = jobs.slice(waiting);
  };
  try {
    if (jobs.every(saysNothing)) applyAll();
    else court.memory.transact(applyAll);
    return batch;
  } catch {
    // Whatever Yjs threw on it: the bytes are somebody's, and the document must be made anew.
    return 'broken';
  }
}
