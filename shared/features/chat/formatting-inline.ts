import { addressSource, linkAt, maxLinks } from './linkify.ts';
import { mentionSource, parseMention, type Mention } from './mentions.ts';

/** What stands inside a line. Bold holds no bold: there is no second degree of it. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; mention: Mention }
  | { kind: 'bold'; children: Inline[] };

/** How many elements one message may still become; beyond it marks stay the characters they are. */
export interface Budget {
  marks: number;
  links: number;
}
export const newBudget = (): Budget => ({ marks: 400, links: maxLinks });

type Atom = Exclude<Inline, { kind: 'bold' }> | { kind: 'star'; text: '*' | '**'; opens: boolean; closes: boolean };

/** Each alternative begins with a character that no other begins with and ends where it says, so a line is read once. */
const special = new RegExp(`\`[^\`]+\`|${mentionSource}|${addressSource}|\\*+`, 'gi');
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Before a single star no letter may stand, nor after it: 2*3*4 is a product, not emphasis. */
function starAt(line: string, index: number, text: '*' | '**'): Atom {
  const before = characterBefore(line, index);
  const after = characterAfter(line, index + text.length);
  const isLoose = text === '**';
  const opens = after !== '' && after.trim() !== '' && (isLoose || !wordCharacter.test(before));
  const closes = before !== '' && before.trim() !== '' && (isLoose || !wordCharacter.test(after));
  return { kind: 'star', text, opens, closes };
}
const characterAfter = (line: string, index: number): string => String.fromCodePoint(line.codePointAt(index) ?? 0x20).trim();
function characterBefore(line: string, index: number): string {
  const last = line.charAt(index - 1);
  return /[\uDC00-\uDFFF]/.test(last) ? line.slice(Math.max(0, index - 2), index) : last;
}

function atomAt(line: string, { 0: found, index }: RegExpExecArray, budget: Budget): Atom {
  if (found === '*' || found === '**') return starAt(line, index, found);
  if (budget.marks === 0) return { kind: 'text', text: found };
  if (found.startsWith('`')) return { kind: 'code', text: found.slice(1, -1) };
  const mention = found.startsWith('<') ? parseMention(found) : undefined;
  if (mention) return { kind: 'mention', mention };
  const link = found.startsWith('*') || budget.links === 0 ? undefined : linkAt(found);
  return link ? { kind: 'link', ...link } : { kind: 'text', text: found };
}

function atomsOf(line: string, budget: Budget): Atom[] {
  const atoms: Atom[] = [];
  let from = 0;
  special.lastIndex = 0;
  for (let match = special.exec(line); match; match = special.exec(line)) {
    const atom = atomAt(line, match, budget);
    if (atom.kind === 'text') continue;
    if (match.index > from) atoms.push({ kind: 'text', text: line.slice(from, match.index) });
    atoms.push(atom);
    if (atom.kind !== 'star') budget.marks -= 1;
    if (atom.kind === 'link') {
      budget.links -= 1;
      // The full stop after an address is read again: it may be a mark.
      special.lastIndex = match.index + atom.text.length;
    }
    from = special.lastIndex;
  }
  if (from < line.length) atoms.push({ kind: 'text', text: line.slice(from) });
  return atoms;
}

/** For each atom, the index of the next one at or after it that closes such a star; found from the end, in one pass. */
function closersOf(atoms: readonly Atom[], text: '*' | '**'): (number | undefined)[] {
  const next: (number | undefined)[] = [];
  let found: number | undefined;
  for (let index = atoms.length - 1; index >= 0; index -= 1) {
    const atom = atoms[index];
    if (atom?.kind === 'star' && atom.text === text && atom.closes) found = index;
    next[index] = found;
  }
  return next;
}

function pushText(into: Inline[], text: string): void {
  const last = into.at(-1);
  if (last?.kind === 'text') last.text += text;
  else into.push({ kind: 'text', text });
}

function push(into: Inline[], atom: Atom): void {
  if (atom.kind === 'star' || atom.kind === 'text') pushText(into, atom.text);
  else into.push(atom);
}

/** One line without its block marks. Linear: each character is looked at a fixed number of times. */
export function parseLine(line: string, budget: Budget): Inline[] {
  const atoms = atomsOf(line, budget);
  const closers = { '*': closersOf(atoms, '*'), '**': closersOf(atoms, '**') };
  const result: Inline[] = [];
  for (let index = 0; index < atoms.length; index += 1) {
    const atom = atoms[index];
    if (!atom) continue;
    // Two atoms on at least: what is emphasised is not nothing.
    const end = atom.kind === 'star' && atom.opens && budget.marks > 0 ? closers[atom.text][index + 2] : undefined;
    if (end === undefined) {
      push(result, atom);
      continue;
    }
    const children: Inline[] = [];
    for (const inner of atoms.slice(index + 1, end)) push(children, inner);
    result.push({ kind: 'bold', children });
    budget.marks -= 1;
    index = end;
  }
  return result;
}
