import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { looksLikeAddress } from './address.ts';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/password-reset`: the answer is the same whether the address has an account or not. */
export default function PasswordResetPage() {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { language } = useLanguage();
  const { run, isBusy, error } = useTask();
  const [email, setEmail] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [isSent, setSent] = useState(false);

  async function ask(): Promise<void> {
    setChecked(true);
    if (!looksLikeAddress(email)) return;
    if (await run(() => hub(accounts).call('requestPasswordReset', { email, language }))) setSent(true);
  }
  return (
    <Page title={t('reset.title')} lead={t('reset.lead')} width="measure">
      {isSent ? (
        <div className={styles.note} role="status">
          <Icon name="mail" />
          <p>{t('reset.sent')}</p>
        </div>
      ) : (
        <Card>
          <form
            className={styles.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void ask();
            }}
          >
            <TextField
              label={t('signIn.email')}
              kind="email"
              name="email"
              autoComplete="username"
              required
              value={email}
              onChange={setEmail}
              error={isChecked && !looksLikeAddress(email) ? t('join.emailNeeded') : undefined}
            />
            <TaskNote error={error} />
            <Button type="submit" look="primary" wide icon="mail" busy={isBusy}>
              {t('reset.submit')}
            </Button>
          </form>
        </Card>
      )}
      <div>
        <Link href="/login">{t('signIn.title')}</Link>
      </div>
    </Page>
  );
}
