import { maxDeclines, pauseDays, requestsPerDay, type Conversation, type direct } from '#shared/features/direct/contract.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { DuplicateError } from '../../platform/store/port.ts';
import { personById } from '../people/index.ts';
import { conversationId, directRepository, type ConversationRecord } from './repository.ts';

type Direct = typeof direct;
const dayMs = 24 * 3600 * 1000;

function seenBy(userId: string, conversation: ConversationRecord): Conversation {
  const { id, memberIds, requestedBy, requestedAt, state } = conversation;
  const isMine = requestedBy === userId;
  return {
    roomId: id,
    userId: memberIds.find((memberId) => memberId !== userId) ?? userId,
    // Being declined is not told.
    state: state === 'declined' && isMine ? 'requested' : state,
    isMine,
    since: requestedAt,
  };
}

export function directService(tools: Tools<Direct>): Service<Direct> {
  const { access, publish, apartness } = tools;
  const repository = directRepository(tools);
  const cursors = createCursors(tools.secret);

  async function store(conversation: ConversationRecord): Promise<void> {
    await repository.commit([repository.conversations.put(conversation)]);
    await tellBoth(conversation);
  }
  /** The right to the room comes before the news of it. */
  async function tellBoth({ id, memberIds }: ConversationRecord): Promise<void> {
    await access.changed({ userIds: memberIds });
    for (const userId of memberIds) publish('changed', `user:${userId}`, { roomId: id });
  }

  async function checkMayWrite(ctx: Context<Direct>, accountId: string): Promise<void> {
    const person = await personById(tools, accountId);
    const settings = await repository.settings.get(accountId);
    const who = settings?.whoMayWrite ?? 'space';
    const sharesSpace = (ctx.scope.spaceIds ?? []).some((spaceId) => ctx.actor.spaces.has(spaceId));
    const isOpen = who === 'all' || (who === 'space' && sharesSpace);
    if (!person || person.isInactive || !isOpen || apartness.areApart(ctx.actor.userId, accountId)) throw ctx.fail('notAvailable');
  }

  async function checkPace(ctx: Context<Direct>): Promise<void> {
    const { userId } = ctx.actor;
    const now = ctx.now.getTime();
    const declined = await repository.declined(userId, new Date(now - pauseDays * dayMs).toISOString(), maxDeclines);
    if (declined.length >= maxDeclines) {
      const until = Date.parse(declined[0]?.answeredAt ?? '') + pauseDays * dayMs;
      throw ctx.fail('requestsPaused', { retryAfterMs: until - now, days: pauseDays });
    }
    if ((await repository.countRequests(userId, new Date(now - dayMs).toISOString())) >= requestsPerDay)
      throw ctx.fail('tooManyRequests', { max: requestsPerDay, retryAfterMs: dayMs });
  }

  async function request(ctx: Context<Direct>, accountId: string): Promise<ConversationRecord> {
    await checkMayWrite(ctx, accountId);
    await checkPace(ctx);
    const { userId } = ctx.actor;
    const conversation: ConversationRecord = {
      id: conversationId(userId, accountId),
      memberIds: [userId, accountId].sort(),
      state: 'requested',
      requestedBy: userId,
      requestedAt: ctx.now.toISOString(),
    };
    try {
      await repository.commit([repository.conversations.insert(conversation)]);
    } catch (error) {
      if (!(error instanceof DuplicateError)) throw error;
      return (await repository.conversations.get(conversation.id)) ?? conversation;
    }
    await tellBoth(conversation);
    return conversation;
  }

  return {
    async openConversation(ctx, { accountId }) {
      const { userId } = ctx.actor;
      if (accountId === userId) throw ctx.fail('ownAccount');
      const known = await repository.conversations.get(conversationId(userId, accountId));
      if (!known) return seenBy(userId, await request(ctx, accountId));
      if (known.state === 'open' || known.requestedBy === userId) return seenBy(userId, known);
      // She was asked, perhaps declined, and now writes herself.
      const opened: ConversationRecord = { ...known, state: 'open', answeredAt: ctx.now.toISOString() };
      await store(opened);
      return seenBy(userId, opened);
    },
    async listConversations(ctx, { limit, cursor }) {
      const { userId } = ctx.actor;
      const page = await repository.of(userId, limit, cursors.decode('conversations', cursor));
      const next = cursors.encode('conversations', page.next);
      return { items: page.items.map((one) => seenBy(userId, one)), ...(next !== undefined && { next }) };
    },
    async answerRequest(ctx, { roomId, decision }) {
      const { userId } = ctx.actor;
      const known = await repository.conversations.get(roomId);
      if (!known) throw ctx.fail('notAConversation');
      if (known.state !== 'requested' || known.requestedBy === userId) throw ctx.fail('alreadyAnswered');
      const answered: ConversationRecord = {
        ...known,
        state: decision === 'accept' ? 'open' : 'declined',
        answeredAt: ctx.now.toISOString(),
      };
      await store(answered);
      return seenBy(userId, answered);
    },
    async getSettings(ctx) {
      return { whoMayWrite: (await repository.settings.get(ctx.actor.userId))?.whoMayWrite ?? 'space' };
    },
    async updateSettings(ctx, { whoMayWrite }) {
      await repository.commit([repository.settings.put({ id: ctx.actor.userId, whoMayWrite })]);
      return { whoMayWrite };
    },
  };
}
