import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import styles from './load-more.module.css';

interface LoadMoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
  /** "20 of 148", where the whole is known. */
  status?: ReactNode;
}

/** More of a list by a button, never by scrolling alone: the keyboard reaches what lies below, and data is asked for. */
export function LoadMore({ hasMore, isLoading, onMore, status }: LoadMoreProps) {
  const { t } = useTranslation('common');
  if (!hasMore && status === undefined) return null;
  return (
    <div className={styles.more}>
      {status !== undefined && <span className={styles.status}>{status}</span>}
      {hasMore && (
        <Button busy={isLoading} onClick={onMore}>
          {t('actions.showMore')}
        </Button>
      )}
    </div>
  );
}
