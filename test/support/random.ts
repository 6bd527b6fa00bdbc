/** mulberry32: small, good enough, the same everywhere. Answers 0 ≤ n < 1. */
export function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `SEED=` of the environment, or a new one; printed, so that what failed can be run again. */
export function seedFor(what: string): number {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`${what}: seed ${seed} (SEED)`);
  return seed;
}

export const between = (random: () => number, from: number, to: number): number => from + Math.floor(random() * (to - from));

/** @throws for an empty list */
export function oneOf<T>(random: () => number, of: readonly T[]): T {
  const chosen = of[Math.floor(random() * of.length)];
  if (chosen === undefined) throw new Error('one of nothing');
  return chosen;
}
