import type { RoomItem } from '#shared/features/chat/contract.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';

export interface SinglesWorld {
  timing: Timing;
  /** Whether the room is open and may be asked. */
  mayAsk(): boolean;
  get(seqs: readonly number[]): Promise<{ items: readonly RoomItem[]; head: number }>;
  /** False when the answer is too old to be brought up to date. */
  take(items: readonly RoomItem[], head: number): boolean;
}

/** Lines asked for by number, in batches: quoted ones, permalinks, what is shown again. */
export interface RoomSingles {
  /** `minHead`: an answer that is older says nothing. */
  want(seq: number, minHead?: number): void;
  /** Resolves when it was asked for; whether it is there shows the log. @throws as the hub answers */
  find(seq: number): Promise<void>;
  /** The room is open (again). */
  resume(): void;
  /** The room was left; what is wanted is asked for when it is open again. */
  pause(): void;
}

const gatherMs = 30;
const retryMs = 5_000;
const maxBatch = 50;
const maxWanted = 500;

export function createRoomSingles(world: SinglesWorld): RoomSingles {
  const wanted = new Map<number, number>();
  const asked = new Set<number>();
  /** Not there, or not for this person; asked for again when the room is opened anew. */
  const absent = new Set<number>();
  let cancel: (() => void) | undefined;

  function askLater(delayMs: number): void {
    if (wanted.size === 0 || cancel || !world.mayAsk()) return;
    cancel = world.timing.later(delayMs, () => {
      cancel = undefined;
      void ask();
    });
  }
  async function ask(): Promise<void> {
    const batch = [...wanted].slice(0, maxBatch);
    if (batch.length === 0) return;
    for (const [seq] of batch) {
      wanted.delete(seq);
      asked.add(seq);
    }
    let delayMs = gatherMs;
    try {
      const { items, head } = await world.get(batch.map(([seq]) => seq));
      const isTaken = world.take(items, head);
      const found = new Set(items.map(({ seq }) => seq));
      for (const [seq, minHead] of batch) {
        if (!isTaken || head < minHead) {
          wanted.set(seq, minHead);
          delayMs = retryMs;
        } else if (!found.has(seq)) absent.add(seq);
      }
    } catch (error) {
      delayMs = retryMs;
      for (const [seq, minHead] of batch) {
        if (error instanceof UnreachableError) wanted.set(seq, minHead);
        else absent.add(seq);
      }
    } finally {
      for (const [seq] of batch) asked.delete(seq);
    }
    askLater(delayMs);
  }
  return {
    want(seq, minHead = 0) {
      const isKnown = asked.has(seq) || absent.has(seq);
      if ((isKnown && minHead === 0) || wanted.size >= maxWanted) return;
      wanted.set(seq, Math.max(minHead, wanted.get(seq) ?? 0));
      askLater(gatherMs);
    },
    async find(seq) {
      const { items, head } = await world.get([seq]);
      if (!world.take(items, head)) throw new UnreachableError('the answer is out of date');
    },
    resume() {
      absent.clear();
      askLater(gatherMs);
    },
    pause() {
      cancel?.();
      cancel = undefined;
    },
  };
}
