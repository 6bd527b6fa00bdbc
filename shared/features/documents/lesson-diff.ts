import type { Change } from './lesson-changes.ts';
import { isTextBlock, keyOf, type LessonNode } from './lesson-content.ts';
import { piecesBetween, type Budget } from './text-diff.ts';

/** Work that comparing two lessons word by word may take, in steps; what is left over after it is compared as wholes. */
export const usualBudget = 1_000_000;

/** Which name a block goes by: its id, or where it has none of its own, what it says. */
function namesOf(blocks: readonly LessonNode[]): string[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const id = block.attrs?.['id'];
    const name = id === undefined ? `says ${keyOf(block)}` : `id ${id}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return `${name} ${times}`;
  });
}

const lists = new Set(['bulletList', 'orderedList']);

/** Can one be shown as the other, changed? */
function isComparable(a: LessonNode, b: LessonNode): boolean {
  if (isTextBlock(a) || isTextBlock(b)) return isTextBlock(a) && isTextBlock(b);
  return a.type === b.type || (lists.has(a.type) && lists.has(b.type));
}

/** Places in `values` of a longest rising row. */
function longestRising(values: readonly number[]): Set<number> {
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? (ends[low - 1] ?? -1) : -1);
    ends[low] = at;
  }
  const rising = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) rising.add(at);
  return rising;
}

/** For each block of `to`, its place in `from`, or -1; and which of these pairs kept their order. */
function match(from: readonly LessonNode[], to: readonly LessonNode[]): { origins: number[]; inOrder: Set<number> } {
  const placeOf = new Map(namesOf(from).map((name, at) => [name, at]));
  const origins = namesOf(to).map((name, at) => {
    const origin = placeOf.get(name) ?? -1;
    const [before, after] = [from[origin], to[at]];
    return before && after && isComparable(before, after) ? origin : -1;
  });
  const matched = origins.map((_, at) => at).filter((at) => (origins[at] ?? -1) >= 0);
  const rising = longestRising(matched.map((at) => origins[at] ?? -1));
  return { origins, inOrder: new Set(matched.filter((_, at) => rising.has(at))) };
}

function changeOf(from: number, pair: { before: LessonNode; after: LessonNode; isMoved: boolean }, budget: Budget): Change {
  const { before, after, isMoved } = pair;
  if (keyOf(before) === keyOf(after)) return isMoved ? { kind: 'move', from } : { kind: 'keep', from, count: 1 };
  const block = { type: after.type, ...(after.attrs && { attrs: after.attrs }) };
  const [old, now] = [before.content ?? [], after.content ?? []];
  if (isTextBlock(after)) return { kind: 'change', from, isMoved, block, pieces: piecesBetween(old, now, budget) };
  return { kind: 'change', from, isMoved, block, children: compareBlocks(old, now, budget) };
}

/** Steps from one list of blocks in canonical form to another: by block ids, and word by word within those that changed. */
export function compareBlocks(from: readonly LessonNode[], to: readonly LessonNode[], budget: Budget = { left: usualBudget }): Change[] {
  const { origins, inOrder } = match(from, to);
  const used = new Set(origins);
  const fixed = new Set([...inOrder].map((at) => origins[at]));
  const changes: Change[] = [];
  function pushRemoved(start: number): void {
    for (let at = start; at < from.length && !fixed.has(at); at += 1) if (!used.has(at)) changes.push({ kind: 'remove', from: at });
  }
  function push(change: Change): void {
    const last = changes.at(-1);
    if (change.kind === 'keep' && last?.kind === 'keep' && last.from + last.count === change.from) last.count += 1;
    else changes.push(change);
  }
  pushRemoved(0);
  for (const [at, after] of to.entries()) {
    const origin = origins[at] ?? -1;
    const before = from[origin];
    if (before) push(changeOf(origin, { before, after, isMoved: !inOrder.has(at) }, budget));
    else push({ kind: 'add', block: after });
    if (inOrder.has(at)) pushRemoved(origin + 1);
  }
  return changes;
}
