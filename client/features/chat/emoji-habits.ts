import { isEmoji, type SkinTone } from '#shared/features/chat/emoji.ts';
import type { StorageLike } from '#client/kernel/drafts.ts';

/** What a person chose last, on this device. Signing out clears it with everything of hers. */
export interface EmojiHabits {
  /** Newest first, with the skin tone they were chosen in. */
  recent: readonly string[];
  tone: SkinTone;
}

const maxRecent = 24;
const none: EmojiHabits = { recent: [], tone: 0 };
const keyOf = (userId: string): string => `emoji:${userId}`;
const isTone = (value: unknown): value is SkinTone => typeof value === 'number' && [0, 1, 2, 3, 4, 5].includes(value);

/** What another version, or a person with developer tools, left there may be anything. */
export function readHabits(storage: StorageLike | undefined, userId: string): EmojiHabits {
  try {
    const value: unknown = JSON.parse(storage?.getItem(keyOf(userId)) ?? 'null');
    if (value === null || typeof value !== 'object') return none;
    const { recent, tone } = value as Record<keyof EmojiHabits, unknown>;
    return {
      recent: Array.isArray(recent)
        ? recent.filter((one): one is string => typeof one === 'string' && isEmoji(one)).slice(0, maxRecent)
        : [],
      tone: isTone(tone) ? tone : 0,
    };
  } catch {
    // Forbidden or damaged: nothing is remembered.
    return none;
  }
}

export function writeHabits(storage: StorageLike | undefined, userId: string, habits: EmojiHabits): void {
  try {
    storage?.setItem(keyOf(userId), JSON.stringify(habits));
  } catch {
    // Full or forbidden: it holds until the page is closed.
  }
}

export function withChosen(habits: EmojiHabits, emoji: string): EmojiHabits {
  return { ...habits, recent: [emoji, ...habits.recent.filter((other) => other !== emoji)].slice(0, maxRecent) };
}
