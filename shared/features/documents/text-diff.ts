import { diffArrays } from 'diff';
import { wordsOf } from '../../i18n/words.ts';
import type { Piece } from './lesson-changes.ts';
import { keyOf, sliceInline, type LessonNode } from './lesson-content.ts';

/** Work that is left, in steps. */
export interface Budget {
  left: number;
}

/** Words of one block, after what is equal at both ends, that are compared one by one; above it the stretch counts as one. */
const maxWords = 6_000;

interface Word {
  start: number;
  end: number;
  /** Equal keys are equal words in equal marks. */
  key: string;
}

function wordsIn(inline: readonly LessonNode[]): Word[] {
  const text = inline.map((node) => node.text ?? '\n').join('');
  const isPlain = inline.every((node) => node.text !== undefined && node.marks === undefined);
  let start = 0;
  return wordsOf(text).map((word) => {
    const end = start + word.length;
    const key = isPlain ? word : sliceInline(inline, start, end).map(keyOfInline).join('');
    const found = { start, end, key };
    start = end;
    return found;
  });
}

/** A text without marks is its own key, so that plain and marked blocks compare. */
function keyOfInline(node: LessonNode): string {
  return node.text !== undefined && node.marks === undefined ? node.text : `\0${keyOf(node)}\0`;
}

/** So many words stay, then so many go and so many come. */
interface Hunk {
  keep: number;
  drop: number;
  add: number;
}

function hunksBetween(before: readonly string[], after: readonly string[], budget: Budget): Hunk[] {
  const whole: Hunk[] = [{ keep: 0, drop: before.length, add: after.length }];
  if (before.length + after.length > 2 * maxWords) return whole;
  const maxEditLength = Math.floor(Math.sqrt(Math.max(budget.left, 0)));
  const changes = maxEditLength === 0 ? undefined : diffArrays([...before], [...after], { maxEditLength });
  if (!changes) {
    budget.left -= maxEditLength ** 2;
    return whole;
  }
  const hunks: Hunk[] = [];
  let edits = 0;
  let hunk: Hunk = { keep: 0, drop: 0, add: 0 };
  for (const { added, removed, count } of changes) {
    if (!added && !removed && hunk.drop + hunk.add > 0) {
      hunks.push(hunk);
      hunk = { keep: 0, drop: 0, add: 0 };
    }
    if (added) hunk.add += count;
    else if (removed) hunk.drop += count;
    else hunk.keep += count;
    if (added || removed) edits += count;
  }
  budget.left -= edits ** 2 + before.length + after.length;
  return [...hunks, hunk];
}

const isSpace = (word: Word | undefined) => word !== undefined && /^[^\S\n]$/.test(word.key);

/** The words of both texts, and where a hunk stands in them. */
interface Stand {
  old: readonly Word[];
  now: readonly Word[];
  oldAt: number;
  nowAt: number;
}

/** Where only words came, or only words went, «␣a» before «␣» is the same as «a␣» after it: may the hunk move so far on? */
function canMoveOn({ drop, add }: Hunk, by: number, { old, now, oldAt, nowAt }: Stand): boolean {
  if (drop > 0 && add > 0) return false;
  const [words, at, length] = drop > 0 ? [old, oldAt, drop] : [now, nowAt, add];
  return Array.from({ length: by }, (_, i) => i).every((i) => words[at + i]?.key === words[at + length + i]?.key);
}

/** Two changes with nothing but a space between them are read as one. */
function joinHunks(hunks: readonly Hunk[], old: readonly Word[], now: readonly Word[]): Hunk[] {
  const joined: Hunk[] = [];
  /** Where the last of them begins, after what it keeps. */
  let [oldAt, nowAt] = [0, 0];
  for (const hunk of hunks) {
    const last = joined.at(-1);
    const gap = last && hunk.drop + hunk.add > 0 && hunk.keep === 1 && isSpace(old[oldAt + last.drop]) ? 1 : 0;
    if (last && gap > 0 && canMoveOn(last, gap, { old, now, oldAt, nowAt })) {
      last.keep += gap;
      last.drop += hunk.drop;
      last.add += hunk.add;
      oldAt += gap;
      nowAt += gap;
    } else if (last && gap > 0 && last.drop > 0 && last.add > 0) {
      last.drop += gap + hunk.drop;
      last.add += gap + hunk.add;
    } else {
      oldAt += (last?.drop ?? 0) + hunk.keep;
      nowAt += (last?.add ?? 0) + hunk.keep;
      joined.push({ ...hunk });
    }
  }
  return joined;
}

function equalEnds(before: readonly Word[], after: readonly Word[]): { head: number; tail: number } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head]?.key === after[head]?.key) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail)?.key === after.at(-1 - tail)?.key) tail += 1;
  return { head, tail };
}

/**
 * Steps from one text to another, word by word. Takes from the budget what it uses; when that is not enough, the stretch
 * that differs goes and comes as a whole.
 */
export function piecesBetween(before: readonly LessonNode[], after: readonly LessonNode[], budget: Budget): Piece[] {
  const old = wordsIn(before);
  const now = wordsIn(after);
  const { head, tail } = equalEnds(old, now);
  const oldMiddle = old.slice(head, old.length - tail);
  const nowMiddle = now.slice(head, now.length - tail);
  const keys = (words: readonly Word[]) => words.map(({ key }) => key);
  const middle = joinHunks(hunksBetween(keys(oldMiddle), keys(nowMiddle), budget), oldMiddle, nowMiddle);
  const pieces: Piece[] = [];
  const unitsOf = (words: readonly Word[]) => (words.at(-1)?.end ?? 0) - (words[0]?.start ?? 0);
  let oldAt = 0;
  let nowAt = 0;
  for (const { keep, drop, add } of [{ keep: head, drop: 0, add: 0 }, ...middle, { keep: tail, drop: 0, add: 0 }]) {
    const kept = unitsOf(old.slice(oldAt, oldAt + keep));
    const last = pieces.at(-1);
    if (kept > 0 && last && 'keep' in last) pieces[pieces.length - 1] = { keep: last.keep + kept };
    else if (kept > 0) pieces.push({ keep: kept });
    const dropped = unitsOf(old.slice(oldAt + keep, oldAt + keep + drop));
    if (dropped > 0) pieces.push({ drop: dropped });
    const added = now.slice(nowAt + keep, nowAt + keep + add);
    const [first] = added;
    if (first) pieces.push({ add: sliceInline(after, first.start, added.at(-1)?.end ?? first.end) });
    oldAt += keep + drop;
    nowAt += keep + add;
  }
  return pieces;
}
