import type { chat, RoomEvent } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { can } from '#shared/access/can.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import type { Entry } from '../../platform/log/port.ts';
import { kindOf, roomEvent, roomStream } from './entries.ts';
import { roomTimeline, timelineOf, viewOf, type LineRecord } from './lines.ts';
import type { LiveRooms } from './live.ts';
import { presentEntry } from './present.ts';
import type { Projector } from './projector.ts';
import type { ChatRepository } from './repository.ts';

type Chat = typeof chat;
type RoomPage = OutputOf<Chat, 'openRoom'>;

const pageSize = 50;
/** A client further behind gets the newest page instead of everything. */
const maxCatchUp = 1000;
const syncPage = 200;

export interface ChatWorld {
  tools: Tools<Chat>;
  repository: ChatRepository;
  projector: Projector;
  live: LiveRooms;
}

/** Where one reads, and whose words she does not want to see there. */
interface Place {
  roomId: string;
  timeline: string;
  blocked: ReadonlySet<string>;
}

/** Pages of lines, each level with the log. */
export function createReader({ tools, repository, projector }: Omit<ChatWorld, 'live'>) {
  /** The head of the room's log, once the lines contain it. */
  async function level(roomId: string): Promise<number> {
    const head = (await repository.heads([roomId])).get(roomId) ?? 0;
    await projector.upTo(roomId, head);
    return head;
  }

  async function pageOf(
    place: Place,
    head: number,
    lines: readonly LineRecord[],
    span: Omit<RoomPage, 'roomId' | 'items' | 'head' | 'quoted'>,
  ) {
    const items = lines.map((line) => viewOf(line, place.blocked));
    const present = new Set(items.map(({ seq }) => seq));
    const missing = items.flatMap(({ replyTo }) => (replyTo === undefined || present.has(replyTo) ? [] : [replyTo]));
    const quoted = [...(await repository.byNumber(place.roomId, [...new Set(missing)])).values()].map((line) =>
      viewOf(line, place.blocked),
    );
    return { roomId: place.roomId, items, head, quoted, ...span };
  }

  async function before(place: Place, seq: number | undefined, limit: number): Promise<RoomPage> {
    const head = await level(place.roomId);
    const { lines, hasMore } = await repository.before({ roomId: place.roomId, timeline: place.timeline }, seq, limit);
    const to = seq === undefined ? Math.max(head, lines.at(-1)?.seq ?? 0) : seq - 1;
    return pageOf(place, head, lines, { from: hasMore ? lines[0]!.seq : 1, to, hasEarlier: hasMore, hasLater: to < head });
  }

  async function after(place: Place, seq: number, limit: number): Promise<RoomPage> {
    const head = await level(place.roomId);
    const { lines, hasMore } = await repository.after({ roomId: place.roomId, timeline: place.timeline }, seq, limit);
    const to = hasMore ? lines.at(-1)!.seq : Math.max(head, lines.at(-1)?.seq ?? 0);
    return pageOf(place, head, lines, { from: seq + 1, to, hasEarlier: seq > 0, hasLater: hasMore });
  }

  async function around(place: Place, seq: number, limit: number): Promise<RoomPage> {
    const half = Math.ceil(limit / 2);
    const earlier = await before(place, seq + 1, half);
    const later = await after(place, seq, half);
    const items = [...earlier.items, ...later.items];
    const present = new Set(items.map((item) => item.seq));
    const quoted = [...earlier.quoted, ...later.quoted].filter((item) => !present.has(item.seq));
    const { roomId, from, hasEarlier } = earlier;
    return { roomId, items, from, to: later.to, head: earlier.head, hasEarlier, hasLater: later.hasLater, quoted };
  }

  /** Events of the log as readers may see them now: nothing that was removed or is withheld. */
  async function events(roomId: string, entries: readonly Entry[], blocked: ReadonlySet<string>): Promise<RoomEvent[]> {
    const read = entries.map((entry) => presentEntry(entry, blocked));
    const concerned = read.flatMap((event) =>
      event.kind === 'message' || event.kind === 'hidden' ? event.seq : event.kind === 'edited' ? event.target : [],
    );
    const lines = await repository.byNumber(roomId, [...new Set(concerned)]);
    return read.map((event, index) => {
      if (event.kind === 'edited') return lines.get(event.target)?.isShown === false ? { kind: 'silent', seq: event.seq } : event;
      if (event.kind !== 'message' && event.kind !== 'hidden') return event;
      const line = lines.get(event.seq);
      // Of a text that left the history the present state is told; its later events are contained and change nothing.
      const isAsWritten = line === undefined || (line.isShown && !entries[index]?.blanked);
      return isAsWritten ? event : viewOf(line, blocked);
    });
  }

  async function syncRoom(place: Place, lastSeq: number, head: number) {
    const { roomId, blocked } = place;
    if (lastSeq > head || head - lastSeq > maxCatchUp)
      return { state: 'reset' as const, roomId, page: await before(place, undefined, pageSize) };
    await projector.upTo(roomId, head);
    const entries = await tools.log.read(roomStream(roomId), lastSeq, syncPage);
    const reached = entries.at(-1)?.seq ?? lastSeq;
    return {
      state: 'events' as const,
      roomId,
      events: await events(roomId, entries, blocked),
      head: Math.max(head, reached),
      hasMore: reached < head,
    };
  }

  return { level, before, after, around, syncRoom };
}
export type Reader = ReturnType<typeof createReader>;

