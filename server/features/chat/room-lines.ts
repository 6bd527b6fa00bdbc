import type { RoomItem } from '#shared/features/chat/contract.ts';
import type { Apartness, Ports } from '../../kernel/feature.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Scalar } from '../../platform/store/port.ts';
import { lineId, roomTimeline, timelineOf, viewOf, type LineRecord } from './lines.ts';
import { createProjector } from './projector.ts';
import { chatRepository } from './repository.ts';

/** A thread somebody follows as she wrote in it, or is named in it. */
export interface FollowedThread {
  roomId: string;
  root: RoomItem;
  lastReplySeq: number;
  lastReplyAt: string;
}

/** What features above count and look up in rooms, always level with the log. */
export interface RoomLines {
  /** Heads of up to 1000 rooms, once their lines contain them. */
  level(roomIds: readonly string[]): Promise<Map<string, number>>;
  at(roomId: string, seqs: readonly number[], readerId: string): Promise<Map<number, RoomItem>>;
  /** Shown messages of others with a number above `after`, in the room itself or in a thread. */
  countUnread(place: { roomId: string; thread?: number; after: number }, userId: string): Promise<number>;
  /** Shown messages of the room itself above `after` that name one of the tokens; who is named in a thread follows it. */
  countMentions(place: { roomId: string; after: number }, tokens: readonly string[], readerId: string): Promise<number>;
  /** The first shown message of somebody else above `after`. */
  firstUnread(place: { roomId: string; after: number }, userId: string): Promise<number | undefined>;
  newest(roomId: string, readerId: string): Promise<RoomItem | undefined>;
  /** Number of the newest line that was written before an instant, among the newest hundred. */
  lastBefore(roomId: string, instant: string): Promise<number>;
  /** She wrote in the thread or is named in it. */
  isFollower(roomId: string, root: number, userId: string): Promise<boolean>;
  followedThreads(
    userId: string,
    query: { since?: string; limit: number; after?: (Scalar | null)[] },
  ): Promise<{ threads: FollowedThread[]; next?: (Scalar | null)[] }>;
}

/** Own messages in a row that are passed over while the first of somebody else's is looked for. */
const maxOwnInARow = 100;
const maxLooked = 100;

const threadOf = (line: LineRecord, blocked: ReadonlySet<string>): FollowedThread => ({
  roomId: line.roomId,
  root: viewOf(line, blocked),
  lastReplySeq: line.lastReplySeq ?? 0,
  lastReplyAt: line.lastReplyAt ?? '',
});

export function createRoomLines(tools: Ports & { logger: Logger; apartness: Apartness }): RoomLines {
  const { apartness } = tools;
  const repository = chatRepository(tools);
  const projector = createProjector({ ports: tools, repository, logger: tools.logger });

  return {
    async level(roomIds) {
      const heads = await repository.heads(roomIds);
      for (const [roomId, head] of heads) await projector.upTo(roomId, head);
      return heads;
    },
    async at(roomId, seqs, readerId) {
      const lines = await repository.lines.getMany(seqs.map((seq) => lineId(roomId, seq)));
      return new Map(lines.map((line) => [line.seq, viewOf(line, apartness.hiddenFrom(readerId))]));
    },
    async countUnread({ roomId, thread, after }, userId) {
      const where = { roomId, timeline: timelineOf(thread), seq: { gt: after } };
      const passedOver = [userId, ...apartness.hiddenFrom(userId)];
      const [all, own] = await Promise.all([
        repository.countShown(where),
        repository.countShown({ ...where, authorId: { in: passedOver } }),
      ]);
      return all - own;
    },
    async countMentions({ roomId, after }, tokens, readerId) {
      const where = { roomId, timeline: roomTimeline, seq: { gt: after }, mentions: { in: tokens } };
      const passedOver = [readerId, ...apartness.hiddenFrom(readerId)];
      const [all, own] = await Promise.all([
        repository.countShown(where),
        repository.countShown({ ...where, authorId: { in: passedOver } }),
      ]);
      return all - own;
    },
    async firstUnread({ roomId, after }, userId) {
      const { lines } = await repository.after({ roomId, timeline: roomTimeline }, after, maxOwnInARow);
      const blocked = apartness.hiddenFrom(userId);
      return lines.find((line) => line.isShown && line.authorId !== userId && !blocked.has(line.authorId))?.seq;
    },
    async newest(roomId, readerId) {
      const { lines } = await repository.before({ roomId, timeline: roomTimeline }, undefined, 1);
      return lines[0] && viewOf(lines[0], apartness.hiddenFrom(readerId));
    },
    async lastBefore(roomId, instant) {
      const { lines, hasMore } = await repository.before({ roomId, timeline: roomTimeline }, undefined, maxLooked);
      const first = lines.findIndex(({ item }) => item.at > instant);
      if (first === -1) return lines.at(-1)?.seq ?? 0;
      if (first === 0 && !hasMore) return 0;
      return (lines[first]?.seq ?? 1) - 1;
    },
    async isFollower(roomId, root, userId) {
      const line = await repository.lines.get(lineId(roomId, root));
      return line?.followers?.includes(userId) ?? false;
    },
    async followedThreads(userId, { since, limit, after }) {
      const found = await repository.followedThreads(userId, since, limit, after);
      return { threads: found.items.map((line) => threadOf(line, apartness.hiddenFrom(userId))), ...(found.next && { next: found.next }) };
    },
  };
}
