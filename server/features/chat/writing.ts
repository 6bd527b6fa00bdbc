import { createHash } from 'node:crypto';
import { can } from '#shared/access/can.ts';
import {
  editWindowMinutes,
  maxCodePoints,
  maxUnconfirmedMentions,
  type chat,
  type Message,
  type Poll,
} from '#shared/features/chat/contract.ts';
import { maxMentions, mentionsIn } from '#shared/features/chat/mentions.ts';
import { slowModeNow } from '#shared/features/spaces/room.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { ParsedOf } from '#shared/kernel/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { hashToken, hmac } from '../../platform/ids/ids.ts';
import { IdemKeyReusedError, type Appended, type Entry, type NewEntry } from '../../platform/log/port.ts';
import { personById } from '../people/index.ts';
import { countMembersOf, postingRefusal, roomById, type RoomRecord } from '../spaces/index.ts';
import { directRefusal, isAccepted } from '../direct/index.ts';
import { attachFiles } from '../files/index.ts';
import { changeEntry, messageEntry, roomEvent, roomStream, type NewMessage } from './entries.ts';
import { lineId, maxEdits, roomTimeline, shownMessage, timelineOf, type LineRecord } from './lines.ts';
import type { ChatWorld, Reader } from './reading.ts';

type Chat = typeof chat;
/** In slow mode only a slip of the pen is mended, so that no message is said anew by an edit. */
const slowModeEditMinutes = 2;

/** NFC, without the control characters that only harm: what is stored is what everybody sees. */
export function cleanText(ctx: Context<Chat>, text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\0-\x08\x0B-\x1F\x7F]/g, '')
    .trim();
  // Only what shows counts as a text.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(clean)) throw ctx.fail('messageEmpty');
  if ([...clean].length > maxCodePoints) throw ctx.fail('messageTooLong', { max: maxCodePoints });
  return clean;
}

type WritableRoom = Pick<RoomRecord, 'id' | 'slowModeSeconds' | 'slowModeUntil'> & { language?: string };

/** The room, if one may write in it now. */
async function writableRoom({ tools, repository }: ChatWorld, ctx: Context<Chat>, roomId: string): Promise<WritableRoom> {
  if (ctx.scope.isDirect) {
    const isFirst = (await repository.heads([roomId])).get(roomId) === 0;
    const refusal = await directRefusal(tools, roomId, { userId: ctx.actor.userId, isFirst });
    if (refusal) throw ctx.fail(refusal);
    return { id: roomId, slowModeSeconds: 0 };
  }
  const room = await roomById(tools, roomId);
  if (!room || ctx.scope.isArchived) throw ctx.fail('roomArchived');
  const refusal = postingRefusal(room, ctx.actor, ctx.scope, ctx.now);
  if (refusal) throw ctx.fail(refusal.reason, refusal.params);
  return room;
}

/** Mentioning many people at once is asked back; a mention of nobody is only text. */
async function checkMentions(tools: Tools<Chat>, ctx: Context<Chat>, message: { text: string; isConfirmed: boolean }): Promise<void> {
  const mentions = mentionsIn(message.text);
  if (mentions.length > maxMentions) throw ctx.fail('tooManyMentions', { max: maxMentions });
  const { spaceId } = ctx.scope;
  if (message.isConfirmed || spaceId === undefined) return;
  let count = 0;
  for (const mention of mentions) {
    if (mention.kind === 'person') count += 1;
    else count += await countMembersOf(tools, spaceId, mention.kind === 'role' ? mention.role : undefined);
  }
  if (count > maxUnconfirmedMentions) throw ctx.fail('mentionNeedsConfirmation', { count });
}

function pollOf(ctx: Context<Chat>, { options, ...asked }: NonNullable<ParsedOf<Chat, 'sendMessage'>['poll']>): Poll {
  return { ...asked, options: options.map((text, index) => ({ id: `o${index + 1}`, text: cleanText(ctx, text) })), isClosed: false };
}

