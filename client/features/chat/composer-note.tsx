import type { ReactNode } from 'react';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import styles from './composer.module.css';

interface NoteProps {
  icon: IconName;
  children: ReactNode;
  isAlert?: boolean;
  /** What can be done about it. */
  action?: ReactNode;
}

/** One line above the text: what becomes of it, or why it stays. */
export function Note({ icon, children, isAlert = false, action }: NoteProps) {
  return (
    <div className={isAlert ? `${styles.note} ${styles.alert}` : styles.note}>
      <Icon name={icon} size={16} />
      <p className={styles.noteText} role={isAlert ? 'alert' : undefined}>
        {children}
      </p>
      {action}
    </div>
  );
}
