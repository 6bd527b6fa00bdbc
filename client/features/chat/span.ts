import type { RoomItem } from '#shared/features/chat/contract.ts';

/** Lines of the hub in their present state, true up to `head`. */
export interface Page {
  items: readonly RoomItem[];
  from: number;
  to: number;
  head: number;
  hasEarlier: boolean;
  hasLater: boolean;
  quoted: readonly RoomItem[];
}

/** A part of a timeline without a hole: every line from `from` to `to` is held. */
export interface Span {
  from: number;
  to: number;
  hasEarlier: boolean;
  hasLater: boolean;
  /** Numbers of the lines, ascending. */
  seqs: readonly number[];
}

/** What the question itself says of the ends: `before: 9` covers up to 8, whatever stands last. */
export interface Ends {
  from?: number | undefined;
  to?: number | undefined;
}

export function spanOf(page: Page, belongs: (item: RoomItem) => boolean, ends: Ends = {}): Span {
  return {
    from: ends.from ?? (page.hasEarlier ? page.from : 1),
    to: ends.to ?? (page.hasLater ? page.to : Math.max(page.to, page.head)),
    hasEarlier: page.hasEarlier,
    hasLater: page.hasLater,
    seqs: page.items.filter(belongs).map(({ seq }) => seq),
  };
}

export const areJoined = (one: Span, other: Span): boolean => one.to >= other.from - 1 && other.to >= one.from - 1;

/** Two parts that touch or overlap, as one. */
export function join(one: Span, other: Span): Span {
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  const isWithin = second.to <= first.to;
  return {
    from: first.from,
    to: Math.max(first.to, second.to),
    hasEarlier: first.hasEarlier,
    hasLater: isWithin ? first.hasLater : second.hasLater,
    seqs: isWithin ? first.seqs : [...first.seqs, ...second.seqs.filter((seq) => seq > first.to)],
  };
}

/** The newest lines of a part. */
export function newestOf(span: Span, max: number): Span {
  if (span.seqs.length <= max) return span;
  const seqs = span.seqs.slice(-max);
  return { ...span, seqs, from: seqs[0] ?? span.from, hasEarlier: true };
}
/** The oldest lines of a part. */
export function oldestOf(span: Span, max: number): Span {
  if (span.seqs.length <= max) return span;
  const seqs = span.seqs.slice(0, max);
  return { ...span, seqs, to: seqs.at(-1) ?? span.to, hasLater: true };
}
/** With a number that follows; `isLine`: it stands in this timeline. */
export function grown(span: Span, seq: number, isLine: boolean): Span {
  if (seq <= span.to) return span;
  return { ...span, to: seq, seqs: isLine ? [...span.seqs, seq] : span.seqs };
}
