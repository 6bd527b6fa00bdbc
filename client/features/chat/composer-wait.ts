import { useEffect, useState } from 'react';
import { slowModeNow } from '#shared/features/spaces/room.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { pauseLeft, type PauseOptions } from './composer-pause.ts';

const tickMs = 1_000;

/** Of a refusal by slow mode: how long to wait; undefined for every other error. */
export function askedToWaitMs(error: unknown): number | undefined {
  if (!(error instanceof HubError) || error.code !== 'chat/slowMode') return undefined;
  return Number(error.params.retryAfterMs) || undefined;
}

interface Wait {
  /** Whole seconds until the next message may leave; 0: now. */
  seconds: number;
  /** A message left, or the hub said how long to wait. */
  sent(): void;
  refused(error: unknown): void;
}

/** Slow mode as this page knows it, second by second while it lasts. */
export function useWait({ room, isExempt, lastOwnAt }: Omit<PauseOptions, 'refusedUntil' | 'sentAt'>): Wait {
  const [sentAt, setSentAt] = useState<number>();
  const [refusedUntil, setRefusedUntil] = useState<number>();
  const [now, setNow] = useState(() => Date.now());
  const leftMs = pauseLeft({ room, isExempt, sentAt, lastOwnAt, refusedUntil }, now);
  const isWaiting = leftMs > 0;
  useEffect(() => {
    // Also where time passed unseen: since the last tick, or before this place was opened.
    setNow(Date.now());
    if (!isWaiting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [isWaiting, sentAt, lastOwnAt, refusedUntil]);
  return {
    seconds: Math.ceil(leftMs / 1000),
    sent() {
      setNow(Date.now());
      // Slow mode counts from the first message that it sees.
      if (slowModeNow(room, new Date()) > 0) setSentAt(Date.now());
    },
    refused(error) {
      const waitMs = askedToWaitMs(error);
      if (waitMs !== undefined) setRefusedUntil(Date.now() + waitMs);
    },
  };
}
