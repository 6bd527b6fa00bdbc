import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import { withSkinTone, type SkinTone } from '#shared/features/chat/emoji.ts';
import { usePageDirection } from '#client/kernel/i18n-react.tsx';
import type { EmojiEntry } from './emoji-data.ts';
import { gridStep } from './emoji-grid.ts';
import styles from './emoji-picker.module.css';

export const withTone = ({ emoji, hasTones }: EmojiEntry, tone: SkinTone): string => (hasTones ? withSkinTone(emoji, tone) : emoji);

/** Width of one emoji with what is around it, in pixels: a finger's. */
const cellPx = 44;

/** As many as fit; told to the keyboard and to a screen reader, which count by rows. */
function useColumns(element: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(7);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const observer = new ResizeObserver(() => setColumns(Math.max(1, Math.floor(watched.clientWidth / cellPx))));
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return columns;
}

function rowsOf<Item>(items: readonly Item[], columns: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) => items.slice(row * columns, (row + 1) * columns));
}

interface EmojiShelfProps {
  label: string;
  entries: readonly EmojiEntry[];
  tone: SkinTone;
  onPick: (emoji: string) => void;
}

/** A grid in the direction of the page; one stop of the Tab key, the arrows go through it. */
export function EmojiShelf({ label, entries, tone, onPick }: EmojiShelfProps) {
  const grid = useRef<HTMLDivElement>(null);
  const columns = useColumns(grid);
  const isRtl = usePageDirection() === 'rtl';
  const [chosen, setStop] = useState(0);
  const stop = Math.min(chosen, entries.length - 1);

  const buttons = (): HTMLElement[] => [...(grid.current?.querySelectorAll<HTMLElement>('button') ?? [])];

  function onFocus(event: FocusEvent<HTMLElement>): void {
    setStop(Math.max(0, buttons().indexOf(event.target)));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const next = gridStep(event.key, { index: stop, count: entries.length, columns, isRtl });
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    buttons()[next]?.focus();
  }
  return (
    <div ref={grid} role="grid" aria-label={label} className={styles.grid} onKeyDown={onKeyDown} onFocus={onFocus}>
      {rowsOf(entries, columns).map((row, rowIndex) => (
        <div key={rowIndex} role="row" className={styles.row}>
          {row.map((entry, column) => (
            <Cell key={entry.emoji} entry={entry} tone={tone} isStop={rowIndex * columns + column === stop} onPick={onPick} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface CellProps {
  entry: EmojiEntry;
  tone: SkinTone;
  isStop: boolean;
  onPick: (emoji: string) => void;
}

function Cell({ entry, tone, isStop, onPick }: CellProps) {
  const emoji = withTone(entry, tone);
  return (
    <span role="gridcell">
      <button
        type="button"
        className={styles.emoji}
        aria-label={entry.name}
        title={entry.name}
        tabIndex={isStop ? 0 : -1}
        onClick={() => onPick(emoji)}
      >
        {emoji}
      </button>
    </span>
  );
}
