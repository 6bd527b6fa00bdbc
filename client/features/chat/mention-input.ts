import { mentionSource, mentionToken, parseMention, type Mention } from '#shared/features/chat/mentions.ts';
import { codePointCount } from '#shared/i18n/text.ts';

/** A mention in a text that is being written: `text.slice(start, end)` is `@name`. */
export interface PlacedMention {
  mention: Mention;
  name: string;
  start: number;
  end: number;
}

/** What a composer holds: the words as they are seen, and which of them are mentions, in order, apart from each other. */
export interface MentionText {
  text: string;
  mentions: readonly PlacedMention[];
}

export const plain = (text: string): MentionText => ({ text, mentions: [] });

const shown = (name: string): string => `@${name}`;
const isWhole = (text: string, { name, start, end }: PlacedMention): boolean => text.slice(start, end) === shown(name);

/** How much two texts have in common at their beginnings, and then at their ends. */
function commonEnds(one: string, other: string): { before: number; after: number } {
  const shorter = Math.min(one.length, other.length);
  let before = 0;
  while (before < shorter && one[before] === other[before]) before += 1;
  let after = 0;
  while (after < shorter - before && one[one.length - 1 - after] === other[other.length - 1 - after]) after += 1;
  return { before, after };
}

/**
 * The text after a change of any kind: typed, pasted, cut, undone, composed by an input method. Mentions around the
 * change move with their words; one the change reaches into is plain text from then on.
 */
export function editText(state: MentionText, text: string): MentionText {
  const { before, after } = commonEnds(state.text, text);
  const shift = text.length - state.text.length;
  const changeEnd = state.text.length - after;
  const mentions = state.mentions.flatMap((placed): PlacedMention[] => {
    if (placed.end <= before) return [placed];
    return placed.start >= changeEnd ? [{ ...placed, start: placed.start + shift, end: placed.end + shift }] : [];
  });
  return { text, mentions: mentions.filter((placed) => isWhole(text, placed)) };
}

/** A name that is being typed: from its `@` to the caret. */
export interface MentionQuery {
  start: number;
  /** Without the `@`. */
  asked: string;
}

/** Two names of sixty characters would not be longer; who writes on after an `@` is not looking for a name. */
const maxAsked = 40;
const maxAskedWords = 3;

/** What somebody asks for at the caret; undefined when it does not stand behind an `@` that opens a name. */
export function queryAt({ text, mentions }: MentionText, caret: number): MentionQuery | undefined {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || caret - start > maxAsked) return undefined;
  // An `@` inside an e-mail address, or one already taken, opens nothing.
  if (/[\p{L}\p{N}\p{M}@._%+-]$/u.test(text.slice(0, start)) || mentions.some((placed) => start >= placed.start && start < placed.end))
    return undefined;
  const asked = text.slice(start + 1, caret);
  if (/^\s|[\n<>@]|\s\s/.test(asked) || asked.split(' ').length > maxAskedWords) return undefined;
  return { start, asked };
}

/** Puts a name in place of what was asked; the caret goes behind it and one space. */
export function insertMention(
  state: MentionText,
  query: MentionQuery,
  { mention, name }: Pick<PlacedMention, 'mention' | 'name'>,
): { state: MentionText; caret: number } {
  const until = query.start + 1 + query.asked.length;
  const rest = state.text.slice(until);
  const space = /^[\s.,;:!?،؛؟)]/.test(rest) ? '' : ' ';
  const text = `${state.text.slice(0, query.start)}${shown(name)}${space}${rest}`;
  const end = query.start + shown(name).length;
  const shift = text.length - state.text.length;
  const others = state.mentions.flatMap((placed): PlacedMention[] => {
    if (placed.end <= query.start) return [placed];
    return placed.start >= until ? [{ ...placed, start: placed.start + shift, end: placed.end + shift }] : [];
  });
  const mentions = [...others, { mention, name, start: query.start, end }].sort((one, other) => one.start - other.start);
  return { state: { text, mentions }, caret: end + (rest.startsWith(' ') ? 1 : space.length) };
}

/** The text as it is sent and kept as a draft: each name the token of whom it names. */
export function toStored({ text, mentions }: MentionText): string {
  let from = 0;
  const parts = mentions.flatMap(({ mention, start, end }) => {
    const before = text.slice(from, start);
    from = end;
    return [before, mentionToken(mention)];
  });
  return parts.join('') + text.slice(from);
}

/** The length the hub counts. */
export const storedLength = (state: MentionText): number => codePointCount(toStored(state));

/**
 * A stored text to be written on, as for an edit.
 *
 * @param nameOf  undefined for somebody whose name is not known here: the token stays as it is, and means the same
 */
export function fromStored(stored: string, nameOf: (mention: Mention) => string | undefined): MentionText {
  const mentions: PlacedMention[] = [];
  let text = '';
  let from = 0;
  for (const match of stored.matchAll(new RegExp(mentionSource, 'g'))) {
    const mention = parseMention(match[0]);
    const name = mention && nameOf(mention);
    if (!mention || name === undefined) continue;
    text += stored.slice(from, match.index);
    mentions.push({ mention, name, start: text.length, end: text.length + shown(name).length });
    text += shown(name);
    from = match.index + match[0].length;
  }
  return { text: text + stored.slice(from), mentions };
}
