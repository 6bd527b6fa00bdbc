import { blocks } from '#shared/features/blocks/contract.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import type { Blocked } from '#client/kernel/personal.ts';

const againMs = 10_000;

/** Whom the person signed in has blocked, on whatever device. */
export function createBlocked({ hub, timing }: { hub: Hub; timing: Timing }): Blocked & { close(): void } {
  const api = hub(blocks);
  const listeners = new Set<() => void>();
  const changeListeners = new Set<() => void>();
  let ids: ReadonlySet<string> | undefined;
  let isClosed = false;
  /** An answer asked for before the newest question is out of date. */
  let asked = 0;
  let cancel: (() => void) | undefined;

  async function load(): Promise<void> {
    cancel?.();
    cancel = undefined;
    asked += 1;
    const mine = asked;
    try {
      const { items } = await api.call('listBlocks', {});
      if (isClosed || mine !== asked) return;
      take(new Set(items.map(({ userId }) => userId)));
    } catch {
      if (!isClosed && mine === asked) cancel = timing.later(againMs, () => void load());
    }
  }
  function take(next: ReadonlySet<string>): void {
    const before = ids;
    if (before?.size === next.size && [...next].every((id) => before.has(id))) return;
    ids = next;
    for (const listener of [...listeners]) listener();
    // What is shown was read with the first answer, or after it.
    if (before) for (const listener of [...changeListeners]) listener();
  }
  const stops = [api.on('changed', () => void load()), hub.onConnected(() => void load())];
  if (hub.isLive()) void load();
  else cancel = timing.later(againMs, () => void load());

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ids: () => ids,
    async block(accountId) {
      await api.call('block', { accountId });
      await load();
    },
    async unblock(userId) {
      await api.call('unblock', { userId });
      await load();
    },
    onChanged(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    close() {
      isClosed = true;
      cancel?.();
      for (const stop of stops) stop();
    },
  };
}
