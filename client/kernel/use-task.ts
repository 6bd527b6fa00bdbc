import { useCallback, useState } from 'react';

export interface Task {
  isBusy: boolean;
  /** What the last run failed with; undefined while it runs and after it succeeded. */
  error: unknown;
  /** Runs it; resolves with what it made, or undefined when it failed. Never rejects. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Shows a failure found before asking the hub, or takes one away. */
  setError(error: unknown): void;
}

/** One action of a page at a time: whether it is under way, and why it failed. */
export function useTask(): Task {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = useCallback(async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setError(undefined);
    try {
      return await work();
    } catch (reason) {
      setError(reason);
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  return { isBusy, error, run, setError };
}
