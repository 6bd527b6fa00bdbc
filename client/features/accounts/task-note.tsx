import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import styles from './accounts.module.css';

interface TaskNoteProps {
  /** Nothing is shown for undefined. */
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** Why an action did not happen. What waits for a second person, or is closed in the demo, is no failure and reads so. */
export function TaskNote({ error, onRetry }: TaskNoteProps) {
  const { t, i18n } = useTranslation('accounts');
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // At the end of a long form on a phone, or in a dialog that scrolls, it would stand where nobody looks.
    if (error !== undefined && error !== null) note.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (error === undefined || error === null) return null;
  const code = error instanceof HubError ? error.code : undefined;
  if (code === 'common/demoForbidden' || code === 'common/awaitingApproval') {
    return (
      <div ref={note} className={styles.note} role="status">
        <Icon name={code === 'common/demoForbidden' ? 'info' : 'people'} />
        <p>{t(code === 'common/demoForbidden' ? 'confirm.demo' : 'confirm.approval')}</p>
      </div>
    );
  }
  return (
    <div ref={note}>
      <ErrorNote code={errorCode(error)} onRetry={onRetry}>
        {errorMessage(i18n, error)}
      </ErrorNote>
    </div>
  );
}
