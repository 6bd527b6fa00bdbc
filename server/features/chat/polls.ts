import { can } from '#shared/access/can.ts';
import type { chat, Message, Poll } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import type { Context, Service } from '../../kernel/feature.ts';
import { hmac } from '../../platform/ids/ids.ts';
import { changeEntry } from './entries.ts';
import { lineId, type LineRecord } from './lines.ts';
import type { ChatWorld } from './reading.ts';
import type { Writer } from './writing.ts';

type Chat = typeof chat;
type Results = OutputOf<Chat, 'getPoll'>;
type PollMessage = Message & { poll: Poll };

/** Names told of one option. */
const maxNamed = 200;

/** Votes are kept apart from the log, which everybody hears: what the log says is only that there are new ones. */
export function pollsPart({ tools, repository }: ChatWorld, writer: Writer) {
  async function pollAt(ctx: Context<Chat>, roomId: string, seq: number): Promise<{ line: LineRecord; message: PollMessage }> {
    const { line, message } = await writer.shownAt(ctx, roomId, seq);
    const { poll } = message;
    if (!poll) throw ctx.fail('notAPoll');
    return { line, message: { ...message, poll } };
  }
  const isClosed = (poll: Poll, now: Date) => poll.isClosed || (poll.closesAt !== undefined && Date.parse(poll.closesAt) <= now.getTime());

  /** One vote a person: of an anonymous poll under a key that leads back to nobody. */
  const voteId = (pollId: string, userId: string) => hmac(tools.secret, 'vote', pollId, userId);

  async function results(ctx: Context<Chat>, { roomId, seq, poll }: { roomId: string; seq: number; poll: Poll }): Promise<Results> {
    const pollId = lineId(roomId, seq);
    const closed = isClosed(poll, ctx.now);
    const own = await repository.votes.get(voteId(pollId, ctx.actor.userId));
    const mine = own?.optionIds ?? [];
    const answer = { mine, voters: await repository.votes.count({ pollId }), isClosed: closed };
    const isShown = closed || poll.shows === 'always' || (poll.shows === 'voted' && mine.length > 0);
    if (!isShown) return answer;
    const blocked = tools.apartness.hiddenFrom(ctx.actor.userId);
    const counts = poll.options.map(async ({ id: optionId }) => {
      const count = await repository.votes.count({ pollId, optionIds: optionId });
      if (poll.isAnonymous) return { optionId, count };
      const { items } = await repository.votes.find({ match: { pollId, optionIds: optionId }, limit: maxNamed });
      return { optionId, count, by: items.flatMap(({ voterId }) => (voterId === undefined || blocked.has(voterId) ? [] : voterId)) };
    });
    return { ...answer, counts: await Promise.all(counts) };
  }

  return {
    async getPoll(ctx, { roomId, seq }) {
      const { message } = await pollAt(ctx, roomId, seq);
      return results(ctx, { roomId, seq, poll: message.poll });
    },
    async vote(ctx, { roomId, seq, optionIds }) {
      if (ctx.scope.isArchived) throw ctx.fail('roomArchived');
      const { message } = await pollAt(ctx, roomId, seq);
      const { poll } = message;
      if (isClosed(poll, ctx.now)) throw ctx.fail('pollClosed');
      const chosen = [...new Set(optionIds)];
      if (chosen.some((id) => !poll.options.some((option) => option.id === id)) || (!poll.isMultiple && chosen.length > 1))
        throw ctx.fail('unknownOption');
      const pollId = lineId(roomId, seq);
      const id = voteId(pollId, ctx.actor.userId);
      const vote = { id, pollId, optionIds: chosen, ...(!poll.isAnonymous && { voterId: ctx.actor.userId }) };
      await repository.commit([chosen.length === 0 ? repository.votes.delete(id) : repository.votes.put(vote)]);
      const actor = poll.isAnonymous ? 'system' : ctx.actor.userId;
      await writer.change(roomId, seq, changeEntry('voted', { actor, at: ctx.now.toISOString() }, { target: seq }));
      return results(ctx, { roomId, seq, poll });
    },
    async closePoll(ctx, { roomId, seq }) {
      const { message } = await pollAt(ctx, roomId, seq);
      if (message.authorId !== ctx.actor.userId && !can(ctx.actor, 'room.moderate', ctx.scope)) throw ctx.fail('notYours');
      const by = { actor: ctx.actor.userId, at: ctx.now.toISOString(), key: `closed ${seq}` };
      await writer.change(roomId, seq, changeEntry('pollClosed', by, { target: seq }));
      return results(ctx, { roomId, seq, poll: { ...message.poll, isClosed: true } });
    },
  } satisfies Partial<Service<Chat>>;
}
