import { useEffect, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import styles from './skeleton.module.css';

/** What answers within this time needs no sign of waiting: a flash of grey is worse than a blink of nothing. */
const quietMs = 300;
/** Beyond this the person is told that the line is slow, not that we are broken. */
const slowMs = 4_000;

interface SkeletonProps {
  /** Heights of the lines that will come, in rem, so that nothing jumps. */
  lines?: readonly number[];
  /** In place of lines: a drawing of the page to come. */
  children?: ReactNode;
}

/** The shape of what is being fetched; after four seconds it says that the connection is slow. */
export function Skeleton({ lines = [1.5, 1, 1], children }: SkeletonProps) {
  const { t } = useTranslation('common');
  const isShown = useElapsed(quietMs);
  const isSlow = useElapsed(slowMs);
  return (
    <div aria-busy="true" className={isShown ? styles.skeleton : styles.quiet}>
      <VisuallyHidden>{t('states.loading')}</VisuallyHidden>
      {children ??
        lines.map((height, index) => <div key={index} className={styles.line} style={{ '--height': `${height}rem` } as CSSProperties} />)}
      {isSlow && (
        <p className={styles.slow} role="status">
          <Icon name="clock" />
          {t('states.slow')}
        </p>
      )}
    </div>
  );
}

function useElapsed(ms: number): boolean {
  const [elapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return elapsed;
}
