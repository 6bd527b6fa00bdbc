import { can } from '#shared/access/can.ts';
import type { personal } from '#shared/features/personal/contract.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import type { RoomLines } from '../chat/index.ts';
import { personsById } from '../people/index.ts';
import { conversationsOf } from '../direct/index.ts';
import { readableRooms, roomById } from '../spaces/index.ts';
import type { AccountStream } from './account-stream.ts';
import type { Pulses } from './pulses.ts';
import { markId, threadId, type MarkRecord, type PersonalRepository } from './repository.ts';
import type { Belonging, Standing } from './standing.ts';

type Personal = typeof personal;
/** Rooms of one person that are told of at once. */
const maxRooms = 500;

export interface PersonalWorld {
  tools: Tools<Personal>;
  repository: PersonalRepository;
  lines: RoomLines;
  standing: Standing;
  stream: AccountStream;
  pulses: Pulses;
}

/** What was read: marks per room and thread, counts from the log, and who else read. */
export function marksPart({ tools, repository, lines, standing, stream, pulses }: PersonalWorld) {
  const cursors = createCursors(tools.secret);

  /** Rooms of her spaces, then her conversations. */
  async function belongings(ctx: Context<Personal>): Promise<Belonging[]> {
    const [rooms, conversations] = await Promise.all([readableRooms(tools, ctx.actor), conversationsOf(tools, ctx.actor.userId)]);
    return [...rooms, ...conversations.map(({ id, requestedAt }) => ({ room: { id }, joinedAt: requestedAt }))].slice(0, maxRooms);
  }
  async function belongingOf(ctx: Context<Personal>, roomId: string): Promise<Belonging> {
    const found = (await belongings(ctx)).find(({ room }) => room.id === roomId);
    const { spaceId } = ctx.scope;
    return found ?? { room: { id: roomId, ...(spaceId !== undefined && { spaceId }) }, joinedAt: ctx.now.toISOString() };
  }
  const state = async (ctx: Context<Personal>, roomId: string) => standing.one(ctx.actor, await belongingOf(ctx, roomId), ctx.now);

  async function setThreadMark(
    ctx: Context<Personal>,
    at: { roomId: string; root: number },
    upTo: (before: number) => number,
  ): Promise<boolean> {
    const { userId } = ctx.actor;
    const before = (await repository.threadMarks(userId, [at])).get(threadId(userId, at.roomId, at.root));
    const mark = { ...(before ?? { id: threadId(userId, at.roomId, at.root), userId, ...at }), upTo: upTo(before?.upTo ?? 0) };
    if (before?.upTo === mark.upTo) return false;
    await repository.commit([repository.threads.put(mark)]);
    return true;
  }
  async function setMark(ctx: Context<Personal>, roomId: string, upTo: (before: number) => number): Promise<boolean> {
    const { userId } = ctx.actor;
    const before: MarkRecord | undefined = (await repository.marksOf(userId, [roomId])).get(roomId);
    const mark = { ...(before ?? { id: markId(userId, roomId), userId, roomId }), upTo: upTo(before?.upTo ?? 0) };
    if (before?.upTo === mark.upTo) return false;
    await repository.commit([repository.marks.put(mark)]);
    return true;
  }
  async function move(ctx: Context<Personal>, place: { roomId: string; thread: number | undefined }, upTo: (before: number) => number) {
    const { roomId, thread } = place;
    const hasMoved = thread === undefined ? await setMark(ctx, roomId, upTo) : await setThreadMark(ctx, { roomId, root: thread }, upTo);
    if (hasMoved) await stream.tell(ctx.actor.userId, { kind: 'read', roomId, upTo: upTo(0), ...(thread !== undefined && { thread }) });
    return state(ctx, roomId);
  }

  return {
    async listRooms(ctx) {
      const own = await belongings(ctx);
      if (ctx.connection)
        await pulses.follow(
          ctx.connection,
          own.map(({ room }) => room.id),
        );
      const accountHead = await stream.head(ctx.actor.userId);
      return { rooms: await standing.all(ctx.actor, own, ctx.now), accountHead };
    },
    getRoomState: (ctx, { roomId }) => state(ctx, roomId),
    async markRead(ctx, { roomId, thread, upTo }) {
      const head = (await lines.level([roomId])).get(roomId) ?? 0;
      if (upTo > head) throw ctx.fail('beyondHead', { head });
      return move(ctx, { roomId, thread }, (before) => Math.max(before, upTo));
    },
    markUnread: (ctx, { roomId, thread, from }) => move(ctx, { roomId, thread }, () => from - 1),
    async setNotices(ctx, { roomId, notices }) {
      const { userId } = ctx.actor;
      const { mark } = await state(ctx, roomId);
      await repository.commit([repository.marks.put({ id: markId(userId, roomId), userId, roomId, upTo: mark, notices })]);
      await stream.tell(userId, { kind: 'notices', roomId });
      return {};
    },
    async listReaders(ctx, { roomId, seq }) {
      const room = await roomById(tools, roomId);
      if (!room || room.receipts === 'off') throw ctx.fail('receiptsOff');
      const line = (await lines.at(roomId, [seq], ctx.actor.userId)).get(seq);
      if (line?.kind !== 'message') throw ctx.fail('unknownMessage');
      const readers = (await repository.readersOf(roomId, seq)).filter(({ userId }) => userId !== line.authorId);
      const people = await personsById(
        tools,
        readers.map(({ userId }) => userId),
      );
      // Who keeps her presence to herself is not counted among the readers either.
      const shown = readers
        .filter(({ userId }) => people.get(userId)?.settings.showPresence === true && !tools.apartness.areApart(ctx.actor.userId, userId))
        .map(({ userId }) => userId);
      return { count: shown.length, ...(room.receipts === 'names' && { userIds: shown }) };
    },
    async followThread(ctx, { roomId, thread, isFollowing }) {
      const { userId } = ctx.actor;
      await lines.level([roomId]);
      const root = (await lines.at(roomId, [thread], userId)).get(thread);
      if (!root || root.thread !== undefined) throw ctx.fail('notAThread');
      const before = (await repository.threadMarks(userId, [{ roomId, root: thread }])).get(threadId(userId, roomId, thread));
      const mark = before ?? { id: threadId(userId, roomId, thread), userId, roomId, root: thread, upTo: root.replies?.lastSeq ?? 0 };
      await repository.commit([repository.threads.put({ ...mark, isFollowing })]);
      await stream.tell(userId, { kind: 'following', roomId, thread });
      return {};
    },
    async isFollowing(ctx, { roomId, thread }) {
      const { userId } = ctx.actor;
      const mark = (await repository.threadMarks(userId, [{ roomId, root: thread }])).get(threadId(userId, roomId, thread));
      if (mark?.isFollowing !== undefined) return { isFollowing: mark.isFollowing };
      await lines.level([roomId]);
      return { isFollowing: await lines.isFollower(roomId, thread, userId) };
    },
    async listFollowedThreads(ctx, { limit, cursor }) {
      const { userId } = ctx.actor;
      const after = cursors.decode('followed threads', cursor);
      const { threads, next } = await lines.followedThreads(userId, { limit, ...(after && { after }) });
      const marks = await repository.threadMarks(
        userId,
        threads.map(({ roomId, root }) => ({ roomId, root: root.seq })),
      );
      const items = [];
      for (const { roomId, root } of threads) {
        const scope = await tools.loadScope('room', roomId);
        const mark = marks.get(threadId(userId, roomId, root.seq));
        if (!scope || !can(ctx.actor, 'room.read', scope) || mark?.isFollowing === false) continue;
        items.push({ roomId, root, unread: await lines.countUnread({ roomId, thread: root.seq, after: mark?.upTo ?? 0 }, userId) });
      }
      const cursorOut = cursors.encode('followed threads', next);
      return { items, ...(cursorOut !== undefined && { next: cursorOut }) };
    },
  } satisfies Partial<Service<Personal>>;
}
