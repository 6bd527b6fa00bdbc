import type { ReactNode } from 'react';
import type { Direction } from '#shared/kernel/fields.ts';
import '../lesson-text.css';
import styles from './history.module.css';

/** The paper on which a lesson is read: its language, its direction. */
export function LessonSheet({ language, fallback, children }: { language: string; fallback: Direction; children: ReactNode }) {
  return (
    <div className={styles.sheet}>
      <div className={`lesson-text ${styles.text}`} lang={language} dir={fallback}>
        {children}
      </div>
    </div>
  );
}
