import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { foldForSearch, withoutArabicPrefix } from '#shared/i18n/search-text.ts';

export interface EmojiEntry {
  emoji: string;
  /** In the language of the page. */
  name: string;
  /** The name's words and others it is found by, folded. */
  words: readonly string[];
  hasTones: boolean;
}

/** In the order of shared/reference/emoji/list.json. */
export const emojiGroups = ['smileys', 'people', 'animals', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const;
export type EmojiGroup = (typeof emojiGroups)[number];
export type EmojiSet = Readonly<Record<EmojiGroup, readonly EmojiEntry[]>>;

type Lists = readonly (readonly string[])[];
/** A file with nothing but lists of strings; its inferred type has a member for each of them. */
type ListFile = Promise<{ default: Lists }>;

const names: Record<InterfaceLanguage, () => ListFile> = {
  ar: () => import('#shared/reference/emoji/ar.json'),
  en: () => import('#shared/reference/emoji/en.json'),
  fr: () => import('#shared/reference/emoji/fr.json'),
  ru: () => import('#shared/reference/emoji/ru.json'),
  es: () => import('#shared/reference/emoji/es.json'),
};

const regionalIndicatorA = 0x1f1e6;
/** The country whose flag it is: `MA` of 🇲🇦; undefined for other emoji. */
export function countryOfFlag(emoji: string): string | undefined {
  if (!/^\p{Regional_Indicator}{2}$/u.test(emoji)) return undefined;
  return [...emoji].map((half) => String.fromCharCode(0x41 + (half.codePointAt(0) ?? 0) - regionalIndicatorA)).join('');
}

const separators = /[^\p{L}\p{N}]+/u;
const wordsOf = (text: string): string[] =>
  foldForSearch(text)
    .split(separators)
    .filter((word) => word !== '');

/** «الشرطة» is found as «شرطة» too, and the other way. */
function withBare(word: string): string[] {
  const bare = withoutArabicPrefix(word);
  return bare === undefined ? [word] : [word, bare];
}

/** @param nameOfCountry  in the language of the names, which do not name flags */
export function buildEmojiSet(list: Lists, named: Lists, nameOfCountry: (country: string) => string): EmojiSet {
  const entry = (listed: string, description: string): EmojiEntry => {
    const emoji = listed.replace(/\+$/, '');
    const country = countryOfFlag(emoji);
    const [name = '', more = ''] = country === undefined ? description.split('|') : [nameOfCountry(country), country];
    return { emoji, name, words: wordsOf(`${name} ${more}`).flatMap(withBare), hasTones: listed !== emoji };
  };
  const groups = emojiGroups.map((group, index) => [
    group,
    (list[index] ?? []).map((listed, place) => entry(listed, named[index]?.[place] ?? '')),
  ]);
  return Object.fromEntries(groups) as EmojiSet;
}

/** Fetches the list and the names of one language. @throws when there is no line, and they were never here */
export async function loadEmojiSet(language: InterfaceLanguage, nameOfCountry: (country: string) => string): Promise<EmojiSet> {
  const [list, named] = await Promise.all([import('#shared/reference/emoji/list.json'), names[language]()]);
  return buildEmojiSet(list.default, named.default, nameOfCountry);
}

/** More than is looked through; another word finds the rest. */
const maxFound = 80;

/** Those of which each asked word begins a word; what is so named comes before what is merely like it. */
export function searchEmoji(set: EmojiSet, asked: string): EmojiEntry[] {
  const wanted = wordsOf(asked);
  if (wanted.length === 0) return [];
  const all = emojiGroups.flatMap((group) => set[group]);
  const found = all.filter(({ words }) =>
    wanted.every((word) => withBare(word).some((form) => words.some((known) => known.startsWith(form)))),
  );
  const isNamed = ({ name }: EmojiEntry): boolean => wordsOf(name)[0]?.startsWith(wanted[0] ?? '') === true;
  return [...found.filter(isNamed), ...found.filter((entry) => !isNamed(entry))].slice(0, maxFound);
}

export function findEmoji(set: EmojiSet, emoji: string): EmojiEntry | undefined {
  return emojiGroups.flatMap((group) => set[group]).find((entry) => entry.emoji === emoji);
}
