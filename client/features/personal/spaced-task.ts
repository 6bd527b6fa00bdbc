import type { Timing } from '#client/kernel/connection.ts';

/** Done at most once in a while, one at a time; what is asked for meanwhile becomes one more. */
export interface SpacedTask {
  /** As soon as the gap allows. */
  soon(): void;
  /** Now, or after the one under way. */
  now(): void;
  stop(): void;
}

interface SpacedWorld {
  timing: Timing;
  gapMs: number;
  /** How long to wait when it could not be done. */
  againMs: number;
  run(): Promise<'done' | 'later'>;
}

export function createSpacedTask({ timing, gapMs, againMs, run }: SpacedWorld): SpacedTask {
  let startedAt = -Infinity;
  let isRunning = false;
  let isWantedAgain = false;
  let isStopped = false;
  let cancel: (() => void) | undefined;

  function later(delayMs: number): void {
    if (isStopped || cancel) return;
    cancel = timing.later(Math.max(0, delayMs), () => {
      cancel = undefined;
      void start();
    });
  }
  async function start(): Promise<void> {
    if (isStopped) return;
    if (isRunning) {
      isWantedAgain = true;
      return;
    }
    isRunning = true;
    startedAt = timing.now();
    const end = await run();
    isRunning = false;
    if (end === 'later') later(againMs);
    if (!isWantedAgain) return;
    isWantedAgain = false;
    later(0);
  }
  return {
    soon: () => later(startedAt + gapMs - timing.now()),
    now: () => void start(),
    stop() {
      isStopped = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
