import type { Clock } from '../../../platform/clock/port.ts';
import { times } from './limits.ts';

/** Tells, at a gentle pace, that documents were edited and by whom. */
export interface Touches {
  edited(documentId: string, userIds: ReadonlySet<string>): void;
  /** Tells what is pending at once, and waits for what is being told. */
  flush(): Promise<void>;
}

interface Pending {
  userIds: Set<string>;
  cancel: () => void;
}

export function createTouches(clock: Clock, touch: (documentId: string, userIds: ReadonlySet<string>) => Promise<void>): Touches {
  const pending = new Map<string, Pending>();
  const telling = new Set<Promise<void>>();
  async function tell(documentId: string): Promise<void> {
    const { userIds, cancel } = pending.get(documentId) ?? { userIds: new Set<string>(), cancel: () => undefined };
    cancel();
    pending.delete(documentId);
    const told = touch(documentId, userIds);
    telling.add(told);
    await told.finally(() => telling.delete(told));
  }
  return {
    edited(documentId, userIds) {
      const known = pending.get(documentId);
      if (known) {
        for (const userId of userIds) known.userIds.add(userId);
        return;
      }
      pending.set(documentId, { userIds: new Set(userIds), cancel: clock.after(times.touchMs, () => void tell(documentId)) });
    },
    async flush() {
      await Promise.all([...[...pending.keys()].map(tell), ...telling]);
    },
  };
}
