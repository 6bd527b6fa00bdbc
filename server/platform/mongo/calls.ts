import { setTimeout as pause } from 'node:timers/promises';
import { MongoError, MongoServerError } from 'mongodb';
import { ContentRefusedError, StorageFullError, StoreUnavailableError } from '../errors.ts';

/**
 * What an error says about the write that it answers.
 * - `duplicate`: a unique index refused it.
 * - `uncertain`: the answer was lost, or the majority was not reached: it may stand or not.
 * - `full`: the disk is full, nothing was written.
 */
export type Verdict = 'duplicate' | 'uncertain' | 'full' | 'tooLarge' | 'other';

// Shutting down, stepping down, not primary, primary stepped down, interrupted, host or network gone, write concern, time limit.
const uncertainCodes = new Set([
  6, 7, 24, 50, 64, 79, 89, 91, 100, 112, 133, 134, 189, 246, 251, 262, 317, 358, 384, 9001, 10058, 10107, 11600, 11601, 11602, 13388,
  13435, 13436,
]);
const duplicateCodes = new Set([11000, 11001, 12582]);
const fullCode = 14031;
const tooLargeCodes = new Set([10334, 17280, 17420, 10329]);

/** A write on a connection that has just died comes as Node's own error, not as the driver's. */
function isSocketError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED'].includes(String(error.code))
  );
}

/** Reads an error of the driver. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof StoreUnavailableError) return 'uncertain';
  if (error instanceof RangeError) return 'tooLarge';
  if (isSocketError(error)) return 'uncertain';
  if (!(error instanceof MongoError)) return 'other';
  const code = Number(error.code);
  if (duplicateCodes.has(code)) return 'duplicate';
  if (code === fullCode) return 'full';
  if (tooLargeCodes.has(code)) return 'tooLarge';
  if (uncertainCodes.has(code)) return 'uncertain';
  const labelled = ['RetryableWriteError', 'TransientTransactionError', 'UnknownTransactionCommitResult', 'SystemOverloadedError'];
  if (labelled.some((label) => error.hasErrorLabel(label))) return 'uncertain';
  // The driver's own errors (selection, network, pool, closed client) are no server errors; a write concern error is one.
  return error instanceof MongoServerError && error.name !== 'MongoWriteConcernError' ? 'other' : 'uncertain';
}

/** The platform's error for an error of the driver. */
export function platformError(error: unknown): unknown {
  const verdict = verdictOf(error);
  if (verdict === 'full') return new StorageFullError({ cause: error });
  if (verdict === 'tooLarge') return new ContentRefusedError('tooLarge', 'more than a MongoDB document holds');
  if (verdict !== 'uncertain' || error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError('MongoDB does not answer, or could not promise durability', { cause: error });
}

/** An end that all steps of one call share, so that none adds its own time to the others'. */
export interface Deadline {
  /** The work's result. @throws StoreUnavailableError when the time is over first; the work may still have its effect. */
  within<T>(work: Promise<T>): Promise<T>;
  /** Pauses before another try: nothing at first, then longer, at random so that two nodes do not keep step. @throws StoreUnavailableError */
  backOff(attempt: number): Promise<void>;
}

const longestPauseMs = 250;

export function deadlineIn(ms: number): Deadline {
  const end = performance.now() + ms;
  const over = (): Error => new StoreUnavailableError(`MongoDB gave no sure answer within ${ms} ms`);
  return {
    async within(work) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(over()), Math.max(0, end - performance.now()));
      });
      try {
        return await Promise.race([work, late]);
      } finally {
        clearTimeout(timer);
        // Its late failure has no listener any more.
        work.catch(() => undefined);
      }
    },
    async backOff(attempt) {
      if (performance.now() >= end) throw over();
      if (attempt > 0) await pause(Math.random() * Math.min(longestPauseMs, 2 ** attempt));
    },
  };
}

/** One call that only reads, or that may be repeated without harm. @throws StoreUnavailableError */
export async function bounded<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  try {
    return await deadlineIn(timeoutMs).within(work());
  } catch (error) {
    throw platformError(error);
  }
}
