import { foldForSearch, withoutArabicPrefix } from '#shared/i18n/search-text.ts';

const separators = /[^\p{L}\p{N}]+/u;
const wordsOf = (folded: string): string[] => folded.split(separators).filter((word) => word !== '');

/** How well one asked word fits a name: its whole word, the start of one, a part of one; 0 when not at all. */
function fitOfWord(asked: string, words: readonly string[]): number {
  const bare = words.flatMap((word) => withoutArabicPrefix(word) ?? []);
  if (words.includes(asked) || bare.includes(asked)) return 3;
  if ([...words, ...bare].some((word) => word.startsWith(asked))) return 2;
  return asked.length > 1 && words.some((word) => word.includes(asked)) ? 1 : 0;
}

/**
 * How well a name fits what somebody types to find it: 0 when it does not. Marks, hamza, digits, apostrophes and
 * «ال» do not matter, in any script; each asked word must be in the name, and a name that begins with them is first.
 */
export function nameFit(asked: string, name: string): number {
  const question = foldForSearch(asked).trim();
  const wanted = wordsOf(question);
  const folded = foldForSearch(name);
  const words = wordsOf(folded);
  const fits = wanted.map((word) => fitOfWord(word, words));
  if (fits.includes(0)) return 0;
  const sum = fits.reduce((total, fit) => total + fit, 1);
  return folded.startsWith(question) ? sum + 10 : sum;
}

/** What fits best first, in the given order where it fits alike; everything in its order when nothing is asked. */
export function bestNames<Item>(items: readonly Item[], asked: string, namesOf: (item: Item) => readonly string[]): Item[] {
  if (wordsOf(foldForSearch(asked)).length === 0) return [...items];
  return items
    .map((item) => ({ item, fit: Math.max(0, ...namesOf(item).map((name) => nameFit(asked, name))) }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ item }) => item);
}
