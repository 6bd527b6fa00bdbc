import { lookAlikes, lookAlikeSequences, reservedNames } from './look-alikes.ts';

// Embeddings, overrides, isolates and marks: they turn the line around a name (CVE-2021-42574 and the like).
const bidiControls = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g;
// Zero-width space, BOM, soft hyphen, word joiner, language tag: two names would look the same.
const invisible = /[\u200B\uFEFF\u00AD\u2060\u{E0001}]/u;
const joiner = /[\u200C\u200D]/;
const arabicLetter = /^\p{Script=Arabic}$/u;
const mark = /\p{M}/u;
const control = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\uFFFC]/u;

/** Length as people count when told "60 characters": code points, not UTF-16 units. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Text without the characters that change the direction of what surrounds it. */
export function stripBidiControls(text: string): string {
  return text.replace(bidiControls, '');
}

export type NameFlaw = 'empty' | 'tooLong' | 'invisibleCharacter' | 'joinerMisplaced' | 'controlCharacter' | 'tooManyMarks' | 'reserved';
export type CleanedName = { ok: true; name: string } | { ok: false; flaw: NameFlaw };

export const maxNameLength = 80;
/** Arabic vowel signs need two on a letter, Vietnamese two; more is decoration that spills over the line. */
const maxMarksInARow = 3;

function joinersMisplaced(name: string): boolean {
  const characters = [...name].filter((character) => !mark.test(character));
  return characters.some((character, index) => {
    if (!joiner.test(character)) return false;
    return !arabicLetter.test(characters[index - 1] ?? '') || !arabicLetter.test(characters[index + 1] ?? '');
  });
}

function flawOf(name: string): NameFlaw | undefined {
  if (invisible.test(name)) return 'invisibleCharacter';
  if (control.test(name)) return 'controlCharacter';
  if (!/[\p{L}\p{N}]/u.test(name)) return 'empty';
  if (codePointCount(name) > maxNameLength) return 'tooLong';
  if (joinersMisplaced(name)) return 'joinerMisplaced';
  if (new RegExp(`\\p{M}{${maxMarksInARow + 1}}`, 'u').test(name)) return 'tooManyMarks';
  return undefined;
}

/**
 * A name or title as it is stored: NFC, trimmed, one space between words, without bidi controls.
 * ZWNJ and ZWJ stay between Arabic letters, where Persian and Kurdish names need them, and nowhere else.
 */
export function cleanName(raw: string): CleanedName {
  // Normalising is linear, but a megabyte need not be normalised to be refused.
  if (raw.length > maxNameLength * 8) return { ok: false, flaw: 'tooLong' };
  const name = stripBidiControls(raw.normalize('NFC'))
    .replace(/[\t\n\r\p{Zs}]+/gu, ' ')
    .trim();
  const flaw = flawOf(name);
  return flaw === undefined ? { ok: true, name } : { ok: false, flaw };
}

/** As `cleanName`, and not the name of the hub's own voice or of a body it serves. */
export function cleanPersonName(raw: string): CleanedName {
  const cleaned = cleanName(raw);
  if (cleaned.ok && isReservedName(cleaned.name)) return { ok: false, flaw: 'reserved' };
  return cleaned;
}

/**
 * What a name looks like: two names with one skeleton can be taken for each other.
 * Never shown and never searched.
 */
export function skeleton(name: string): string {
  const bare = stripBidiControls(name)
    .normalize('NFKD')
    .replace(/[\p{M}\u200C\u200D]/gu, '')
    .toLowerCase();
  const once = [...bare].map((character) => lookAlikes.get(character) ?? character);
  const twice = once.map((character) => lookAlikes.get(character) ?? character).join('');
  return lookAlikeSequences
    .reduce((text, [from, to]) => text.split(from).join(to), twice)
    .replace(/\s+/g, ' ')
    .trim();
}

const reservedSkeletons: ReadonlySet<string> = new Set(reservedNames.map(skeleton));

export function isReservedName(name: string): boolean {
  return reservedSkeletons.has(skeleton(name));
}

/**
 * First letters of the first two words, for an avatar without a photo. Arabic letters would join into a word,
 * so a ZWNJ and a space stand between them.
 */
export function initials(name: string): string {
  const words = stripBidiControls(name)
    .split(/\s+/)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0]);
  const [first = '', second] = words.filter((letter) => letter !== undefined);
  const upper = first.toLocaleUpperCase();
  if (second === undefined) return upper;
  const separator = arabicLetter.test(first) || arabicLetter.test(second) ? '\u200C ' : '';
  return `${upper}${separator}${second.toLocaleUpperCase()}`;
}
