import type { Direction } from './languages.ts';

// What is always written left to right and says nothing about the language around it.
const neutralRuns = [
  /```[\s\S]*?(?:```|$)/g,
  /`[^`\n]*`/g,
  // Mentions as they are stored: `<@id>`, `<@role:coordinator>`, `<@space>`.
  /<@[^<>\s]{1,80}>/g,
  /\b(?:https?|ftp):\/\/\S+/gi,
  /\bwww\.\S+/gi,
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  // Not by looking behind: Safari before 16.4 would refuse the whole file.
  /(?:^|[^\p{L}\p{N}\n])[@#][\p{L}\p{N}\p{M}_.-]+/gmu,
];
/** Words of others: a line quoted with `>`, and titles in quotation marks. They count when there are no words of the author's own. */
const borrowedRuns = [/^[ \t]*>.*$/gm, /«[^«»\n]*»|“[^“”\n]*”|„[^„“\n]*“|"[^"\n]*"/g];

// The second part: `report-final.v2.pdf` and `example.org/ar` are one word each, not three.
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’ʼʻ\u200C\u200D_-]*(?:[./][A-Za-z0-9_-]+)*/gu;
const rtlLetter = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const latinLetter = /\p{Script=Latin}/u;
const letter = /\p{L}/u;

/** Who writes these writes Arabic: names and titles in a foreign sentence bring none of them. */
const arabicConnectives = new Set('و أو ثم في من عن على إلى مع هل ما لا لم لن هذا هذه نعم كيف متى أين'.split(' '));
const arabicPunctuation = /[؟،؛]/;

/** Direction needs no more than this to be sure, and a pasted book must not stall a phone. */
const maxCodeUnits = 8_000;

type Script = 'rtl' | 'latin' | 'other';
interface Words {
  scripts: Script[];
  isArabicSentence: boolean;
}

function scriptOf(token: string): Script | undefined {
  const first = [...token].find((character) => letter.test(character));
  if (first === undefined) return undefined;
  if (rtlLetter.test(first)) return 'rtl';
  return latinLetter.test(first) ? 'latin' : 'other';
}

function wordsOf(text: string): Words {
  const tokens = text.match(word) ?? [];
  return {
    scripts: tokens.flatMap((token) => scriptOf(token) ?? []),
    isArabicSentence: arabicPunctuation.test(text) || tokens.some((token) => arabicConnectives.has(token)),
  };
}

const without = (text: string, runs: readonly RegExp[]): string => runs.reduce((rest, run) => rest.replace(run, ' '), text);

function countedWords(text: string): Words {
  const plain = without(text.slice(0, maxCodeUnits), neutralRuns);
  const own = wordsOf(without(plain, borrowedRuns));
  return own.scripts.length > 0 ? own : wordsOf(plain);
}

/** Words of each direction; numbers, neutral runs and, beside the author's own words, quotations are not counted. */
export function countWords(text: string): { rtl: number; ltr: number } {
  const { scripts } = countedWords(text);
  const rtl = scripts.filter((script) => script === 'rtl').length;
  return { rtl, ltr: scripts.length - rtl };
}

/**
 * Direction of a message or block by the majority of its words: right to left when 2 × RTL words ≥ LTR words,
 * since Latin acronyms and names open and fill many Arabic sentences; Cyrillic ones do not, so they weigh double.
 * Against a majority of Latin words a few Arabic ones may still be a name in a foreign sentence: between foreign
 * words they are, and a single one after them is where the fallback leads it to be.
 *
 * @param fallback  for text without words, or that says too little: the direction of the room's language
 */
export function directionOf(text: string, fallback: Direction): Direction {
  const { scripts, isArabicSentence } = countedWords(text);
  const rtl = scripts.filter((script) => script === 'rtl').length;
  const ltr = scripts.length - rtl;
  const other = scripts.filter((script) => script === 'other').length;
  if (scripts.length === 0) return fallback;
  if (2 * rtl < ltr + other) return 'ltr';
  if (ltr === 0 || isArabicSentence || scripts[0] === 'rtl') return 'rtl';
  if (ltr > rtl && scripts.at(-1) !== 'rtl') return 'ltr';
  return rtl === 1 ? fallback : 'rtl';
}
