import { maxUnconfirmedMentions } from '#shared/features/chat/contract.ts';
import { maxMentions, mentionsIn, type Mention } from '#shared/features/chat/mentions.ts';

/** How many people a mention means; undefined: not known here. */
export type CountOf = (mention: Mention) => number | undefined;

export interface Reach {
  /** The least, where groups are named whose size is not known. */
  count: number;
  isKnown: boolean;
}

/** Whom a text reaches by its mentions, counted as the hub counts: each mention by itself. */
export function reachOf(stored: string, countOf: CountOf): Reach {
  const counts = mentionsIn(stored).map((mention) => (mention.kind === 'person' ? 1 : countOf(mention)));
  return { count: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0), isKnown: counts.every((count) => count !== undefined) };
}

/** Asked before it leaves: the hub's refusal would come when nobody looks any more. */
export const needsConfirmation = ({ count, isKnown }: Reach): boolean => !isKnown || count > maxUnconfirmedMentions;

export const hasTooManyMentions = (stored: string): boolean => mentionsIn(stored).length > maxMentions;
