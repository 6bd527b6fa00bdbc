import type { Clock } from '../../../platform/clock/port.ts';
import { times } from './limits.ts';

/** Tells, at a gentle pace, that documents were edited. */
export interface Touches {
  edited(documentId: string): void;
  /** Tells what is pending at once. */
  flush(): Promise<void>;
}

export function createTouches(clock: Clock, touch: (documentId: string) => Promise<void>): Touches {
  const pending = new Map<string, () => void>();
  async function tell(documentId: string): Promise<void> {
    pending.get(documentId)?.();
    pending.delete(documentId);
    await touch(documentId);
  }
  return {
    edited(documentId) {
      if (pending.has(documentId)) return;
      pending.set(
        documentId,
        clock.after(times.touchMs, () => void tell(documentId)),
      );
    },
    async flush() {
      await Promise.all([...pending.keys()].map(tell));
    },
  };
}
