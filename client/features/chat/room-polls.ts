import type { Poll } from '#shared/features/chat/contract.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { PollResults } from './room-transport.ts';

export interface PollsWorld {
  timing: Timing;
  mayAsk(): boolean;
  ask(seq: number): Promise<PollResults>;
  /** The poll as its line has it now. */
  poll(seq: number): Poll | undefined;
  changed(): void;
}

/** What this person may know of the results of polls: asked for when they are shown, and again when somebody voted. */
export interface RoomPolls {
  /** Undefined until it is known; asks for it. */
  results(seq: number): PollResults | undefined;
  /** Lines changed: results of polls that moved are asked for again, each at most once a second. */
  look(): void;
  /** The choice is shown at once. @throws as the hub refuses, after it is shown no more */
  vote(seq: number, optionIds: readonly string[], send: () => Promise<PollResults>): Promise<void>;
  /** An answer that tells the results too. */
  close(seq: number, send: () => Promise<PollResults>): Promise<void>;
  forget(): void;
}

const onceInMs = 1_000;
const maxPolls = 50;

interface Known {
  results?: PollResults;
  /** As the line was when the results were asked for. */
  state?: string;
  choice?: readonly string[];
  isAsking: boolean;
  askedAt: number;
  /** Answers are numbered: an older one never replaces a newer one. */
  asked: number;
  answered: number;
}

const stateOf = (poll: Poll | undefined): string | undefined => poll && `${poll.votedSeq ?? 0} ${poll.isClosed}`;

export function createRoomPolls(world: PollsWorld): RoomPolls {
  const known = new Map<number, Known>();
  let cancel: (() => void) | undefined;

  function entry(seq: number): Known {
    const before = known.get(seq) ?? { isAsking: false, askedAt: -Infinity, asked: 0, answered: 0 };
    known.delete(seq);
    known.set(seq, before);
    const oldest = known.keys().next().value;
    if (known.size > maxPolls && oldest !== undefined) known.delete(oldest);
    return before;
  }
  async function answer(mine: Known, seq: number, ask: () => Promise<PollResults>): Promise<void> {
    mine.asked += 1;
    const number = mine.asked;
    const state = stateOf(world.poll(seq));
    const results = await ask();
    if (number < mine.answered) return;
    mine.answered = number;
    mine.results = results;
    if (state !== undefined) mine.state = state;
    world.changed();
  }
  async function refresh(seq: number, mine: Known): Promise<void> {
    mine.isAsking = true;
    mine.askedAt = world.timing.now();
    try {
      await answer(mine, seq, () => world.ask(seq));
    } catch (error) {
      // A refusal stays one until the poll moves; without an answer it is asked for again.
      const state = stateOf(world.poll(seq));
      if (error instanceof HubError && state !== undefined) mine.state = state;
    } finally {
      mine.isAsking = false;
      look();
    }
  }
  function look(): void {
    let soonest = Infinity;
    for (const [seq, mine] of known) {
      const state = stateOf(world.poll(seq));
      if (mine.isAsking || state === undefined || state === mine.state || !world.mayAsk()) continue;
      const waitMs = mine.askedAt + onceInMs - world.timing.now();
      if (waitMs <= 0) void refresh(seq, mine);
      else soonest = Math.min(soonest, waitMs);
    }
    if (cancel || soonest === Infinity) return;
    cancel = world.timing.later(soonest, () => {
      cancel = undefined;
      look();
    });
  }
  return {
    results(seq) {
      const before = known.get(seq);
      if (!before) {
        entry(seq);
        // Not while a page is being drawn.
        cancel ??= world.timing.later(0, () => {
          cancel = undefined;
          look();
        });
      }
      const { results, choice } = before ?? {};
      return results && choice ? { ...results, mine: [...choice] } : results;
    },
    look,
    async vote(seq, optionIds, send) {
      const mine = entry(seq);
      mine.choice = optionIds;
      world.changed();
      try {
        await answer(mine, seq, send);
      } finally {
        if (mine.choice === optionIds) delete mine.choice;
        world.changed();
      }
    },
    close: (seq, send) => answer(entry(seq), seq, send),
    forget() {
      cancel?.();
      cancel = undefined;
      known.clear();
    },
  };
}
