import * as z from 'zod/mini';
import { canonicalJson, type Json } from '../../kernel/json.ts';

const LessonMark = z.object({ type: z.string(), attrs: z.optional(z.record(z.string(), z.string())) });
export type LessonMark = z.output<typeof LessonMark>;

/**
 * Content of a lesson in its one canonical form: ProseMirror's JSON of schema 1 without empty fields, neighbouring texts
 * with the same marks joined. Two lessons are equal when their canonical forms are.
 */
export const LessonNode = z.object({
  type: z.string(),
  /** Only those that are set. */
  attrs: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  /** Of a `text`. */
  text: z.optional(z.string()),
  /** Of a `text`, by name. */
  marks: z.optional(z.array(LessonMark)),
  get content(): z.ZodMiniOptional<z.ZodMiniArray<typeof LessonNode>> {
    return z.optional(z.array(LessonNode));
  },
});
export type LessonNode = z.output<typeof LessonNode>;

const textBlocks = new Set(['paragraph', 'heading']);

/** Holds text and line breaks; other blocks hold blocks, or nothing. */
export function isTextBlock({ type }: { type: string }): boolean {
  return textBlocks.has(type);
}

/** Equal keys are equal nodes. */
export function keyOf(node: LessonNode): string {
  return canonicalJson(node as Json);
}

/** Length in the measure of pieces: UTF-16 units of text, 1 for a line break. */
export function lengthOf(node: LessonNode): number {
  return node.text?.length ?? 1;
}

function isSameMarks(a: LessonNode, b: LessonNode): boolean {
  return canonicalJson((a.marks ?? []) as Json) === canonicalJson((b.marks ?? []) as Json);
}

/** Joins neighbouring texts that bear the same marks, and drops empty ones. */
export function joinTexts(inline: readonly LessonNode[]): LessonNode[] {
  const joined: LessonNode[] = [];
  for (const node of inline) {
    if (node.text === '') continue;
    const last = joined.at(-1);
    if (last?.text !== undefined && node.text !== undefined && isSameMarks(last, node))
      joined[joined.length - 1] = { ...last, text: last.text + node.text };
    else joined.push(node);
  }
  return joined;
}

/** The part of a text block's content between two places. */
export function sliceInline(inline: readonly LessonNode[], start: number, end: number): LessonNode[] {
  const part: LessonNode[] = [];
  let at = 0;
  for (const node of inline) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, lengthOf(node));
    if (from < to) part.push(node.text === undefined ? node : { ...node, text: node.text.slice(from, to) });
    at += lengthOf(node);
    if (at >= end) break;
  }
  return part;
}

/** Text of a block and of all in it, a line for each text block. */
export function plainTextOf(node: LessonNode): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return '\n';
  return (node.content ?? []).map(plainTextOf).join(isTextBlock(node) ? '' : '\n');
}
