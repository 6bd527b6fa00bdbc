import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './card.module.css';

interface CardProps {
  children: ReactNode;
  as?: 'section' | 'article' | 'div' | 'li';
  /** A quiet ground for what is secondary. */
  sunken?: boolean;
}

/** Things that belong together, on paper of their own. */
export function Card({ children, as: Element = 'div', sunken = false }: CardProps) {
  return <Element className={classNames(styles.card, sunken && styles.sunken)}>{children}</Element>;
}

/** Cards side by side as the width allows. */
export function CardGrid({ children }: { children: ReactNode }) {
  return <ul className={styles.grid}>{children}</ul>;
}

/** One thing under the other with an even gap. */
export function Stack({ children, gap = 4 }: { children: ReactNode; gap?: 1 | 2 | 3 | 4 | 5 | 6 }) {
  return <div className={classNames(styles.stack, styles[`gap${gap}`])}>{children}</div>;
}

/** Things beside each other, going to the next line when there is no room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
