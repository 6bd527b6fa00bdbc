import { foldForSearch, withoutArabicPrefix } from '#shared/i18n/search-text.ts';

/** A part of a text, in UTF-16 units: `text.slice(start, end)`. */
export interface TextRange {
  start: number;
  end: number;
}

/** A letter with the marks on it. Folding looks no farther, except at the parts of Korean syllables. */
const clusters = /[\u1100-\u11ff]+\p{M}*|\P{M}\p{M}*|\p{M}+/gsu;
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*/gu;
/** As many words of a question as the hub looks for. */
const maxWords = 10;
const maxRanges = 200;

interface FoldedWord {
  folded: string;
  range: TextRange;
}

/** As in a search; a sigma that ends a word is one, since letters by themselves know no end. */
const fold = (text: string): string => foldForSearch(text).replaceAll('ς', 'σ');

/** Folded words of a question, as the hub looks for them. */
export function askedWords(question: string): string[] {
  return [...new Set(fold(question).match(wordPattern) ?? [])].slice(0, maxWords);
}

/** The words of a text as they are compared, each with its place in the text as it stands. */
function foldedWords(text: string): FoldedWord[] {
  let folded = '';
  /** For each unit of the folded text, the cluster it comes from. */
  const origins: TextRange[] = [];
  for (const { 0: cluster, index } of text.matchAll(clusters)) {
    const letters = fold(cluster);
    folded += letters;
    for (let unit = 0; unit < letters.length; unit += 1) origins.push({ start: index, end: index + cluster.length });
  }
  return [...folded.matchAll(wordPattern)].flatMap(({ 0: word, index }) => {
    const [first, last] = [origins[index], origins[index + word.length - 1]];
    return first && last ? [{ folded: word, range: { start: first.start, end: last.end } }] : [];
  });
}

const begins = (word: string, asked: string): boolean => word.startsWith(asked) || (withoutArabicPrefix(word)?.startsWith(asked) ?? false);

/**
 * Where the words of a question stand in a text. Whole words: a mark within one would part joined letters. Marks on
 * letters, tatweel, case, digits and prefixes count as the hub's search counts them.
 */
export function matchRanges(text: string, question: string): TextRange[] {
  const words = foldedWords(text);
  const found = new Set<FoldedWord>();
  for (const asked of askedWords(question)) {
    const asTyped = words.filter(({ folded }) => begins(folded, asked));
    // As the hub does: «كتاب» is a word of its own, and only where there is none it is «تاب» with a prefix.
    const bare = asTyped.length > 0 ? undefined : withoutArabicPrefix(asked);
    for (const word of bare === undefined ? asTyped : words.filter(({ folded }) => begins(folded, bare))) found.add(word);
  }
  return words
    .filter((word) => found.has(word))
    .slice(0, maxRanges)
    .map(({ range }) => range);
}

export interface Piece {
  text: string;
  isMatch: boolean;
}

/** The text in pieces, the matching ones apart. */
function piecesOf(text: string, ranges: readonly TextRange[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (until: number, isMatch: boolean): void => {
    if (until > at) pieces.push({ text: text.slice(at, until), isMatch });
    at = Math.max(at, until);
  };
  for (const { start, end } of ranges) {
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return pieces;
}

/** Shown before the first match of a long text, so that it is read in its sentence. */
const leadLength = 48;

/** The start of the word at or before a place; never inside a pair of units. */
function wordStart(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  return space < 0 || at - space > leadLength ? at - (/[\udc00-\udfff]/.test(text.charAt(at)) ? 1 : 0) : space + 1;
}

/** What is shown of a found text: from shortly before its first match, with the matches apart. */
export function excerpt(text: string, question: string, maxLength = 200): Piece[] {
  const ranges = matchRanges(text, question);
  const first = ranges[0]?.start ?? 0;
  const start = text.length <= maxLength || first <= leadLength ? 0 : wordStart(text, first - leadLength);
  const end = text.length - start <= maxLength ? text.length : Math.max(wordStart(text, start + maxLength), ranges[0]?.end ?? 0);
  const shown = ranges.filter((range) => range.start >= start && range.end <= end);
  const pieces = piecesOf(
    text.slice(start, end),
    shown.map((range) => ({ start: range.start - start, end: range.end - start })),
  );
  return [...(start > 0 ? [{ text: '…', isMatch: false }] : []), ...pieces, ...(end < text.length ? [{ text: '…', isMatch: false }] : [])];
}
