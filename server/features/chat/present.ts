import type { RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { hiddenFrom } from '#shared/features/chat/room-state.ts';
import type { Entry } from '../../platform/log/port.ts';
import { roomEvent } from './entries.ts';

/** A line as one reader sees it: nothing of people she blocked. They are not told, and everybody else sees the same as before. */
export function presentItem<T extends RoomItem>(item: T, blocked: ReadonlySet<string>): RoomItem {
  if (blocked.size === 0) return item;
  const others = item.replies && { ...item.replies, participants: item.replies.participants.filter((userId) => !blocked.has(userId)) };
  const seen: RoomItem = others ? { ...item, replies: others } : item;
  if (seen.authorId !== undefined && blocked.has(seen.authorId)) return hiddenFrom(seen, 'blocked');
  if (seen.kind === 'hidden') return seen;
  const reactions = seen.reactions
    .map(({ emoji, by }) => ({ emoji, by: by.filter((userId) => !blocked.has(userId)) }))
    .filter(({ by }) => by.length > 0);
  return { ...seen, reactions };
}

/** What concerns the words or the hand of somebody; what moderators did concerns everybody. */
const personal: ReadonlySet<RoomEvent['kind']> = new Set(['edited', 'reacted', 'turned', 'voted']);

/** An entry as one reader hears it. */
export function presentEntry(entry: Entry, blocked: ReadonlySet<string>): RoomEvent {
  const event = roomEvent(entry);
  if (!blocked.has(entry.actor)) return event;
  if (event.kind === 'message' || event.kind === 'hidden') return presentItem(event, blocked);
  return personal.has(event.kind) ? { kind: 'silent', seq: event.seq } : event;
}
