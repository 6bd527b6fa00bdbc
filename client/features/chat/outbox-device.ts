import type { Drafts } from '#client/kernel/drafts.ts';
import { isOutboxEntry, type OutboxDevice, type OutboxEntry } from './outbox-entry.ts';

export interface MemoryKeeping {
  load(): readonly unknown[];
  save(entries: readonly OutboxEntry[]): void;
}

/** For one tab: where the browser keeps no databases, or the person sits at a shared computer. */
export function memoryOutbox(keeping?: MemoryKeeping): OutboxDevice {
  const entries = new Map<string, OutboxEntry>();
  for (const entry of keeping?.load() ?? []) if (isOutboxEntry(entry)) entries.set(entry.clientId, entry);
  const save = (): void => keeping?.save([...entries.values()]);
  return {
    load: () => Promise.resolve([...entries.values()]),
    add(entry) {
      entries.set(entry.clientId, entry);
      save();
      return Promise.resolve();
    },
    change(clientId, step) {
      const before = entries.get(clientId);
      if (!before) return Promise.resolve();
      const after = step(before);
      if (after) entries.set(clientId, after);
      else entries.delete(clientId);
      save();
      return Promise.resolve();
    },
    close: () => undefined,
  };
}

const draftPlace = 'outbox';

/** In memory, and in the drafts of the tab for its next page. */
export function draftsOutbox(drafts: Drafts): OutboxDevice {
  return memoryOutbox({ load: () => drafts.readUnsent(draftPlace), save: (entries) => drafts.writeUnsent(draftPlace, entries) });
}
