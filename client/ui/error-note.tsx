import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Ltr } from './text.tsx';
import styles from './error-note.module.css';

interface ErrorNoteProps {
  /** What happened, what is kept, what to do: `errorMessage(…)`. */
  children: ReactNode;
  /** `errorCode(…)`, for those who help. */
  code?: string | undefined;
  onRetry?: (() => void) | undefined;
  /** Other ways on, as "Ask for access". */
  action?: ReactNode;
}

/** An error where it happened; it stays until it is solved. */
export function ErrorNote({ children, code, onRetry, action }: ErrorNoteProps) {
  const { t } = useTranslation('common');
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A form in a dialog may be longer than a phone: what went wrong would stand below what is seen of it.
    if (note.current?.closest('dialog')) note.current.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={note} className={styles.note} role="alert">
      <Icon name="alert" />
      <div className={styles.body}>
        <p>{children}</p>
        {code !== undefined && (
          <p className={styles.code}>
            {t('errorCode', { code: '' })}
            <Ltr>{code}</Ltr>
          </p>
        )}
      </div>
      {onRetry && (
        <Button icon="retry" onClick={onRetry}>
          {t('actions.retry')}
        </Button>
      )}
      {action}
    </div>
  );
}
