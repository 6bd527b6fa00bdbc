import type { Hidden, Message, Replies, RoomChange, RoomEvent, RoomItem } from './messages.ts';

/** Kinds of emoji on one message; a further kind is let pass without effect. */
export const maxReactionKinds = 12;
/** People of one kind on one message. */
export const maxReactionPeople = 500;
const maxParticipants = 5;

/** Numbers of the lines that an event adds to or changes: at most two. */
export function targetsOf(event: RoomEvent): number[] {
  if (event.kind === 'silent') return [];
  if (event.kind === 'message' || event.kind === 'hidden') return event.thread === undefined ? [] : [event.thread];
  return [event.target];
}

/** The place of a line whose content is not shown. */
export function hiddenFrom(item: RoomItem, why: Hidden['why'], more: Pick<Hidden, 'removedBy' | 'reason'> = {}): Hidden {
  const { seq, at, asOf, authorId, thread, replyTo, replies } = item;
  return {
    kind: 'hidden',
    seq,
    at,
    asOf,
    why,
    ...(authorId !== undefined && why !== 'blocked' && { authorId }),
    ...(thread !== undefined && { thread }),
    ...(replyTo !== undefined && { replyTo }),
    ...(replies && { replies }),
    ...more,
  };
}

/**
 * A line after an event of its room; the very same object when the event does not concern it, is contained already, or
 * has no effect. Server and page hold one rule: what the log says, in its order, decides of two who were quicker.
 */
export function applyEvent(item: RoomItem, event: RoomEvent): RoomItem {
  if (event.kind === 'silent' || event.seq <= item.asOf) return item;
  const changed = event.kind === 'message' || event.kind === 'hidden' ? withReply(item, event) : withChange(item, event);
  return changed === item ? item : { ...changed, asOf: event.seq };
}

function withReply(root: RoomItem, reply: RoomItem): RoomItem {
  if (reply.thread !== root.seq) return root;
  const before: Replies = root.replies ?? { count: 0, lastSeq: 0, lastAt: reply.at, participants: [] };
  const { authorId } = reply;
  const isNew = authorId !== undefined && !before.participants.includes(authorId) && before.participants.length < maxParticipants;
  const replies: Replies = {
    count: before.count + 1,
    lastSeq: reply.seq,
    lastAt: reply.at,
    participants: isNew ? [...before.participants, authorId] : before.participants,
  };
  return { ...root, replies };
}

function withChange(item: RoomItem, event: RoomChange): RoomItem {
  if (event.target !== item.seq) return item;
  if (event.kind === 'removed') {
    if (item.kind === 'hidden' && item.why === 'removed') return item;
    const { removedBy, reason } = event;
    return hiddenFrom(item, 'removed', { removedBy, ...(reason !== undefined && { reason }) });
  }
  if (item.kind === 'hidden') return item;
  return withMessageChange(item, event);
}

function withMessageChange(message: Message, event: Exclude<RoomChange, { kind: 'removed' }>): RoomItem {
  switch (event.kind) {
    case 'edited':
      if (event.base !== message.revision) return message;
      return { ...message, text: event.text, direction: event.direction, revision: event.base + 1, editedAt: event.at };
    case 'withheld':
      return hiddenFrom(message, 'moderators', event.reason === undefined ? {} : { reason: event.reason });
    case 'restored':
      return message;
    case 'reacted':
      return withReaction(message, event);
    case 'pinned': {
      const { pin: _before, ...rest } = message;
      return event.isOn ? { ...rest, pin: { by: event.by, at: event.at, ...(event.note !== undefined && { note: event.note }) } } : rest;
    }
    case 'turned':
      return { ...message, direction: event.direction };
    case 'voted':
      return message.poll && !message.poll.isClosed ? { ...message, poll: { ...message.poll, votedSeq: event.seq } } : message;
    case 'pollClosed':
      return message.poll && !message.poll.isClosed ? { ...message, poll: { ...message.poll, isClosed: true } } : message;
  }
  // A newer hub may tell what this page does not know.
  return message;
}

function withReaction(message: Message, { emoji, by, isOn }: Extract<RoomChange, { kind: 'reacted' }>): Message {
  const before = message.reactions.find((reaction) => reaction.emoji === emoji);
  if (!isOn) {
    if (!before?.by.includes(by)) return message;
    const left = { emoji, by: before.by.filter((userId) => userId !== by) };
    const reactions = message.reactions.map((reaction) => (reaction === before ? left : reaction));
    return { ...message, reactions: reactions.filter((reaction) => reaction.by.length > 0) };
  }
  if (before) {
    if (before.by.includes(by) || before.by.length >= maxReactionPeople) return message;
    const more = { emoji, by: [...before.by, by] };
    return { ...message, reactions: message.reactions.map((reaction) => (reaction === before ? more : reaction)) };
  }
  if (message.reactions.length >= maxReactionKinds) return message;
  return { ...message, reactions: [...message.reactions, { emoji, by: [by] }] };
}
