import * as z from 'zod/mini';
import { joinTexts, lengthOf, LessonNode, sliceInline } from './lesson-content.ts';

const length = z.int().check(z.gte(1));

/** One step through the old text of a block: so much stays, so much goes, this comes. */
export const Piece = z.union([z.object({ keep: length }), z.object({ drop: length }), z.object({ add: z.array(LessonNode) })]);
export type Piece = z.output<typeof Piece>;

const place = z.int().check(z.gte(0));

/**
 * One step from a list of blocks to another. Read in order, with `remove` left out, the steps give the new list; every
 * `from` is a place in the old one. What was removed stands where it was, so that it can be shown there.
 */
export const Change = z.discriminatedUnion('kind', [
  /** These blocks stand as they were. */
  z.object({ kind: z.literal('keep'), from: place, count: place }),
  /** Unchanged, but elsewhere. */
  z.object({ kind: z.literal('move'), from: place }),
  z.object({ kind: z.literal('remove'), from: place }),
  z.object({ kind: z.literal('add'), block: LessonNode }),
  z.object({
    kind: z.literal('change'),
    from: place,
    isMoved: z.boolean(),
    /** The block as it is now, without its content. */
    block: z.object({ type: z.string(), attrs: LessonNode.shape.attrs }),
    /** How its text changed; of text blocks. */
    pieces: z.optional(z.array(Piece)),
    /** How the blocks in it changed; of lists and quotes. */
    get children() {
      return z.optional(z.array(Change));
    },
  }),
]);
export type Change = z.output<typeof Change>;

/** The new text of a block: its old one after the steps. @throws RangeError when they were made for another text */
export function applyPieces(before: readonly LessonNode[], pieces: readonly Piece[]): LessonNode[] {
  const after: LessonNode[] = [];
  const total = before.reduce((sum, node) => sum + lengthOf(node), 0);
  let at = 0;
  for (const piece of pieces) {
    if ('add' in piece) after.push(...piece.add);
    else if ('keep' in piece) {
      after.push(...sliceInline(before, at, at + piece.keep));
      at += piece.keep;
    } else at += piece.drop;
  }
  if (at !== total) throw new RangeError('these steps were made for another text');
  return joinTexts(after);
}

function blockAt(blocks: readonly LessonNode[], at: number): LessonNode {
  const block = blocks[at];
  if (!block) throw new RangeError('these steps were made for other blocks');
  return block;
}

/** The new list: the old one after the steps. @throws RangeError when they were made for another list */
export function applyChanges(from: readonly LessonNode[], changes: readonly Change[]): LessonNode[] {
  return changes.flatMap((change): LessonNode[] => {
    switch (change.kind) {
      case 'keep':
        return Array.from({ length: change.count }, (_, i) => blockAt(from, change.from + i));
      case 'move':
        return [blockAt(from, change.from)];
      case 'remove':
        return [];
      case 'add':
        return [change.block];
      case 'change':
        return [changed(blockAt(from, change.from), change)];
    }
  });
}

function changed(before: LessonNode, change: Extract<Change, { kind: 'change' }>): LessonNode {
  const old = before.content ?? [];
  const content = change.pieces ? applyPieces(old, change.pieces) : applyChanges(old, change.children ?? []);
  const { type, attrs } = change.block;
  return { type, ...(attrs && { attrs }), ...(content.length > 0 && { content }) };
}
