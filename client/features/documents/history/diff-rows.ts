import { applyChanges, type Change, type Piece } from '#shared/features/documents/lesson-changes.ts';
import { sliceInline, type LessonNode } from '#shared/features/documents/lesson-content.ts';

/** A stretch of text of a block that changed. */
export interface ShownPiece {
  kind: 'same' | 'added' | 'removed';
  content: LessonNode[];
}

/** What a comparison shows, from top to bottom. */
export type DiffRow =
  | { kind: 'same'; blocks: LessonNode[] }
  | { kind: 'moved' | 'added' | 'removed'; block: LessonNode }
  | {
      kind: 'changed';
      /** As it is now. */
      block: LessonNode;
      isMoved: boolean;
      /** Of text blocks. */
      pieces?: ShownPiece[];
      /** Of lists and quotes. */
      rows?: DiffRow[];
      /** Its words are the same: type, level or direction changed, or the form of the text. */
      isFormatOnly: boolean;
    };

/** Reads the steps through an old text as stretches to show. */
export function shownPieces(before: readonly LessonNode[], pieces: readonly Piece[]): ShownPiece[] {
  let at = 0;
  return pieces.map((piece): ShownPiece => {
    if ('add' in piece) return { kind: 'added', content: piece.add };
    const length = 'keep' in piece ? piece.keep : piece.drop;
    const content = sliceInline(before, at, at + length);
    at += length;
    return { kind: 'keep' in piece ? 'same' : 'removed', content };
  });
}

const wordsOf = (pieces: readonly ShownPiece[], kind: ShownPiece['kind']) =>
  pieces.flatMap((piece) => (piece.kind === kind ? piece.content.map((node) => node.text ?? '\n') : [])).join('');

/** Where only the form of the words changed, they are shown once, as they are now. */
function withoutDoubles(pieces: ShownPiece[], now: LessonNode): { pieces: ShownPiece[]; isFormatOnly: boolean } {
  const isFormatOnly = wordsOf(pieces, 'added') === wordsOf(pieces, 'removed');
  return { pieces: isFormatOnly ? [{ kind: 'same', content: now.content ?? [] }] : pieces, isFormatOnly };
}

function changedRow(from: readonly LessonNode[], change: Extract<Change, { kind: 'change' }>): DiffRow | undefined {
  const before = from[change.from];
  const [block] = applyChanges(from, [change]);
  if (!before || !block) return undefined;
  const about = { kind: 'changed' as const, block, isMoved: change.isMoved };
  if (change.children)
    return {
      ...about,
      rows: diffRows(before.content ?? [], change.children),
      isFormatOnly: !hasDifferences(change.children),
    };
  return { ...about, ...withoutDoubles(shownPieces(before.content ?? [], change.pieces ?? []), block) };
}

/** The steps from one list of blocks to another as rows to show. */
export function diffRows(from: readonly LessonNode[], changes: readonly Change[]): DiffRow[] {
  return changes.flatMap((change): DiffRow[] => {
    if (change.kind === 'keep') return [{ kind: 'same', blocks: from.slice(change.from, change.from + change.count) }];
    if (change.kind === 'add') return [{ kind: 'added', block: change.block }];
    const block = from[change.from];
    if (change.kind === 'change') return [changedRow(from, change)].filter((row) => row !== undefined);
    return block ? [{ kind: change.kind === 'move' ? 'moved' : 'removed', block }] : [];
  });
}

/** Does anything differ? */
export function hasDifferences(changes: readonly Change[]): boolean {
  return changes.some(({ kind }) => kind !== 'keep');
}
