import * as z from 'zod/mini';
import { Attachment } from '../files/attachment.ts';
import { clientId, direction, id, instant } from '../../kernel/fields.ts';

/** One answer of a poll as its author gave it; who chose it is asked for apart (`chat.getPoll`). */
export const PollOption = z.object({ id, text: z.string() });
/** What a poll asks. Its results are each reader's own and never part of the log that everybody hears. */
export const Poll = z.object({
  options: z.array(PollOption),
  isMultiple: z.boolean(),
  /** Nobody, its author neither, learns who chose what. */
  isAnonymous: z.boolean(),
  /** When counts are shown: at any time, to those who voted, or when it is closed. */
  shows: z.enum(['always', 'voted', 'closed']),
  closesAt: z.optional(instant),
  isClosed: z.boolean(),
  /** Number of the newest vote: results known since before it are out of date. */
  votedSeq: z.optional(z.int()),
});

/** What hangs below the first message of a thread. Removed replies count: they keep their line. */
export const Replies = z.object({
  count: z.int(),
  lastSeq: z.int(),
  lastAt: instant,
  /** The first five people who replied. */
  participants: z.array(id),
});
export const Reaction = z.object({ emoji: z.string(), by: z.array(id) });
export const Pin = z.object({ by: id, at: instant, note: z.optional(z.string()) });

const Item = {
  /** Its number in the room's log. */
  seq: z.int(),
  at: instant,
  /** Number of the first message of the thread it belongs to; absent in the room itself. */
  thread: z.optional(z.int()),
  /** Number of the message it answers, in the room or in the same thread. */
  replyTo: z.optional(z.int()),
  replies: z.optional(Replies),
  /** Number of the last event that changed it: events up to it are contained. */
  asOf: z.int(),
};

/** A message as the reader sees it. */
export const Message = z.object({
  kind: z.literal('message'),
  ...Item,
  id: z.string(),
  authorId: id,
  /** Told only to its author, to match her own echo. */
  clientId: z.optional(clientId),
  /** People, roles and the space are mentioned as tokens (`<@id>`), see mentions.ts. */
  text: z.string(),
  direction,
  /** 0 as sent; raised by each edit. */
  revision: z.int(),
  editedAt: z.optional(instant),
  reactions: z.array(Reaction),
  pin: z.optional(Pin),
  attachments: z.optional(z.array(Attachment)),
  poll: z.optional(Poll),
});

/** What the reader may not see keeps its number and its place. */
export const Hidden = z.object({
  kind: z.literal('hidden'),
  ...Item,
  /** Absent when it is somebody the reader blocked. */
  authorId: z.optional(id),
  /** `removed`: taken back by its author, or for good by moderators; `moderators`: withheld, may come back; `blocked`: by somebody the reader blocked. */
  why: z.enum(['removed', 'moderators', 'purged', 'blocked']),
  removedBy: z.optional(z.enum(['author', 'moderators'])),
  reason: z.optional(z.string()),
});
/** One line of a room or thread. */
export const RoomItem = z.discriminatedUnion('kind', [Message, Hidden]);

/** What happened to an earlier line. */
const change = { seq: z.int(), at: instant, target: z.int() };
const Edited = z.object({
  kind: z.literal('edited'),
  ...change,
  /** The revision it was made on; of two edits of one revision the first in the log counts. */
  base: z.int(),
  text: z.string(),
  direction,
});
const Removed = z.object({
  kind: z.literal('removed'),
  ...change,
  removedBy: z.enum(['author', 'moderators']),
  reason: z.optional(z.string()),
});
const Withheld = z.object({ kind: z.literal('withheld'), ...change, reason: z.optional(z.string()) });
/** It is shown again: whoever held only its place asks for it. */
const Restored = z.object({ kind: z.literal('restored'), ...change });
const Reacted = z.object({ kind: z.literal('reacted'), ...change, by: id, emoji: z.string(), isOn: z.boolean() });
const Pinned = z.object({ kind: z.literal('pinned'), ...change, by: id, isOn: z.boolean(), note: z.optional(z.string()) });
const Turned = z.object({ kind: z.literal('turned'), ...change, direction });
/** Results are asked for apart; the event says only that there are new ones. */
const Voted = z.object({ kind: z.literal('voted'), ...change });
const PollClosed = z.object({ kind: z.literal('pollClosed'), ...change });
/** A number without effect for this reader: density holds for all. */
const Silent = z.object({ kind: z.literal('silent'), seq: z.int() });

/** One number of a room's log as one reader sees it; dense from 1. */
export const RoomEvent = z.discriminatedUnion('kind', [
  Message,
  Hidden,
  Edited,
  Removed,
  Withheld,
  Restored,
  Reacted,
  Pinned,
  Turned,
  Voted,
  PollClosed,
  Silent,
]);

export type Message = z.output<typeof Message>;
export type Hidden = z.output<typeof Hidden>;
export type RoomItem = z.output<typeof RoomItem>;
export type RoomEvent = z.output<typeof RoomEvent>;
export type Poll = z.output<typeof Poll>;
export type Replies = z.output<typeof Replies>;
export type RoomChange = Exclude<RoomEvent, { kind: 'message' | 'hidden' | 'silent' }>;
