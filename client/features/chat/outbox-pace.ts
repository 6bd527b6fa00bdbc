import type { HubError } from '#shared/kernel/errors.ts';

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
