import type { Direction } from '#shared/kernel/fields.ts';
import type { RoomEvent } from '#shared/features/chat/contract.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { Entry, NewEntry } from '../../platform/log/port.ts';

export const roomStream = (roomId: string) => `room:${roomId}`;

/** A direction turned by the author after sending; the entry itself stays as it was written. */
type TurnRecord = { id: string; roomId: string; seq: number; direction: Direction };

const messageType = 'message.created';

export interface NewMessage {
  id: string;
  authorId: string;
  text: string;
  direction: Direction;
  at: string;
  clientId?: string;
  idemKey?: string;
  fingerprint?: string;
}

export function messageEntry(message: NewMessage): NewEntry {
  return {
    type: messageType,
    at: message.at,
    actor: message.authorId,
    data: {
      id: message.id,
      text: message.text,
      direction: message.direction,
      ...(message.clientId !== undefined && { clientId: message.clientId }),
    },
    ...(message.idemKey !== undefined &&
      message.fingerprint !== undefined && { idemKey: message.idemKey, fingerprint: message.fingerprint }),
  };
}

/** How an entry of the log reads; every reading of a room passes here, so what was blanked is never shown. */
export function roomEvent(entry: Entry): RoomEvent {
  const { id, text, direction } = entry.data;
  if (entry.blanked || entry.type !== messageType || typeof id !== 'string' || typeof text !== 'string')
    return { kind: 'hidden', seq: entry.seq, why: 'removed' };
  return { kind: 'message', seq: entry.seq, id, at: entry.at, authorId: entry.actor, text, direction: direction === 'rtl' ? 'rtl' : 'ltr' };
}

export function chatRepository({ log, store }: Pick<Ports, 'log' | 'store'>) {
  const turns = store.collection<TurnRecord>('messageTurns', { schemaVersion: 1, indexes: [['roomId', 'seq']] });

  async function events(roomId: string, entries: readonly Entry[]): Promise<RoomEvent[]> {
    const [first, last] = [entries[0], entries.at(-1)];
    if (!first || !last) return [];
    const { items } = await turns.find({ match: { roomId, seq: { gte: first.seq, lte: last.seq } }, limit: 1000 });
    const turned = new Map(items.map(({ seq, direction }) => [seq, direction]));
    return entries.map((entry) => {
      const event = roomEvent(entry);
      const direction = turned.get(entry.seq);
      return event.kind === 'message' && direction ? { ...event, direction } : event;
    });
  }

  return {
    append: (roomId: string, entry: NewEntry) => log.append(roomStream(roomId), [entry]),
    heads: async (roomIds: readonly string[]) => {
      const heads = await log.heads(roomIds.map(roomStream));
      return new Map(roomIds.map((roomId) => [roomId, heads.get(roomStream(roomId)) ?? 0]));
    },
    after: async (roomId: string, seq: number, limit: number) => events(roomId, await log.read(roomStream(roomId), seq, limit)),
    before: async (roomId: string, seq: number | undefined, limit: number) =>
      events(roomId, await log.readBack(roomStream(roomId), seq, limit)),
    async at(roomId: string, seq: number): Promise<RoomEvent | undefined> {
      const [entry] = await log.read(roomStream(roomId), seq - 1, 1);
      return entry?.seq === seq ? roomEvent(entry) : undefined;
    },
    turn: (roomId: string, seq: number, direction: Direction) =>
      store.commit([turns.put({ id: `${roomId}.${seq}`, roomId, seq, direction })]),
  };
}
