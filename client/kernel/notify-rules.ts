import type { Settings } from '#shared/features/people/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';

/** A message that has just come. */
export interface Arrival {
  isOwn: boolean;
  /** It names the person, her role or the space, or was written to her alone. */
  isMention: boolean;
  /** What the person asked for in that room: above what she asked for everywhere. */
  roomLevel: 'all' | 'mentions' | 'none';
  /** The page is looked at: visible, and the window has the focus. */
  isPageSeen: boolean;
  /** The room is the one that is open on it. */
  isRoomOpen: boolean;
}

export type NoticeSettings = Pick<Settings, 'sound' | 'desktopNotices' | 'noticeContent'>;
export type NoticePermission = 'granted' | 'denied' | 'default' | 'unsupported';

/** What a message does besides standing in its room. */
export interface Reaction {
  sound: boolean;
  notice: boolean;
}

/**
 * Whether a message sounds, and whether the browser shows a notice of it. What is read at this moment does neither, a
 * notice is for who looks elsewhere, and one's own message is no news.
 */
export function shouldNotify(arrival: Arrival, settings: NoticeSettings, permission: NoticePermission): Reaction {
  const { isOwn, isMention, roomLevel, isPageSeen, isRoomOpen } = arrival;
  const isQuiet = isOwn || roomLevel === 'none' || (isPageSeen && isRoomOpen) || (roomLevel === 'mentions' && !isMention);
  const isWanted = (choice: Settings['sound']): boolean => !isQuiet && (choice === 'all' || (choice === 'mentions' && isMention));
  return {
    sound: isWanted(settings.sound),
    notice: !isPageSeen && permission === 'granted' && isWanted(settings.desktopNotices),
  };
}

export interface NoticeOf {
  sender: string;
  room: string;
  /** Without marks and tokens (`plainTextOf`). */
  text: string;
  direction: Direction;
}

/** What a notice says where nothing of the message may be told: the hub's name, and that there is something new. */
export interface DiscreetWords {
  title: string;
  body: string;
}

/** The part of a text that a notice has room for. */
const maxBody = 160;
/** A name in a line of the system's own, which knows no markup: isolated, or it turns the line around. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/** As much as the person wishes to have seen by whoever passes her screen. */
export function noticeWords(
  content: NoticeSettings['noticeContent'],
  of: NoticeOf,
  discreet: DiscreetWords,
): { title: string; body: string; dir: 'auto' | Direction } {
  if (content === 'none') return { ...discreet, dir: 'auto' };
  if (content === 'sender') return { title: isolated(of.sender), body: isolated(of.room), dir: 'auto' };
  const characters = [...of.text];
  const body = characters.length > maxBody ? `${characters.slice(0, maxBody).join('')}…` : of.text;
  return { title: `${isolated(of.sender)} · ${isolated(of.room)}`, body, dir: of.direction };
}
