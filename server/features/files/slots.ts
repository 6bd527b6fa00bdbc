import { commonError } from '#shared/kernel/errors.ts';

/** Lets `size` pieces of work run at once, and `waiting` more wait; who comes beyond that is asked to come again. */
export function createSlots(size: number, waiting: number) {
  let running = 0;
  const queue: (() => void)[] = [];

  return {
    /** @throws common/tryLater when too many wait already */
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (running >= size) {
        if (queue.length >= waiting) throw commonError('tryLater');
        await new Promise<void>((resolve) => queue.push(resolve));
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        // Whoever waited takes the place over, so it is never counted twice.
        if (next) next();
        else running -= 1;
      }
    },
  };
}
export type Slots = ReturnType<typeof createSlots>;
