import type { Ports } from '#server/kernel/feature.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { hashToken, hmac } from '#server/platform/ids/ids.ts';
import { DuplicateError, GuardError } from '#server/platform/store/port.ts';

/** Wrong guesses under one key, whatever node they came to. Kept in the store: guessing must not become cheaper because Redis is down. */
type FailureRecord = { id: string; failures: number; lastAt: string; blockedUntil: string; endsAt: string };

interface Pace {
  /** Wrong guesses without any delay. */
  free: number;
  firstDelayMs: number;
  maxDelayMs: number;
  /** After so long without a wrong guess all is forgotten. */
  forgottenAfterMs: number;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const paces = {
  /** One account from one address: others' guesses from elsewhere never slow her. */
  accountAndAddress: { free: 5, firstDelayMs: 15 * secondMs, maxDelayMs: 15 * minuteMs, forgottenAfterMs: 24 * 60 * minuteMs },
  /** One address, whatever the account: generous, since an academy sits behind one. */
  address: { free: 100, firstDelayMs: minuteMs, maxDelayMs: 15 * minuteMs, forgottenAfterMs: 60 * minuteMs },
  /** Codes of one account: whoever guesses them already has the password. */
  secondFactor: { free: 5, firstDelayMs: 30 * secondMs, maxDelayMs: 60 * minuteMs, forgottenAfterMs: 24 * 60 * minuteMs },
} satisfies Record<string, Pace>;
export type PaceName = keyof typeof paces;

const maxTries = 20;

/** Counts wrong guesses and says how long to wait. Keys are hashed: nobody reads from the store who was guessed at. */
export function createFailures(tools: Pick<Ports, 'store' | 'clock'> & { secret: string; isOn: boolean }) {
  const records = tools.store.collection<FailureRecord>('signInFailures', { schemaVersion: 1, indexes: [['endsAt']] });
  const idOf = (pace: PaceName, parts: readonly string[]) => hashToken(hmac(tools.secret, 'failures', pace, ...parts));

  function next(known: FailureRecord | undefined, id: string, pace: Pace): FailureRecord {
    const nowMs = tools.clock.now().getTime();
    const isRemembered = known !== undefined && nowMs - Date.parse(known.lastAt) < pace.forgottenAfterMs;
    const failures = (isRemembered ? known.failures : 0) + 1;
    const over = failures - pace.free;
    // Doubles with each guess beyond the free ones; the exponent is bounded, for 2 ** 2000 is no delay.
    const delayMs = over <= 0 ? 0 : Math.min(pace.maxDelayMs, pace.firstDelayMs * 2 ** Math.min(over - 1, 20));
    return {
      id,
      failures,
      lastAt: new Date(nowMs).toISOString(),
      blockedUntil: new Date(nowMs + delayMs).toISOString(),
      endsAt: new Date(nowMs + pace.forgottenAfterMs).toISOString(),
    };
  }

  /** False when somebody else wrote meanwhile. */
  async function write(known: FailureRecord | undefined, record: FailureRecord): Promise<boolean> {
    try {
      await tools.store.commit([
        known ? records.replace(record, { failures: known.failures, lastAt: known.lastAt }) : records.insert(record),
      ]);
      return true;
    } catch (error) {
      if (error instanceof GuardError || error instanceof DuplicateError) return false;
      throw error;
    }
  }

  return {
    /** Ms to wait before a guess is looked at; 0: none. */
    async waitMs(pace: PaceName, ...parts: readonly string[]): Promise<number> {
      if (!tools.isOn) return 0;
      const known = await records.get(idOf(pace, parts));
      return known ? Math.max(0, Date.parse(known.blockedUntil) - tools.clock.now().getTime()) : 0;
    },
    /**
     * Takes a guess before it is judged: it counts as wrong until `forget`. Of many sent at once no more pass than one
     * after another, since each finds what the one before wrote. A refused guess counts nothing, so it prolongs nothing.
     *
     * @returns ms to wait; 0: the guess may be judged
     */
    async take(pace: PaceName, ...parts: readonly string[]): Promise<number> {
      if (!tools.isOn) return 0;
      const id = idOf(pace, parts);
      for (let attempt = 1; ; attempt++) {
        const known = await records.get(id);
        const waitMs = known ? Date.parse(known.blockedUntil) - tools.clock.now().getTime() : 0;
        if (waitMs > 0) return waitMs;
        if (await write(known, next(known, id, paces[pace]))) return 0;
        // Lost against others that many times: whoever sends so many at once can wait a moment.
        if (attempt >= maxTries) return secondMs;
      }
    },
    /** Notes a wrong guess; none of several at once goes uncounted. */
    async note(pace: PaceName, ...parts: readonly string[]): Promise<void> {
      if (!tools.isOn) return;
      const id = idOf(pace, parts);
      for (let attempt = 1; attempt <= maxTries; attempt++) {
        const known = await records.get(id);
        if (await write(known, next(known, id, paces[pace]))) return;
      }
      throw commonError('tryLater');
    },
    async forget(pace: PaceName, ...parts: readonly string[]): Promise<void> {
      const id = idOf(pace, parts);
      if (await records.get(id)) await tools.store.commit([records.delete(id)]);
    },
    /** Removes what is forgotten anyway; at most 1000 at a time. */
    async sweep(): Promise<void> {
      const { items } = await records.find({ match: { endsAt: { lt: tools.clock.now().toISOString() } }, limit: 1000 });
      await tools.store.commit(items.map(({ id }) => records.delete(id)));
    },
  };
}
export type Failures = ReturnType<typeof createFailures>;
