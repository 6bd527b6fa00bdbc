import { can } from '#shared/access/can.ts';
import { maxPins, type chat } from '#shared/features/chat/contract.ts';
import { maxReactionKinds } from '#shared/features/chat/room-state.ts';
import { isEmoji } from '#shared/features/chat/emoji.ts';
import type { Context, Service } from '../../kernel/feature.ts';
import { changeEntry } from './entries.ts';
import { viewOf, type LineRecord } from './lines.ts';
import type { ChatWorld, Reader } from './reading.ts';
import type { Writer } from './writing.ts';

type Chat = typeof chat;

/** What is put on messages that stand: reactions and pins, and taking one away for good. */
export function markingPart({ tools, repository }: ChatWorld, reader: Reader, writer: Writer) {
  const by = (ctx: Context<Chat>) => ({ actor: ctx.actor.userId, at: ctx.now.toISOString() });

  const seen = (ctx: Context<Chat>, line: LineRecord) => viewOf(line, tools.apartness.hiddenFrom(ctx.actor.userId));

  return {
    async removeMessage(ctx, { roomId, seq, reason }) {
      const line = await writer.lineAt(ctx, roomId, seq);
      if (line.item.kind === 'hidden') return seen(ctx, line);
      const isOwn = line.authorId === ctx.actor.userId;
      if (!isOwn && !can(ctx.actor, 'room.moderate', ctx.scope)) throw ctx.fail('notYours');
      if (!isOwn && (reason ?? '') === '') throw ctx.fail('reasonNeeded');
      const entry = changeEntry(
        'removed',
        // One removal a message, whoever asks for it and however often.
        { ...by(ctx), key: `removed ${seq}` },
        { target: seq, removedBy: isOwn ? 'author' : 'moderators', ...(!isOwn && reason !== undefined && { reason }) },
      );
      return seen(ctx, (await writer.change(roomId, seq, entry)).line);
    },

    async setReaction(ctx, { roomId, seq, emoji, isOn }) {
      if (ctx.scope.isArchived) throw ctx.fail('roomArchived');
      if (!isEmoji(emoji)) throw ctx.fail('notAnEmoji');
      const { message } = await writer.shownAt(ctx, roomId, seq);
      // What she blocked she does not see; who blocked her is not reached, and she is not told so.
      if (tools.apartness.hiddenFrom(ctx.actor.userId).has(message.authorId)) throw ctx.fail('messageRemoved');
      const standing = message.reactions.find((reaction) => reaction.emoji === emoji);
      if ((standing?.by.includes(ctx.actor.userId) ?? false) === isOn) return message;
      if (isOn && !standing && message.reactions.length >= maxReactionKinds) throw ctx.fail('tooManyReactions', { max: maxReactionKinds });
      const { line } = await writer.change(roomId, seq, changeEntry('reacted', by(ctx), { target: seq, emoji, isOn }));
      return seen(ctx, line);
    },

    async setPin(ctx, { roomId, seq, isOn, note }) {
      if (ctx.scope.isArchived) throw ctx.fail('roomArchived');
      const { message } = await writer.shownAt(ctx, roomId, seq);
      if ((message.pin !== undefined) === isOn && message.pin?.note === note) return message;
      if (isOn && !message.pin && (await repository.countPinned(roomId)) >= maxPins) throw ctx.fail('tooManyPins', { max: maxPins });
      const entry = changeEntry('pinned', by(ctx), { target: seq, isOn, ...(note !== undefined && { note }) });
      return seen(ctx, (await writer.change(roomId, seq, entry)).line);
    },

    async listPins(ctx, { roomId }) {
      await reader.level(roomId);
      return { items: (await repository.pinned(roomId, maxPins)).map((line) => seen(ctx, line)) };
    },
  } satisfies Partial<Service<Chat>>;
}
