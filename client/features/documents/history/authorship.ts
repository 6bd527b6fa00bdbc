import type { AuthoredBlock } from '#shared/features/documents/versions-contract.ts';

/** How much each wrote, in UTF-16 units without spaces; who wrote most comes first, unknown hands last. */
export function lettersByAuthor(blocks: readonly AuthoredBlock[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  function count({ runs = [], content = [] }: AuthoredBlock): void {
    for (const { userId, text } of runs) {
      const letters = text.replace(/\s/g, '').length;
      if (letters > 0) counts.set(userId, (counts.get(userId) ?? 0) + letters);
    }
    content.forEach(count);
  }
  blocks.forEach(count);
  return new Map([...counts].sort(([a, x], [b, y]) => Number(a === null) - Number(b === null) || y - x));
}