/** Everything that adds to the log of a room or changes one of its lines. */
export function createWriter({ tools, repository, projector }: ChatWorld, reader: Reader) {
  const { log, feed } = tools;

  async function append(roomId: string, entry: NewEntry): Promise<Appended> {
    const [appended] = await log.append(roomStream(roomId), [entry]);
    if (!appended!.repeated) feed.appended(roomStream(roomId), [appended!.entry]);
    projector.soon(roomId);
    return appended!;
  }

  async function lineAt(ctx: Context<Chat>, roomId: string, seq: number): Promise<LineRecord> {
    await reader.level(roomId);
    const line = await repository.lines.get(lineId(roomId, seq));
    if (!line) throw ctx.fail('unknownMessage');
    return line;
  }
  /** A message whose text is shown. */
  async function shownAt(ctx: Context<Chat>, roomId: string, seq: number): Promise<{ line: LineRecord; message: Message }> {
    const line = await lineAt(ctx, roomId, seq);
    const message = shownMessage(line);
    if (!message) throw ctx.fail('messageRemoved');
    return { line, message };
  }
  /** Appends a change of a line and answers the line as the log left it. */
  async function change(roomId: string, seq: number, entry: NewEntry): Promise<{ line: LineRecord; appended: Appended }> {
    const appended = await append(roomId, entry);
    await projector.upTo(roomId, appended.entry.seq);
    return { line: (await repository.lines.get(lineId(roomId, seq)))!, appended };
  }
  return { append, lineAt, shownAt, change };
}
export type Writer = ReturnType<typeof createWriter>;

