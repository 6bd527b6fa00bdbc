import type { Actor } from '#shared/access/can.ts';
import { maxCount, type RoomState } from '#shared/features/personal/contract.ts';
import { mentionToken, type Mention } from '#shared/features/chat/mentions.ts';
import type { RoomLines } from '../chat/index.ts';
import { markId, threadId, type MarkRecord, type PersonalRepository } from './repository.ts';

/** Threads that are looked through for unread replies: the last replied to of those somebody follows. */
const maxThreads = 200;
/** A thread nobody wrote in for so long is not unread any more. */
const threadDays = 60;
const dayMs = 24 * 3600 * 1000;

export interface Belonging {
  /** A conversation is in no space. */
  room: { id: string; spaceId?: string };
  joinedAt: string;
}
type ThreadState = RoomState['threads'][number];

/** Where a person stands in her rooms: computed from the rooms' logs and her marks each time it is asked for. */
export function createStanding({ repository, lines }: { repository: PersonalRepository; lines: RoomLines }) {
  /** Who never read a room has read what was said before she came. */
  async function markOf(actor: Actor, { room, joinedAt }: Belonging, known: MarkRecord | undefined): Promise<MarkRecord> {
    if (known) return known;
    const { userId } = actor;
    const mark = { id: markId(userId, room.id), userId, roomId: room.id, upTo: await lines.lastBefore(room.id, joinedAt) };
    await repository.commit([repository.marks.put(mark)]);
    return mark;
  }

  function tokensOf(actor: Actor, spaceId: string | undefined): string[] {
    const role = spaceId === undefined ? undefined : actor.spaces.get(spaceId);
    const named: Mention[] = [{ kind: 'person', id: actor.userId }, { kind: 'space' }, ...(role ? [{ kind: 'role' as const, role }] : [])];
    return named.map(mentionToken);
  }

  /** Followed threads with unread replies, by room; those she chose not to follow are left out. */
  async function unreadThreads(actor: Actor, now: Date, only?: string): Promise<Map<string, ThreadState[]>> {
    const { userId } = actor;
    const since = new Date(now.getTime() - threadDays * dayMs).toISOString();
    const { threads } = await lines.followedThreads(userId, { since, limit: maxThreads });
    const chosen = await repository.chosenThreads(userId);
    const followed = new Map<string, { roomId: string; root: number; lastReplySeq: number }>();
    const add = (thread: { roomId: string; root: number; lastReplySeq: number }) => {
      if (only === undefined || thread.roomId === only) followed.set(threadId(userId, thread.roomId, thread.root), thread);
    };
    for (const { roomId, root } of chosen) add({ roomId, root, lastReplySeq: Infinity });
    for (const { roomId, root, lastReplySeq } of threads) add({ roomId, root: root.seq, lastReplySeq });
    const marks = await repository.threadMarks(userId, [...followed.values()]);
    const byRoom = new Map<string, ThreadState[]>();
    for (const [id, { roomId, root, lastReplySeq }] of followed) {
      const mark = marks.get(id);
      if (mark?.isFollowing === false || lastReplySeq <= (mark?.upTo ?? 0)) continue;
      const unread = Math.min(maxCount, await lines.countUnread({ roomId, thread: root, after: mark?.upTo ?? 0 }, userId));
      if (unread > 0) byRoom.set(roomId, [...(byRoom.get(roomId) ?? []), { root, unread, mark: mark?.upTo ?? 0 }]);
    }
    return byRoom;
  }

  async function stateOf(
    actor: Actor,
    belonging: Belonging,
    given: { head: number; mark: MarkRecord | undefined; threads: ThreadState[] },
  ): Promise<RoomState> {
    const { id: roomId, spaceId } = belonging.room;
    const mark = await markOf(actor, belonging, given.mark);
    const after = mark.upTo;
    const isLevel = given.head <= after;
    const unread = isLevel ? 0 : await lines.countUnread({ roomId, after }, actor.userId);
    const [mentions, firstUnread, newest] = await Promise.all([
      isLevel ? 0 : lines.countMentions({ roomId, after }, tokensOf(actor, spaceId), actor.userId),
      unread === 0 ? undefined : lines.firstUnread({ roomId, after }, actor.userId),
      lines.newest(roomId, actor.userId),
    ]);
    return {
      roomId,
      ...(spaceId !== undefined && { spaceId }),
      head: given.head,
      mark: after,
      unread: Math.min(maxCount, unread),
      mentions: Math.min(maxCount, mentions),
      threads: given.threads,
      notices: mark.notices ?? 'all',
      ...(firstUnread !== undefined && { firstUnread }),
      ...(newest && { newest }),
    };
  }

  return {
    async all(actor: Actor, belongings: readonly Belonging[], now: Date): Promise<RoomState[]> {
      const ids = belongings.map(({ room }) => room.id);
      const heads = await lines.level(ids);
      const marks = await repository.marksOf(actor.userId, ids);
      const threads = await unreadThreads(actor, now);
      const states: RoomState[] = [];
      for (const belonging of belongings) {
        const { id } = belonging.room;
        states.push(await stateOf(actor, belonging, { head: heads.get(id) ?? 0, mark: marks.get(id), threads: threads.get(id) ?? [] }));
      }
      return states;
    },
    async one(actor: Actor, belonging: Belonging, now: Date): Promise<RoomState> {
      const { id } = belonging.room;
      const head = (await lines.level([id])).get(id) ?? 0;
      const mark = (await repository.marksOf(actor.userId, [id])).get(id);
      const threads = await unreadThreads(actor, now, id);
      return stateOf(actor, belonging, { head, mark, threads: threads.get(id) ?? [] });
    },
    unreadThreads,
  };
}
export type Standing = ReturnType<typeof createStanding>;
