import type { HubError } from '#shared/kernel/errors.ts';
import type { Timing } from '#client/kernel/connection.ts';

const maxRetryMs = 30_000;
const maxWaitMs = 3_600_000;
const passing = new Set(['common/rateLimited', 'common/tryLater', 'common/storageFull', 'common/notSignedIn', 'chat/slowMode']);

/** The hub may take the same message later: it waits, and those behind it in the room with it. */
export function isPassing(error: HubError): boolean {
  return passing.has(error.code);
}

/** Later and later, from about 1 s to 30 s; spread, so that all who wait do not come at once. */
export function retryDelay(failures: number, random: number): number {
  return Math.min(maxRetryMs, 1_000 * 2 ** Math.min(failures - 1, 5)) * (0.5 + random);
}

/** How long the hub asks to wait. */
export function waitOfMs({ params }: HubError): number {
  const waitMs = Number(params['retryAfterMs'] ?? 0);
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), maxWaitMs) : 0;
}

/** When something may leave: not at once again after the hub did not answer, or asked to wait. */
export interface Pace {
  /** Nothing leaves before the next try. */
  isResting(): boolean;
  isPaused(roomId: string): boolean;
  /** The hub did not answer lately. */
  hasLine(): boolean;
  /** The hub answered. True when it had not before. */
  recovered(): boolean;
  lost(): void;
  pause(roomId: string, waitMs: number): void;
  /** Forgets what it waits for. */
  tryNow(): void;
}

export function createPace(timing: Timing, again: () => void): Pace {
  const pauses = new Map<string, () => void>();
  let isUp = true;
  let failures = 0;
  let cancelRest: (() => void) | undefined;

  function stopRest(): void {
    cancelRest?.();
    cancelRest = undefined;
  }
  return {
    isResting: () => cancelRest !== undefined,
    isPaused: (roomId) => pauses.has(roomId),
    hasLine: () => isUp,
    recovered() {
      const wasUp = isUp;
      isUp = true;
      failures = 0;
      stopRest();
      return !wasUp;
    },
    lost() {
      isUp = false;
      failures += 1;
      stopRest();
      cancelRest = timing.later(retryDelay(failures, timing.random()), () => {
        cancelRest = undefined;
        again();
      });
    },
    pause(roomId, waitMs) {
      failures += 1;
      pauses.get(roomId)?.();
      const cancel = timing.later(Math.max(waitMs, retryDelay(failures, timing.random())), () => {
        pauses.delete(roomId);
        again();
      });
      pauses.set(roomId, cancel);
    },
    tryNow() {
      stopRest();
      for (const cancel of pauses.values()) cancel();
      pauses.clear();
    },
  };
}
