import { stripBidiControls } from './text.ts';
import { toLatinDigits } from './regional.ts';

// Tatweel, vowel signs, superscript alef, Quranic marks.
const arabicMarks = /[\u0640\u064B-\u065F\u0670\u06D6-\u06ED]/g;
const letterFolds: ReadonlyMap<string, string> = new Map(
  // The last group: written on a Russian keyboard by people whose alphabets have more letters.
  'أا إا آا ٱا ىي ةه ؤو ئي کك یي ёе әа ғг қк ңн өо ұу үу һх ҳх ҷч ӣи ӯу ўу'.split(' ').map((pair): [string, string] => {
    const [from = '', to = from] = [...pair];
    return [from, to];
  }),
);
const apostrophes = /[ʻʼ‘’'`´ʹʿʾ]/g;
const combining = /\p{M}/gu;
const latinLetter = /\p{Script=Latin}/u;

function foldLetter(character: string): string {
  const folded = letterFolds.get(character);
  if (folded !== undefined) return folded;
  // Only Latin is taken apart: NFD would tear й into и and a mark, and hamza from its carrier.
  return latinLetter.test(character) ? character.normalize('NFD').replace(combining, '') : character;
}

/**
 * Text as it is compared in a search, for the index and the question alike: «الاستماع الي» finds «الاستماعِ إلى»,
 * "оку" finds "оқу", "o'quv" finds "oʻquv", ٢٤ finds 24.
 */
export function foldForSearch(text: string): string {
  // Hamza carriers are mapped while composed: NFKC first, and no NFD of Arabic ever.
  const composed = stripBidiControls(text.normalize('NFKC')).replace(arabicMarks, '').toLowerCase();
  return toLatinDigits([...composed].map(foldLetter).join('')).replace(apostrophes, '');
}

const prefixed = /^(?:[وف]?[بك]?ال|[وف]?لل)(?=..)/u;
const conjunction = /^[وفبكل](?=...)/u;

/** The word without و ف ب ك ل and ال, where at least two letters stay; undefined when nothing was taken off. */
export function withoutArabicPrefix(folded: string): string | undefined {
  const bare = folded.replace(prefixed, '');
  if (bare !== folded) return bare;
  const short = folded.replace(conjunction, '');
  return short === folded ? undefined : short;
}

/** Terms are cut here so that one pasted text cannot fill an index. */
export const maxTerms = 2_000;
const maxTermLength = 40;

/**
 * Distinct folded words of a text, with those freed from prefixes beside them, in order of appearance.
 * The same function makes the index and the question, so both stores answer alike.
 */
export function searchTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const [word] of foldForSearch(text).matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*/gu)) {
    if (terms.size >= maxTerms) break;
    const term = [...word].slice(0, maxTermLength).join('');
    terms.add(term);
    const bare = withoutArabicPrefix(term);
    if (bare !== undefined) terms.add(bare);
  }
  return [...terms];
}
