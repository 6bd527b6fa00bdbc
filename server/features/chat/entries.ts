import type { Message, RoomEvent } from '#shared/features/chat/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Entry, NewEntry } from '../../platform/log/port.ts';

export const roomStream = (roomId: string) => `room:${roomId}`;

/** Types of the entries of a room's log, by the event they are read as. */
const types = {
  message: 'message.created',
  edited: 'message.edited',
  removed: 'message.removed',
  withheld: 'message.withheld',
  restored: 'message.restored',
  reacted: 'message.reacted',
  pinned: 'message.pinned',
  turned: 'message.turned',
  voted: 'poll.voted',
  pollClosed: 'poll.closed',
} as const;
type EntryKind = keyof typeof types;
const kinds = new Map<string, EntryKind>(Object.entries(types).map(([kind, type]) => [type, kind as EntryKind]));

/** What kind of event an entry is, also when its content was emptied. */
export const kindOf = (entry: Entry): EntryKind | undefined => kinds.get(entry.type);

export interface NewMessage {
  id: string;
  authorId: string;
  text: string;
  direction: Direction;
  /** ISO 8601, UTC. */
  at: string;
  clientId?: string;
  thread?: number;
  replyTo?: number;
  poll?: NonNullable<Message['poll']>;
  attachments?: NonNullable<Message['attachments']>;
  idemKey?: string;
  fingerprint?: string;
}

export function messageEntry({ at, authorId, idemKey, fingerprint, ...content }: NewMessage): NewEntry {
  return {
    type: types.message,
    at,
    actor: authorId,
    data: definedOf(content),
    ...(idemKey !== undefined && fingerprint !== undefined && { idemKey, fingerprint }),
  };
}

type ChangeOf<K extends EntryKind> = Omit<Extract<RoomEvent, { kind: K }>, 'kind' | 'seq' | 'at' | 'by'>;

/** A change of an earlier line. `key`: of changes under one key only the first is stored. */
export function changeEntry<K extends Exclude<EntryKind, 'message'>>(
  kind: K,
  by: { actor: string; at: string; key?: string },
  data: ChangeOf<K>,
): NewEntry {
  const { actor, at, key } = by;
  return { type: types[kind], at, actor, data: definedOf(data), ...(key !== undefined && { idemKey: key, fingerprint: key }) };
}

function definedOf(content: object): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** How an entry of the log reads; every reading of a room begins here, so what was emptied is never shown. */
export function roomEvent(entry: Entry): RoomEvent {
  const { seq, at, actor, data } = entry;
  const kind = kindOf(entry);
  if (kind === undefined) return { kind: 'silent', seq };
  if (kind === 'message') {
    if (entry.blanked) return { kind: 'hidden', seq, at, asOf: seq, authorId: actor, why: 'removed' };
    // The one place where the log's content becomes an event: only `messageEntry` writes it.
    const { clientId: _own, ...content } = data as unknown as Omit<NewMessage, 'authorId' | 'at'>;
    return { kind, seq, at, asOf: seq, authorId: actor, revision: 0, reactions: [], ...content };
  }
  if (entry.blanked) return { kind: 'silent', seq };
  return { kind, seq, at, ...(kind === 'reacted' || kind === 'pinned' ? { by: actor } : {}), ...data } as unknown as RoomEvent;
}
