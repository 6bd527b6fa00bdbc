import type { RoomChange, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent } from '#shared/features/chat/room-state.ts';
import type { StoredEntry } from './room-view.ts';

/** A change as the log would tell it, before it has a number. */
export type Wish = RoomChange extends infer One ? (One extends { seq: number } ? Omit<One, 'seq'> : never) : never;

export interface ChangesWorld {
  /** What the hub made of it. */
  taken(item: RoomItem): void;
  changed(): void;
}

/** Changes made here that the hub has not answered: shown at once by the room's own rule, gone when they are refused. */
export interface RoomChanges {
  shown(entry: StoredEntry): StoredEntry;
  /** Changes of one line leave one after the other. @throws as `ask` does, after the change is shown no more */
  make(wish: Wish, ask: () => Promise<RoomItem>): Promise<void>;
}

/** After everything the log holds. */
const unnumbered = Number.MAX_SAFE_INTEGER;

export function createRoomChanges(world: ChangesWorld): RoomChanges {
  let wishes: Wish[] = [];
  const rows = new Map<number, Promise<unknown>>();

  async function inRow<T>(seq: number, ask: () => Promise<T>): Promise<T> {
    const before = rows.get(seq);
    const mine = before ? before.then(ask) : ask();
    const quiet = mine.catch(() => undefined);
    rows.set(seq, quiet);
    try {
      return await mine;
    } finally {
      if (rows.get(seq) === quiet) rows.delete(seq);
    }
  }
  return {
    shown(entry) {
      const mine = wishes.filter(({ target }) => target === entry.seq);
      if (mine.length === 0) return entry;
      // Each is tried on the line as it is now: what is contained already has no effect.
      const now = mine.reduce<RoomItem>((line, wish) => ({ ...applyEvent(line, { ...wish, seq: unnumbered }), asOf: entry.asOf }), entry);
      return { ...now, key: entry.key, isChanging: true };
    },
    async make(wish, ask) {
      wishes = [...wishes, wish];
      world.changed();
      try {
        world.taken(await inRow(wish.target, ask));
      } finally {
        wishes = wishes.filter((other) => other !== wish);
        world.changed();
      }
    },
  };
}