export function readingPart(world: ChatWorld, reader: Reader) {
  const { tools, repository, live } = world;
  const cursors = createCursors(tools.secret);
  const blockedBy = (ctx: Context<Chat>) => tools.apartness.hiddenFrom(ctx.actor.userId);

  return {
    async openRoom(ctx, { roomId }) {
      // Subscribe first, then read: an event between the two arrives twice rather than never, and the client drops it by seq.
      if (ctx.connection) {
        ctx.connection.follow(`room:${roomId}`);
        await live.ensure(roomId);
      }
      return reader.before({ roomId, timeline: roomTimeline, blocked: blockedBy(ctx) }, undefined, pageSize);
    },
    async closeRoom(ctx, { roomId }) {
      ctx.connection?.unfollow(`room:${roomId}`);
      return {};
    },
    async listMessages(ctx, { roomId, thread, after, before, around, limit }) {
      const place = { roomId, timeline: timelineOf(thread), blocked: blockedBy(ctx) };
      if (around !== undefined) return reader.around(place, around, limit);
      return after === undefined ? reader.before(place, before, limit) : reader.after(place, after, limit);
    },
    async getMessages(ctx, { roomId, seqs }) {
      const head = await reader.level(roomId);
      const lines = await repository.byNumber(roomId, [...new Set(seqs)]);
      return { items: [...lines.values()].map((line) => viewOf(line, blockedBy(ctx))).sort((a, b) => a.seq - b.seq), head };
    },
    async listThreads(ctx, { roomId, limit, cursor }) {
      await reader.level(roomId);
      const found = await repository.threads(roomId, limit, cursors.decode(`threads ${roomId}`, cursor));
      const next = cursors.encode(`threads ${roomId}`, found.next);
      return { items: found.items.map((line) => viewOf(line, blockedBy(ctx))), ...(next !== undefined && { next }) };
    },
    async sync(ctx, { rooms }) {
      const readable = new Map<string, number>();
      for (const { roomId, lastSeq } of rooms) {
        const scope = await tools.loadScope('room', roomId);
        if (scope && can(ctx.actor, 'room.read', scope)) readable.set(roomId, lastSeq);
      }
      const heads = await repository.heads([...readable.keys()]);
      const answers = rooms.map(async ({ roomId }) => {
        const lastSeq = readable.get(roomId);
        return lastSeq === undefined
          ? { state: 'gone' as const, roomId }
          : reader.syncRoom({ roomId, timeline: roomTimeline, blocked: blockedBy(ctx) }, lastSeq, heads.get(roomId) ?? 0);
      });
      return { rooms: await Promise.all(answers) };
    },
    async getHistory(ctx, { roomId, seq }) {
      await reader.level(roomId);
      const line = (await repository.byNumber(roomId, [seq])).get(seq);
      if (!line?.isShown || blockedBy(ctx).has(line.authorId)) throw ctx.fail('unknownMessage');
      const revisions = await Promise.all(
        [seq, ...line.edits].map(async (number, revision) => revisionOf(await entryAt(tools, roomId, number), revision)),
      );
      return { revisions: revisions.filter((one) => one !== undefined) };
    },
  } satisfies Partial<Service<Chat>>;
}

async function entryAt({ log }: Tools<Chat>, roomId: string, seq: number): Promise<Entry | undefined> {
  const [entry] = await log.read(roomStream(roomId), seq - 1, 1);
  return entry?.seq === seq ? entry : undefined;
}

function revisionOf(entry: Entry | undefined, revision: number) {
  if (!entry || entry.blanked || kindOf(entry) === undefined) return undefined;
  const event: RoomEvent = roomEvent(entry);
  return event.kind === 'message' || event.kind === 'edited'
    ? { revision, at: event.at, text: event.text, direction: event.direction }
    : undefined;
}
