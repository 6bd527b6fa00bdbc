import type { Message } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { RoomChanges } from './room-changes.ts';
import type { RoomPolls } from './room-polls.ts';
import type { RoomTransport } from './room-transport.ts';
import { storedText, type StoredEntry } from './room-view.ts';

/**
 * What a person does to a line. Each shows at once, and is undone when the promise rejects: HubError as refused,
 * UnreachableError when no answer came (it may have been carried out; the log tells).
 */
export interface RoomActions {
  /** `chat/staleRevision`: the line as it is now is shown; the caller keeps the text until the promise is resolved. */
  edit(seq: number, change: { baseRevision: number; text: string; direction: Direction; confirmsMentions?: boolean }): Promise<void>;
  /** A reason is needed for somebody else's message. */
  remove(seq: number, reason?: string): Promise<void>;
  react(seq: number, emoji: string, isOn: boolean): Promise<void>;
  pin(seq: number, isOn: boolean, note?: string): Promise<void>;
  turn(seq: number, direction: Direction): Promise<void>;
  /** Instead of what was chosen before; nothing takes the vote back. */
  vote(seq: number, optionIds: readonly string[]): Promise<void>;
  closePoll(seq: number): Promise<void>;
}

export interface ActionsWorld {
  userId: string;
  timing: Timing;
  transport: RoomTransport;
  changes: RoomChanges;
  polls: RoomPolls;
  line(seq: number): StoredEntry | undefined;
  /** What is held of a line may be out of date. */
  refetch(seq: number): void;
}

export function createRoomActions({ userId, timing, transport, changes, polls, line, refetch }: ActionsWorld): RoomActions {
  const change = (target: number) => ({ target, at: new Date(timing.now()).toISOString() });
  const isOwn = (seq: number): boolean => line(seq)?.authorId === userId;

  async function edit(seq: number, wanted: Parameters<RoomActions['edit']>[1]): Promise<void> {
    const { baseRevision: base, direction } = wanted;
    const text = storedText(wanted.text);
    try {
      await changes.make({ ...change(seq), kind: 'edited', base, text, direction }, (): Promise<Message> =>
        transport.edit({ seq, ...wanted }),
      );
    } catch (error) {
      if (error instanceof HubError && error.code === 'chat/staleRevision') refetch(seq);
      throw error;
    }
  }
  return {
    edit,
    remove: (seq, reason) =>
      changes.make(
        { ...change(seq), kind: 'removed', removedBy: isOwn(seq) ? 'author' : 'moderators', ...(reason !== undefined && { reason }) },
        () => transport.remove(seq, reason),
      ),
    react: (seq, emoji, isOn) =>
      changes.make({ ...change(seq), kind: 'reacted', by: userId, emoji, isOn }, () => transport.react(seq, emoji, isOn)),
    pin: (seq, isOn, note) =>
      changes.make({ ...change(seq), kind: 'pinned', by: userId, isOn, ...(note !== undefined && { note }) }, () =>
        transport.pin(seq, isOn, note),
      ),
    turn: (seq, direction) => changes.make({ ...change(seq), kind: 'turned', direction }, () => transport.turn(seq, direction)),
    vote: (seq, optionIds) => polls.vote(seq, optionIds, () => transport.vote(seq, optionIds)),
    closePoll: (seq) => polls.close(seq, () => transport.closePoll(seq)),
  };
}
