import { createHash } from 'node:crypto';
import { can } from '#shared/access/can.ts';
import { maxCodePoints, type chat, type Message } from '#shared/features/chat/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { IdemKeyReusedError } from '../../platform/log/port.ts';
import { hmac } from '../../platform/ids/ids.ts';
import { roomById, spacesFeature } from '../spaces/index.ts';
import { createLiveRooms } from './live.ts';
import { chatRepository, messageEntry, roomEvent } from './repository.ts';

type Chat = typeof chat;
const pageSize = 50;
/** A client further behind gets the newest page instead of everything. */
const maxCatchUp = 1000;
const syncPage = 200;

/** NFC, without the control characters that only harm: what is stored is what everybody sees. */
function cleanText(ctx: Context<Chat>, text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\0-\x08\x0B-\x1F\x7F]/g, '')
    .trim();
  // Only what shows counts as a text.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(clean)) throw ctx.fail('messageEmpty');
  if ([...clean].length > maxCodePoints) throw ctx.fail('messageTooLong', { max: maxCodePoints });
  return clean;
}

function writing(tools: Tools<Chat>, repository: ReturnType<typeof chatRepository>) {
  const { feed, publish, secret } = tools;
  return {
    async sendMessage(ctx, { roomId, clientId, text, direction }) {
      const room = await roomById(tools, roomId);
      if (!room || ctx.scope.isArchived) throw ctx.fail('roomArchived');
      if (room.kind === 'announcements' && !can(ctx.actor, 'room.manage', ctx.scope)) throw ctx.fail('announcementsOnly');
      const clean = cleanText(ctx, text);
      const authorId = ctx.actor.userId;
      const turned = direction ?? directionOf(clean, room.language === 'ar' ? 'rtl' : 'ltr');
      const entry = messageEntry({
        id: ctx.newId(),
        authorId,
        text: clean,
        direction: turned,
        at: ctx.now.toISOString(),
        idemKey: hmac(secret, 'message', authorId, clientId),
        fingerprint: createHash('sha256').update(clean).digest('base64url'),
      });
      try {
        const [appended] = await repository.append(roomId, entry);
        const stored = appended!.entry;
        if (!appended!.repeated) feed.appended(`room:${roomId}`, [stored]);
        return { ...(roomEvent(stored) as Message), clientId };
      } catch (error) {
        if (error instanceof IdemKeyReusedError) throw ctx.fail('clientIdReused');
        throw error;
      }
    },
    async turnDirection(ctx, { roomId, seq, direction }) {
      const event = await repository.at(roomId, seq);
      if (event?.kind !== 'message') throw ctx.fail('unknownMessage');
      if (event.authorId !== ctx.actor.userId) throw ctx.fail('notYours');
      await repository.turn(roomId, seq, direction);
      publish('directionTurned', `room:${roomId}`, { roomId, seq, direction });
      return { ...event, direction };
    },
  } satisfies Partial<Service<Chat>>;
}

export function chatService(tools: Tools<Chat>): Service<Chat> {
  const repository = chatRepository(tools);
  const live = createLiveRooms(tools, repository);

  async function newest(roomId: string, before: number | undefined, limit: number) {
    const items = await repository.before(roomId, before, limit);
    const heads = await repository.heads([roomId]);
    return { roomId, items, head: Math.max(heads.get(roomId) ?? 0, items.at(-1)?.seq ?? 0), hasEarlier: (items[0]?.seq ?? 1) > 1 };
  }

  async function syncRoom(roomId: string, lastSeq: number, head: number) {
    if (lastSeq > head || head - lastSeq > maxCatchUp) {
      const page = await newest(roomId, undefined, pageSize);
      return { state: 'reset' as const, roomId, latest: page.items, head: page.head };
    }
    const events = await repository.after(roomId, lastSeq, syncPage);
    const reached = events.at(-1)?.seq ?? lastSeq;
    return { state: 'events' as const, roomId, events, head: Math.max(head, reached), hasMore: reached < head };
  }

  return {
    ...writing(tools, repository),

    async openRoom(ctx, { roomId }) {
      // Subscribe first, then read: an event between the two arrives twice rather than never, and the client drops it by seq.
      if (ctx.connection) {
        ctx.connection.follow(`room:${roomId}`);
        await live.ensure(roomId);
      }
      return newest(roomId, undefined, pageSize);
    },

    async closeRoom(ctx, { roomId }) {
      ctx.connection?.unfollow(`room:${roomId}`);
      return {};
    },

    async listMessages(_ctx, { roomId, after, before, limit }) {
      if (after === undefined) return newest(roomId, before, limit);
      const items = await repository.after(roomId, after, limit);
      const heads = await repository.heads([roomId]);
      return { roomId, items, head: Math.max(heads.get(roomId) ?? 0, items.at(-1)?.seq ?? 0), hasEarlier: after > 0 };
    },

    async sync(ctx, { rooms }) {
      const readable = new Map<string, number>();
      for (const { roomId, lastSeq } of rooms) {
        const scope = await spacesFeature.resources?.room?.(tools, roomId);
        if (scope && can(ctx.actor, 'room.read', scope)) readable.set(roomId, lastSeq);
      }
      const heads = await repository.heads([...readable.keys()]);
      const answers = rooms.map(async ({ roomId }) => {
        const lastSeq = readable.get(roomId);
        return lastSeq === undefined ? { state: 'gone' as const, roomId } : syncRoom(roomId, lastSeq, heads.get(roomId) ?? 0);
      });
      return { rooms: await Promise.all(answers) };
    },
  };
}
