/** Collects what arrives, so that a test awaits the event and never a span of time. */
export interface Inbox<T> {
  readonly items: readonly T[];
  put: (item: T) => void;
  /** Resolves when `wanted` holds for the items; rejects after `withinMs` with what came. Default 10 s. */
  until: (wanted: (items: readonly T[]) => boolean, withinMs?: number) => Promise<readonly T[]>;
}

export function createInbox<T>(): Inbox<T> {
  const items: T[] = [];
  const waiting = new Set<() => void>();
  return {
    items,
    put(item) {
      items.push(item);
      for (const look of [...waiting]) look();
    },
    until: (wanted, withinMs = 10_000) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`not within ${withinMs} ms; came: ${JSON.stringify(items).slice(0, 500)}`));
        }, withinMs);
        const look = (): void => {
          if (!wanted(items)) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(items);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Asks again every 20 ms until the answer is right: for states of another process, of which no event tells. */
export async function eventually<T>(ask: () => Promise<T> | T, isRight: (answer: T) => boolean, withinMs = 10_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
