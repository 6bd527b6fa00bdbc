import type { ReactNode } from 'react';
import type { Direction } from '#shared/i18n/languages.ts';
import { classNames } from './class-names.ts';
import styles from './text.module.css';

/**
 * Every token that is not words: times, phone numbers, fractions, offsets, file names with versions.
 * Bare in a right-to-left line "0 / 12" reads "12 / 0".
 */
export function Ltr({ children }: { children: ReactNode }) {
  return <bdi dir="ltr">{children}</bdi>;
}

interface UserTextProps {
  children: ReactNode;
  /** BCP 47; the screen reader changes its voice by it. */
  lang?: string | undefined;
  dir?: Direction | undefined;
}

/** A name, title or other short text of a person, inside a line of ours: neither turns the other around. */
export function UserText({ children, lang, dir }: UserTextProps) {
  return (
    <bdi lang={lang} dir={dir}>
      {children}
    </bdi>
  );
}

interface UserBlockProps extends UserTextProps {
  dir: Direction;
  className?: string | undefined;
}

/** A paragraph or message of a person, aligned by its own direction; line breaks are kept. */
export function UserBlock({ children, lang, dir, className }: UserBlockProps) {
  return (
    <div lang={lang} dir={dir} className={classNames(styles.block, className)}>
      {children}
    </div>
  );
}

/** A secondary line: smaller, quieter. */
export function Muted({ children }: { children: ReactNode }) {
  return <span className={styles.muted}>{children}</span>;
}
