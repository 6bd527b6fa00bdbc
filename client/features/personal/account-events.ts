import type { AccountEvent } from '#shared/features/personal/contract.ts';

/** A hub that says it is ahead and gives nothing is asked no more than so often. */
const maxRounds = 5;

interface Synced {
  events: readonly { seq: number; event: AccountEvent }[];
  head: number;
  isReset: boolean;
}
export interface AccountWorld {
  /** Rejects when it cannot be asked now: the next head will try again. */
  sync(after: number): Promise<Synced>;
  apply(event: AccountEvent): void;
  /** Too much was missed: everything is to be asked for anew. */
  reset(): void;
}

/** The account's own events in their order; what was missed is asked for. */
export interface AccountEvents {
  /** The head that came with a list of all rooms. */
  listed(head: number): void;
  told(seq: number, event: AccountEvent): void;
  /** The hub tells its head now and then. */
  headTold(head: number): void;
}

export function createAccountEvents({ sync, apply, reset }: AccountWorld): AccountEvents {
  let known: number | undefined;
  let wanted = 0;
  let isSyncing = false;

  /** @returns up to where it is known now */
  function take({ events, head, isReset }: Synced, from: number): number {
    if (isReset) {
      reset();
      return head;
    }
    for (const { seq, event } of events) if (seq > from) apply(event);
    return Math.max(from, head);
  }
  async function catchUp(): Promise<void> {
    if (isSyncing || known === undefined) return;
    isSyncing = true;
    try {
      for (let round = 0; round < maxRounds && known < wanted; round += 1) known = take(await sync(known), known);
    } catch {
      // No line: the head told next, or the next list, leads here again.
    } finally {
      isSyncing = false;
    }
  }
  function reach(head: number): void {
    wanted = Math.max(wanted, head);
    void catchUp();
  }
  return {
    listed(head) {
      // A hub that was restored from a backup begins its numbers anew.
      if (known === undefined || head < known) {
        known = head;
        wanted = head;
      } else reach(head);
    },
    told(seq, event) {
      if (known === undefined || seq <= known) return;
      if (isSyncing || seq !== known + 1) return reach(seq);
      known = seq;
      apply(event);
    },
    headTold(head) {
      if (known === undefined || head === known) return;
      if (head > known) return reach(head);
      if (isSyncing) return;
      known = head;
      wanted = head;
      reset();
    },
  };
}
