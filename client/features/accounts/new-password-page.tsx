import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { passwordFlaw } from '#shared/features/accounts/rules.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { CodeField } from '#client/ui/secret-fields.tsx';
import { NewPassword } from './new-password.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/reset-password/:token`, where the letter leads: a new password, and the second factor where there is one. */
export default function NewPasswordPage() {
  const { t } = useTranslation('accounts');
  const [isDone, setDone] = useState(false);
  return (
    <Page title={t('reset.choose')} width="measure">
      {isDone ? (
        <>
          <div className={styles.note} role="status">
            <Icon name="verified" />
            <p>{t('reset.done')}</p>
          </div>
          <div>
            <Link href="/login" look="primary" icon="signIn">
              {t('signIn.title')}
            </Link>
          </div>
        </>
      ) : (
        <Card>
          <NewPasswordForm onDone={() => setDone(true)} />
        </Card>
      )}
    </Page>
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof HubError ? error.code : undefined;
}

function NewPasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { token = '' } = useParams();
  const { run, isBusy, error } = useTask();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const isOver = codeOf(error) === 'accounts/linkExpired' || codeOf(error) === 'common/invalidInput';

  async function save(): Promise<void> {
    setChecked(true);
    if (passwordFlaw(password, {}) !== undefined) return;
    const stored = await run(async () => {
      try {
        return await hub(accounts).call('resetPassword', { token, newPassword: password, ...(code === '' ? {} : { code }) });
      } catch (reason) {
        if (codeOf(reason) === 'accounts/secondFactorRequired') setNeedsCode(true);
        throw reason;
      }
    });
    if (stored) onDone();
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <NewPassword label={t('password.new')} value={password} onChange={setPassword} owner={{}} isChecked={isChecked} />
      {needsCode && <CodeField label={t('code.title')} hint={t('code.hint')} lettersToo value={code} onChange={setCode} />}
      <TaskNote error={isOver ? new HubError('accounts/linkExpired', 410) : error} />
      {isOver && (
        <div>
          <Link href="/password-reset">{t('reset.again')}</Link>
        </div>
      )}
      <Button type="submit" look="primary" wide icon="key" busy={isBusy}>
        {t('reset.save')}
      </Button>
    </form>
  );
}
