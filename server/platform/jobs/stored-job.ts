import type { JsonObject } from '#shared/kernel/json.ts';
import { GuardError, type Collection, type CollectionSpec, type Store, type WriteOp } from '../store/port.ts';
import type { Job } from './port.ts';

/**
 * A job as stored. While `running`, holder and attempts together name one lease; only whoever holds exactly that lease
 * may write the outcome.
 */
export type StoredJob = {
  id: string;
  kind: string;
  /** As scheduled. */
  dueAt: string;
  data: JsonObject;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** When it is to run next: dueAt at first, later after each failure. */
  runAt: string;
  /** Times it was begun, the present one included. */
  attempts: number;
  /** The node, by this start of it, that runs or ran it last. */
  holder: string;
  /** Raised by the holder as long as it lives. */
  beat: number;
  error: string;
  /** When it became done or failed; empty before. */
  endedAt: string;
};

const spec: CollectionSpec = {
  indexes: [
    ['state', 'runAt'],
    ['state', 'endedAt'],
  ],
  schemaVersion: 1,
};

export function jobCollection(store: Store): Collection<StoredJob> {
  return store.collection<StoredJob>('jobs', spec);
}

/** One guarded write; false when its guard did not hold. */
export async function commitIf(store: Store, op: WriteOp): Promise<boolean> {
  try {
    await store.commit([op]);
    return true;
  } catch (error) {
    if (error instanceof GuardError) return false;
    throw error;
  }
}

export function toJob({ id, kind, dueAt, data }: StoredJob): Job {
  return { id, kind, dueAt, data };
}

export function waiting(job: Job): StoredJob {
  const { id, kind, dueAt, data } = job;
  return { id, kind, dueAt, data, state: 'waiting', runAt: dueAt, attempts: 0, holder: '', beat: 0, error: '', endedAt: '' };
}

export const maxAttempts = 8;
const firstPauseMs = 10_000;
const longestPauseMs = 6 * 3_600_000;

/** How long after its nth failure a job is tried again: 10 s, 50 s, 4 min, 21 min, 1 h 44 min, then 6 h. Eight attempts span about 14 hours. */
export function pauseAfter(attempts: number): number {
  return Math.min(firstPauseMs * 5 ** (attempts - 1), longestPauseMs);
}

/** What the administrator sees of an error. */
export function errorText(error: unknown): string {
  return String(error instanceof Error ? `${error.name}: ${error.message}` : error).slice(0, 500);
}