export function writingPart(world: ChatWorld, writer: Writer) {
  const { tools } = world;
  const by = (ctx: Context<Chat>) => ({ actor: ctx.actor.userId, at: ctx.now.toISOString() });

  /** Threads have one level: a reply belongs to a line of the room itself, and answers a line beside it. */
  async function checkPlace(ctx: Context<Chat>, { roomId, thread, replyTo }: ParsedOf<Chat, 'sendMessage'>): Promise<void> {
    if (thread !== undefined) {
      const root = await writer.lineAt(ctx, roomId, thread);
      if (root.timeline !== roomTimeline) throw ctx.fail('threadNested');
      if (!root.isShown && root.lastReplySeq === undefined) throw ctx.fail('messageRemoved');
    }
    if (replyTo === undefined) return;
    const { line } = await writer.shownAt(ctx, roomId, replyTo);
    if (tools.apartness.hiddenFrom(ctx.actor.userId).has(line.authorId)) throw ctx.fail('messageRemoved');
    if (line.timeline !== timelineOf(thread) && replyTo !== thread) throw ctx.fail('unknownMessage');
  }

  async function checkSlowMode(ctx: Context<Chat>, room: WritableRoom): Promise<void> {
    const seconds = slowModeNow(room, ctx.now);
    if (seconds === 0 || can(ctx.actor, 'room.manage', ctx.scope)) return;
    const verdict = await tools.limits.consume(`slow mode ${room.id} ${ctx.actor.userId}`, { points: 1, perSeconds: seconds });
    if (!verdict.ok) throw ctx.fail('slowMode', { retryAfterMs: verdict.retryAfterMs, seconds });
  }

  /** The message as it will be stored, if it may be sent here and now. */
  async function accepted(
    ctx: Context<Chat>,
    input: ParsedOf<Chat, 'sendMessage'>,
    id: string,
  ): Promise<Omit<NewMessage, 'idemKey' | 'fingerprint'>> {
    const { roomId, clientId, thread, replyTo } = input;
    const room = await writableRoom(world, ctx, roomId);
    const fileIds = input.attachments ?? [];
    const text = fileIds.length > 0 && input.text.trim() === '' ? '' : cleanText(ctx, input.text);
    const poll = input.poll && pollOf(ctx, input.poll);
    await checkMentions(tools, ctx, { text, isConfirmed: input.confirmsMentions === true });
    await checkPlace(ctx, input);
    await checkSlowMode(ctx, room);
    if (fileIds.length > 0 && ctx.scope.isDirect && !(await isAccepted(tools, roomId))) throw ctx.fail('noFilesYet');
    // Last, when nothing else refuses: a file hangs on one message.
    const attachments = await attachFiles(tools, { roomId, authorId: ctx.actor.userId, fileIds, messageId: id });
    return {
      id,
      authorId: ctx.actor.userId,
      text,
      direction: input.direction ?? directionOf(text, directionOfLanguage(room.language ?? 'ar')),
      at: ctx.now.toISOString(),
      clientId,
      ...(thread !== undefined && { thread }),
      ...(replyTo !== undefined && { replyTo }),
      ...(poll && { poll }),
      ...(attachments.length > 0 && { attachments }),
    };
  }

  /** What she asked to say; tells a message that is sent again from another one under the same id. */
  const fingerprintOf = ({ text, thread, replyTo, poll, attachments }: ParsedOf<Chat, 'sendMessage'>) =>
    createHash('sha256')
      .update(JSON.stringify([text, thread, replyTo, poll, attachments]))
      .digest('base64url');

  function answerOf(ctx: Context<Chat>, entry: Entry, clientId: string): Message {
    const event = roomEvent(entry);
    if (event.kind !== 'message') throw ctx.fail('messageRemoved');
    return { ...event, clientId };
  }

  return {
    async sendMessage(ctx, input) {
      const { roomId, clientId } = input;
      const idemKey = hmac(tools.secret, 'message', ctx.actor.userId, clientId);
      const fingerprint = fingerprintOf(input);
      try {
        // The same each time it is sent, since its files know it by its id.
        const message = await accepted(ctx, input, hashToken(idemKey).slice(0, 32));
        const { entry } = await writer.append(roomId, messageEntry({ ...message, idemKey, fingerprint }));
        return answerOf(ctx, entry, clientId);
      } catch (error) {
        if (error instanceof IdemKeyReusedError) throw ctx.fail('clientIdReused');
        // Sent again after a lost answer it is stored already, whatever the room has become since.
        const stored = error instanceof HubError ? await tools.log.findByKey(roomStream(roomId), idemKey) : undefined;
        if (stored?.fingerprint !== fingerprint) throw error;
        return answerOf(ctx, stored, clientId);
      }
    },

    async editMessage(ctx, { roomId, seq, baseRevision, text, direction, confirmsMentions }) {
      const room = await writableRoom(world, ctx, roomId);
      const { line, message } = await writer.shownAt(ctx, roomId, seq);
      if (message.authorId !== ctx.actor.userId) throw ctx.fail('notYours');
      const clean = message.attachments && text.trim() === '' ? '' : cleanText(ctx, text);
      if (message.revision !== baseRevision) {
        // Her own edit, sent again after a lost answer.
        if (message.revision === baseRevision + 1 && message.text === clean) return message;
        throw ctx.fail('staleRevision', { revision: message.revision });
      }
      const minutes = slowModeNow(room, ctx.now) > 0 && !can(ctx.actor, 'room.manage', ctx.scope) ? slowModeEditMinutes : editWindowMinutes;
      if (ctx.now.getTime() - Date.parse(message.at) > minutes * 60_000 || line.edits.length >= maxEdits)
        throw ctx.fail('editWindowClosed', { minutes });
      await checkMentions(tools, ctx, { text: clean, isConfirmed: confirmsMentions === true });
      const entry = changeEntry('edited', by(ctx), {
        target: seq,
        base: baseRevision,
        text: clean,
        direction: direction ?? directionOf(clean, directionOfLanguage(room.language ?? 'ar')),
      });
      const { line: edited, appended } = await writer.change(roomId, seq, entry);
      const now = shownMessage(edited);
      if (now && edited.edits.includes(appended.entry.seq)) return now;
      // Another device was quicker, or the message was removed meanwhile: what was not taken is not kept.
      await tools.log.blank(roomStream(roomId), appended.entry.seq);
      throw now ? ctx.fail('staleRevision', { revision: now.revision }) : ctx.fail('messageRemoved');
    },

    async removeRevision(ctx, { roomId, seq, revision }) {
      const { line, message } = await writer.shownAt(ctx, roomId, seq);
      const number = revision === 0 ? seq : line.edits[revision - 1];
      // The text that is shown goes with the whole message.
      if (number === undefined || revision === message.revision) throw ctx.fail('unknownMessage');
      await tools.log.blank(roomStream(roomId), number);
      return {};
    },

    async turnDirection(ctx, { roomId, seq, direction }) {
      const { message } = await writer.shownAt(ctx, roomId, seq);
      if (message.authorId !== ctx.actor.userId) throw ctx.fail('notYours');
      if (message.direction === direction) return message;
      const { line } = await writer.change(roomId, seq, changeEntry('turned', by(ctx), { target: seq, direction }));
      return line.item;
    },

    async setTyping(ctx, { roomId, thread, isOn }) {
      // Who keeps her presence to herself is not seen writing either.
      const isSeen = (await personById(tools, ctx.actor.userId))?.settings.showPresence ?? false;
      if (!isSeen) return {};
      const typing = { roomId, userId: ctx.actor.userId, isOn, ...(thread !== undefined && { thread }) };
      tools.publish('typing', `room:${roomId}`, typing, { userId: ctx.actor.userId });
      return {};
    },
  } satisfies Partial<Service<Chat>>;
}
