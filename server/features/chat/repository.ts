import type { Ports } from '../../kernel/feature.ts';
import type { Page, Range, Scalar, WriteOp } from '../../platform/store/port.ts';
import { roomStream } from './entries.ts';
import { lineId, type LineRecord } from './lines.ts';

/** How far the lines of a room contain its log. */
type ProjectedRoom = { id: string; known: number };
/** One person's choice. Of an anonymous poll nothing here leads back to her. */
export type VoteRecord = { id: string; pollId: string; optionIds: string[]; voterId?: string };

/** The only file that knows how rooms' lines and votes are stored. */
export function chatRepository({ log, store }: Pick<Ports, 'log' | 'store'>) {
  const lines = store.collection<LineRecord>('roomLines', {
    schemaVersion: 1,
    terms: 'terms',
    indexes: [
      ['roomId', 'timeline', 'seq'],
      ['roomId', 'mentions', 'seq'],
      ['roomId', 'lastReplySeq'],
      ['roomId', 'isPinned'],
      ['followers', 'lastReplyAt'],
    ],
  });
  const projected = store.collection<ProjectedRoom>('projectedRooms', { schemaVersion: 1 });
  const votes = store.collection<VoteRecord>('pollVotes', { schemaVersion: 1, indexes: [['pollId', 'optionIds'], ['pollId']] });
  const ascending = (page: Page<LineRecord>) => ({ lines: page.items, hasMore: page.next !== undefined });
  const descending = (page: Page<LineRecord>) => ({ lines: page.items.reverse(), hasMore: page.next !== undefined });

  return {
    lines,
    votes,
    commit: store.commit.bind(store),
    async heads(roomIds: readonly string[]): Promise<Map<string, number>> {
      const heads = await log.heads(roomIds.map(roomStream));
      return new Map(roomIds.map((roomId) => [roomId, heads.get(roomStream(roomId)) ?? 0]));
    },
    async known(roomId: string): Promise<number> {
      return (await projected.get(roomId))?.known ?? 0;
    },
    /** Moves on from exactly `from`, or fails with the whole commit. */
    moveKnown(roomId: string, from: number, to: number): WriteOp {
      const doc = { id: roomId, known: to };
      return from === 0 ? projected.insert(doc) : projected.replace(doc, { known: from });
    },
    async byNumber(roomId: string, seqs: readonly number[]): Promise<Map<number, LineRecord>> {
      if (seqs.length === 0) return new Map();
      const found = await lines.getMany(seqs.map((seq) => lineId(roomId, seq)));
      return new Map(found.map((line) => [line.seq, line]));
    },
    before: async (where: { roomId: string; timeline: string }, seq: number | undefined, limit: number) =>
      descending(await lines.find({ match: { ...where, ...(seq !== undefined && { seq: { lt: seq } }) }, sort: [['seq', -1]], limit })),
    after: async (where: { roomId: string; timeline: string }, seq: number, limit: number) =>
      ascending(await lines.find({ match: { ...where, seq: { gt: seq } }, sort: [['seq', 1]], limit })),
    pinned: async (roomId: string, limit: number) =>
      (await lines.find({ match: { roomId, isPinned: true }, sort: [['seq', -1]], limit })).items,
    countPinned: (roomId: string) => lines.count({ roomId, isPinned: true }),
    search: (roomId: string, terms: readonly string[], limit: number, after?: (Scalar | null)[]) =>
      lines.find({ match: { roomId }, terms, sort: [['seq', -1]], limit, ...(after && { after }) }),
    threads: (roomId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      lines.find({ match: { roomId, lastReplySeq: { gt: 0 } }, sort: [['lastReplySeq', -1]], limit, ...(after && { after }) }),
    followedThreads: (userId: string, since: string | undefined, limit: number, after?: (Scalar | null)[]) =>
      lines.find({
        match: { followers: userId, ...(since !== undefined && { lastReplyAt: { gt: since } }) },
        sort: [['lastReplyAt', -1]],
        limit,
        ...(after && { after }),
      }),
    countShown: (where: {
      roomId: string;
      timeline: string;
      seq: Range;
      authorId?: { in: readonly string[] };
      mentions?: { in: readonly string[] };
    }) => lines.count({ ...where, isShown: true }),
  };
}
export type ChatRepository = ReturnType<typeof chatRepository>;
