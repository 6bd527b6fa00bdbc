import type * as z from 'zod/mini';
import type { notices } from '#shared/features/personal/contract.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { Match, Scalar } from '../../platform/store/port.ts';

/** Up to where a person read a room. */
export type MarkRecord = { id: string; userId: string; roomId: string; upTo: number; notices?: z.output<typeof notices> };
/** What she did with a thread: read it, chose to follow it or not to. */
export type ThreadRecord = { id: string; userId: string; roomId: string; root: number; upTo: number; isFollowing?: boolean };
export type DraftRecord = { id: string; userId: string; place: string; text: string; revision: number; savedAt: string; other?: string };
export type BookmarkRecord = { id: string; userId: string; roomId: string; seq: number; note: string; at: string };

export const markId = (userId: string, roomId: string) => `${userId}.${roomId}`;
export const threadId = (userId: string, roomId: string, root: number) => `${userId}.${roomId}.${root}`;
export const draftId = (userId: string, place: string) => `${userId}.${place.replace(':', '.').replace('/', '.')}`;
export const bookmarkId = (userId: string, roomId: string, seq: number) => `${userId}.${roomId}.${seq}`;

export const maxDrafts = 200;
export const maxChosenThreads = 500;
/** Readers looked at for one message. */
export const maxReaders = 500;

/** The only file that knows how marks, drafts and bookmarks are stored. */
export function personalRepository({ store }: Pick<Ports, 'store'>) {
  const marks = store.collection<MarkRecord>('readMarks', { schemaVersion: 1, indexes: [['userId'], ['roomId', 'upTo']] });
  const threads = store.collection<ThreadRecord>('threadMarks', { schemaVersion: 1, indexes: [['userId', 'isFollowing']] });
  const drafts = store.collection<DraftRecord>('drafts', { schemaVersion: 1, indexes: [['userId', 'savedAt']] });
  const bookmarks = store.collection<BookmarkRecord>('bookmarks', { schemaVersion: 1, indexes: [['userId', 'at']] });

  return {
    marks,
    threads,
    drafts,
    bookmarks,
    commit: store.commit.bind(store),
    async marksOf(userId: string, roomIds: readonly string[]): Promise<Map<string, MarkRecord>> {
      const found = roomIds.length === 0 ? [] : await marks.getMany(roomIds.map((roomId) => markId(userId, roomId)));
      return new Map(found.map((mark) => [mark.roomId, mark]));
    },
    readersOf: async (roomId: string, seq: number) =>
      (await marks.find({ match: { roomId, upTo: { gte: seq } }, limit: maxReaders })).items,
    async threadMarks(userId: string, ids: readonly { roomId: string; root: number }[]): Promise<Map<string, ThreadRecord>> {
      const found = ids.length === 0 ? [] : await threads.getMany(ids.map(({ roomId, root }) => threadId(userId, roomId, root)));
      return new Map(found.map((thread) => [thread.id, thread]));
    },
    chosenThreads: async (userId: string) => (await threads.find({ match: { userId, isFollowing: true }, limit: maxChosenThreads })).items,
    draftsOf: async (userId: string) => (await drafts.find({ match: { userId }, sort: [['savedAt', -1]], limit: maxDrafts })).items,
    countDrafts: (userId: string) => drafts.count({ userId }),
    bookmarksOf: (match: Match, limit: number, after: (Scalar | null)[] | undefined) =>
      bookmarks.find({ match, sort: [['at', -1]], limit, ...(after && { after }) }),
    countBookmarks: (userId: string) => bookmarks.count({ userId }),
  };
}

/** Marks of people who read a room before this hub knew of it. @throws DuplicateError when one of them has a mark there */
export function putReadMarks(ports: Pick<Ports, 'store'>, roomId: string, read: ReadonlyMap<string, number>): Promise<void> {
  const { marks, commit } = personalRepository(ports);
  return commit([...read].map(([userId, upTo]) => marks.insert({ id: markId(userId, roomId), userId, roomId, upTo })));
}
export type PersonalRepository = ReturnType<typeof personalRepository>;
