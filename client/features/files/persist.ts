import { HubError } from '#shared/kernel/errors.ts';
import type { Connection, Timing } from '#client/kernel/connection.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** What comes right by itself: no line, a hub that is busy, a part that broke off, a scanner that is away. */
const passing = new Set(['common/tryLater', 'common/rateLimited', 'common/storageFull', 'files/partIncomplete', 'files/scannerAway']);

function pauseOf(error: unknown): number | undefined {
  if (error instanceof UnreachableError) return 0;
  if (!(error instanceof HubError) || !passing.has(error.code)) return undefined;
  const { retryAfterMs } = error.params;
  return typeof retryAfterMs === 'number' ? retryAfterMs : 0;
}

interface PersistOptions {
  timing: Timing;
  connection: Pick<Connection, 'current' | 'subscribe'>;
  signal: AbortSignal;
  /** Told before each pause, and with undefined when it goes on. */
  onPause: (error: unknown) => void;
}

/** Resolves when the time is over, the line came back, or the work was given up. */
function pause(ms: number, { timing, connection, signal }: PersistOptions): Promise<void> {
  return new Promise((resolve) => {
    const wasOffline = connection.current() === 'offline';
    const end = (): void => {
      cancel();
      unsubscribe();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timing.later(ms, end);
    const unsubscribe = connection.subscribe(() => {
      if (wasOffline && connection.current() !== 'offline') end();
    });
    signal.addEventListener('abort', end);
  });
}

/**
 * Does something until it is done or fails for good, with growing pauses that end at once when the line is back.
 *
 * @throws what `work` throws, unless it passes by itself; AbortError when given up
 */
export async function persist<T>(work: () => Promise<T>, options: PersistOptions): Promise<T> {
  const { timing, signal, onPause } = options;
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    try {
      const done = await work();
      if (tries > 0) onPause(undefined);
      return done;
    } catch (error) {
      const asked = signal.aborted ? undefined : pauseOf(error);
      if (asked === undefined) throw error;
      onPause(error);
      // Not all pages of a room that come back at once knock in the same second.
      const own = Math.min(longestPauseMs, firstPauseMs * 2 ** tries) * (0.75 + timing.random() / 2);
      await pause(Math.max(asked, own), options);
    }
  }
}
