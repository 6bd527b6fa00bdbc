/** The part of Web Locks we use: a tab that is closed or killed gives its locks back by itself. */
export type Locks = Pick<LockManager, 'request'>;

/** Takes a lock if nobody has it; undefined when another tab does. Call the function to give it back. */
export function acquire(locks: Locks, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const held = locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((release) => resolve(() => release()));
    });
    void held.catch(() => resolve(undefined));
  });
}
