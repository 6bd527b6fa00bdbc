import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { mentionsIn, mentionToken } from '#shared/features/chat/mentions.ts';
import { searchTerms } from '#shared/i18n/search-text.ts';
import { applyEvent, hiddenFrom } from '#shared/features/chat/room-state.ts';
import { presentItem } from './present.ts';

/** What is stored of one line of a room: its present state, and what readers do not see. A projection of the log. */
export type LineRecord = {
  /** `<roomId>.<seq>` */
  id: string;
  roomId: string;
  seq: number;
  /** The room itself, or one of its threads. */
  timeline: string;
  authorId: string;
  item: RoomItem;
  /** Moderators withhold it: readers see its place only. */
  withheld?: { seq: number; reason?: string };
  /** Its text is shown, so that it counts as unread and is found. */
  isShown: boolean;
  /** Number of the event that made each revision after the first. */
  edits: number[];
  /** Tokens of those it names. */
  mentions: string[];
  /** Folded words of what is shown. */
  terms: string[];
  isPinned?: true;
  lastReplySeq?: number;
  lastReplyAt?: string;
  /** Of the first message of a thread: who follows it without having asked to, as she wrote in it or is named in it. */
  followers?: string[];
};

/** Distinct words of one message that are found. */
const maxTerms = 500;
/** One message is edited at most so often. */
export const maxEdits = 100;

/** Who came later follows the thread when she asks to. */
const maxFollowers = 200;

const nobody: ReadonlySet<string> = new Set();

export const lineId = (roomId: string, seq: number) => `${roomId}.${seq}`;
export const roomTimeline = 'room';
export const threadTimeline = (root: number) => `thread ${root}`;
export const timelineOf = (thread: number | undefined) => (thread === undefined ? roomTimeline : threadTimeline(thread));

const tokensOf = (item: RoomItem): string[] => (item.kind === 'message' ? mentionsIn(item.text).map(mentionToken) : []);

/** A message is found by its words, and by what its answers, files and their summaries are called. */
function termsOf(item: RoomItem): string[] {
  if (item.kind === 'hidden') return [];
  const options = item.poll?.options.map(({ text }) => text) ?? [];
  const files = item.attachments?.flatMap(({ name, summary }) => [name, summary ?? '']) ?? [];
  return searchTerms([plainWords(item.text), ...options, ...files].join(' ')).slice(0, maxTerms);
}
/** Ids of people are no words. */
const plainWords = (text: string) => text.replace(/<@[^<>\s]{1,80}>/g, ' ');

/** Files of a message, whether it is shown or not. */
export const filesOf = ({ item }: LineRecord): string[] =>
  item.kind === 'message' ? (item.attachments?.map(({ fileId }) => fileId) ?? []) : [];

export function newLine(roomId: string, item: RoomItem): LineRecord {
  return {
    id: lineId(roomId, item.seq),
    roomId,
    seq: item.seq,
    timeline: timelineOf(item.thread),
    authorId: item.authorId ?? '',
    item,
    isShown: item.kind === 'message',
    edits: [],
    mentions: tokensOf(item),
    terms: termsOf(item),
  };
}

/** The line as a reader sees it; `blocked`: people whose words she does not want to see. */
export function viewOf({ item, withheld }: LineRecord, blocked: ReadonlySet<string> = nobody): RoomItem {
  const shown =
    !withheld || item.kind === 'hidden'
      ? item
      : hiddenFrom(item, 'moderators', withheld.reason === undefined ? {} : { reason: withheld.reason });
  return presentItem(shown, blocked);
}

/** The message of a line that everybody in the room may read now. */
export function shownMessage(line: LineRecord | undefined): Message | undefined {
  return line && line.item.kind === 'message' && !line.withheld ? line.item : undefined;
}

/** A line after an event; the same object when the event has no effect on it. */
export function changeLine(line: LineRecord, event: RoomEvent): LineRecord {
  if (event.kind === 'withheld' || event.kind === 'restored') return withholdLine(line, event);
  const item = applyEvent(line.item, event);
  if (item === line.item) return line;
  const { isPinned: _pin, ...rest } = line;
  return {
    ...rest,
    item,
    isShown: item.kind === 'message' && !line.withheld,
    edits: item.kind === 'hidden' ? [] : event.kind === 'edited' ? [...line.edits, event.seq] : line.edits,
    mentions: tokensOf(item),
    terms: line.withheld ? [] : termsOf(item),
    ...(item.kind === 'message' && item.pin && { isPinned: true as const }),
    ...(item.replies && { lastReplySeq: item.replies.lastSeq, lastReplyAt: item.replies.lastAt, followers: followersOf(line, event) }),
  };
}

function followersOf({ authorId, followers = [authorId] }: LineRecord, event: RoomEvent): string[] {
  if (event.kind !== 'message') return followers;
  const named = mentionsIn(event.text).flatMap((mention) => (mention.kind === 'person' ? mention.id : []));
  return [...new Set([...followers, event.authorId, ...named])].slice(0, maxFollowers);
}

/** Withheld content stays stored, so that it can come back. */
function withholdLine(line: LineRecord, event: Extract<RoomEvent, { kind: 'withheld' | 'restored' }>): LineRecord {
  const { item, withheld } = line;
  if (event.target !== line.seq || item.kind === 'hidden' || event.seq <= item.asOf) return line;
  if ((event.kind === 'withheld') === (withheld !== undefined)) return line;
  const { withheld: _before, ...rest } = line;
  const changed = { ...rest, item: { ...item, asOf: event.seq } };
  if (event.kind === 'restored') return { ...changed, isShown: true, terms: termsOf(item) };
  return {
    ...changed,
    isShown: false,
    terms: [],
    withheld: { seq: event.seq, ...(event.reason !== undefined && { reason: event.reason }) },
  };
}
