import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/confirm-email/:token`: by a button, so that a mail scanner that follows the link changes nothing. */
export default function ConfirmEmailPage() {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { token = '' } = useParams();
  const { run, isBusy, error } = useTask();
  const [isDone, setDone] = useState(false);
  const isMalformed = error instanceof HubError && error.code === 'common/invalidInput';
  async function confirm(): Promise<void> {
    if (await run(() => hub(accounts).call('confirmEmail', { token }))) setDone(true);
  }
  return (
    <Page title={t('email.title')} lead={isDone ? undefined : t('email.text')} width="measure">
      {isDone ? (
        <div className={styles.note} role="status">
          <Icon name="verified" />
          <p>{t('email.done')}</p>
        </div>
      ) : (
        <div>
          <Button look="primary" icon="mail" busy={isBusy} onClick={() => void confirm()}>
            {t('email.title')}
          </Button>
        </div>
      )}
      <TaskNote error={isMalformed ? new HubError('accounts/linkExpired', 410) : error} />
      <div>
        <Link href="/">{t('signIn.title')}</Link>
      </div>
    </Page>
  );
}
