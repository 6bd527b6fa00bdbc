import type { RoomItem } from '#shared/features/chat/contract.ts';
import type { RoomLines } from './room-lines.ts';
import { areJoined, grown, join, newestOf, spanOf, type Page, type Span } from './span.ts';

export const maxThreadLines = 500;

/** Which lines of each open thread are held. */
export interface ThreadSpans {
  open(root: number): void;
  close(root: number): void;
  /** Undefined while it is not read. */
  get(root: number): Span | undefined;
  /** A number was processed; `thread`: it is a line of that one. True when older lines were let go. */
  grow(seq: number, thread: number | undefined): boolean;
  take(root: number, page: Page, before?: number): void;
  /** What is held was replaced: all are to be read again. */
  reset(): void;
  clear(): void;
  /** Numbers of all lines, first messages included. */
  seqs(): number[];
  all(): (Span | undefined)[];
}

export function createThreadSpans(lines: Pick<RoomLines, 'last' | 'repliesSince'>): ThreadSpans {
  const spans = new Map<number, Span | undefined>();

  function bound(root: number): boolean {
    const span = spans.get(root);
    if (!span || span.seqs.length <= maxThreadLines) return false;
    spans.set(root, newestOf(span, maxThreadLines));
    return true;
  }
  return {
    open(root) {
      if (!spans.has(root)) spans.set(root, undefined);
    },
    close: (root) => void spans.delete(root),
    get: (root) => spans.get(root),
    grow(seq, thread) {
      for (const [root, span] of spans) if (span) spans.set(root, grown(span, seq, thread === root));
      return thread !== undefined && bound(thread);
    },
    take(root, page, before) {
      if (!spans.has(root)) return;
      const held = spans.get(root);
      const ofThread = (item: RoomItem): boolean => item.thread === root;
      let span = spanOf(page, ofThread, before === undefined ? {} : { to: before - 1 });
      if (held && !areJoined(span, held)) return;
      if (held) span = join(span, held);
      else for (const seq of lines.repliesSince(root, span.to)) span = grown(span, seq, true);
      spans.set(root, grown(span, lines.last, false));
      if (before === undefined) bound(root);
    },
    reset() {
      for (const root of spans.keys()) spans.set(root, undefined);
    },
    clear: () => spans.clear(),
    seqs: () => [...spans].flatMap(([root, span]) => [root, ...(span?.seqs ?? [])]),
    all: () => [...spans.values()],
  };
}
