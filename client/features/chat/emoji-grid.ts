interface GridPlace {
  index: number;
  count: number;
  columns: number;
  isRtl: boolean;
}

const pageRows = 4;

/**
 * Where a key leads in a grid that is filled in the direction of the page: the arrows go where the eye goes, so in a
 * right-to-left grid Left is the next one.
 *
 * @returns undefined for other keys; the index itself at an edge
 */
export function gridStep(key: string, { index, count, columns, isRtl }: GridPlace): number | undefined {
  const within = (wanted: number): number => (wanted < 0 || wanted >= count ? index : wanted);
  switch (key) {
    case 'ArrowLeft':
      return within(index + (isRtl ? 1 : -1));
    case 'ArrowRight':
      return within(index + (isRtl ? -1 : 1));
    case 'ArrowDown':
      return within(index + columns);
    case 'ArrowUp':
      return within(index - columns);
    case 'PageDown':
      return Math.min(index + columns * pageRows, count - 1);
    case 'PageUp':
      return Math.max(index - columns * pageRows, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
