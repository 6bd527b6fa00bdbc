import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './chip.module.css';

export type Tone = 'neutral' | 'primary' | 'accent' | 'success' | 'warning' | 'danger';

interface ChipProps {
  children: ReactNode;
  tone?: Tone;
  icon?: IconName | undefined;
  lang?: string | undefined;
}

/** A language, role or status in a word or two. */
export function Chip({ children, tone = 'neutral', icon, lang }: ChipProps) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`} lang={lang}>
      {icon && <Icon name={icon} size={16} />}
      <bdi>{children}</bdi>
    </span>
  );
}

/** A number waiting, as in a list of rooms; the words for it are for the ear. */
export function CountBadge({ children, label }: { children: ReactNode; label: string }) {
  return (
    <span className={styles.count} role="img" aria-label={label}>
      {children}
    </span>
  );
}
