import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { classNames } from './class-names.ts';
import styles from './tabs.module.css';

export interface Tab {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

interface TabsProps {
  /** Accessible name of the row. */
  label: string;
  tabs: readonly Tab[];
  selected: string;
  onSelect: (id: string) => void;
}

/** Arrow keys go where the eye goes: in a right-to-left page the left arrow is "next". */
function stepOf(event: KeyboardEvent<HTMLElement>): 1 | -1 | 0 {
  const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
  if (event.key === 'ArrowRight') return isRtl ? -1 : 1;
  if (event.key === 'ArrowLeft') return isRtl ? 1 : -1;
  return 0;
}

/** On a phone the row is wider than the screen: the chosen tab is brought into it, and only the row is moved, never the page. */
function useInSight(row: RefObject<HTMLElement | null>, chosen: string | undefined): void {
  const seen = useRef('');
  useEffect(() => {
    const list = row.current;
    const tab = list?.querySelector<HTMLElement>('[aria-current], [aria-selected="true"]');
    // Numbers that come later make the row wider; otherwise it stays where a finger left it.
    const now = `${chosen ?? ''} ${list?.scrollWidth ?? 0}`;
    if (!list || !tab || seen.current === now) return;
    seen.current = now;
    const [shown, wanted] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
    list.scrollBy({ left: wanted.left + wanted.width / 2 - shown.left - shown.width / 2 });
  });
}

/** Panels of one page, one shown. For pages of their own use `TabNav`. */
export function Tabs({ label, tabs, selected, onSelect }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useInSight(list, selected);
  const index = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === selected),
  );
  const current = tabs[index];

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = stepOf(event);
    const wanted =
      event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : step === 0 ? -1 : (index + step + tabs.length) % tabs.length;
    const tab = tabs[wanted];
    if (!tab) return;
    event.preventDefault();
    onSelect(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[wanted]?.focus();
  }

  return (
    <div>
      <div ref={list} role="tablist" aria-label={label} className={styles.row} onKeyDown={onKeyDown}>
        {tabs.map((tab) => {
          const isSelected = tab === current;
          return (
            <button
              key={tab.id}
              id={`${id}-${tab.id}`}
              type="button"
              role="tab"
              className={styles.tab}
              aria-selected={isSelected}
              aria-controls={isSelected ? `${id}-panel` : undefined}
              tabIndex={isSelected ? 0 : -1}
              onClick={() => onSelect(tab.id)}
            >
              {tab.label}
            </button>
          );
        })}
      </div>
      {current && (
        <div id={`${id}-panel`} role="tabpanel" tabIndex={0} aria-labelledby={`${id}-${current.id}`} className={styles.panel}>
          {current.content}
        </div>
      )}
    </div>
  );
}

export interface TabLink {
  href: string;
  label: ReactNode;
  current: boolean;
}

/** A row of pages that belong together, as the parts of a space. */
export function TabNav({ label, links }: { label: string; links: readonly TabLink[] }) {
  const row = useRef<HTMLUListElement>(null);
  useInSight(row, links.find((link) => link.current)?.href);
  return (
    <nav aria-label={label}>
      <ul ref={row} className={styles.row}>
        {links.map((link) => (
          <li key={link.href} className={styles.item}>
            <a href={link.href} className={classNames(styles.tab, styles.link)} aria-current={link.current ? 'page' : undefined}>
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
