import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { passwordFlaw } from '#shared/features/accounts/rules.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Page, Section } from '#client/ui/page.tsx';
import { PasswordField } from '#client/ui/secret-fields.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { MeTabs } from '#client/features/people/index.tsx';
import { looksLikeAddress } from './address.ts';
import { NewPassword } from './new-password.tsx';
import { OwnSecondFactor } from './own-second-factor.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { useSecureTask } from './secure-task.tsx';
import { SignOut } from './sign-out.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/me/security`: password, address, second factor, sessions. */
export default function SecurityPage() {
  const { t } = useTranslation('accounts');
  return (
    <Page title={t('security.title')} lead={t('security.lead')} actions={<SignOut />}>
      <MeTabs current="security" />
      <div className={styles.sections}>
        <OwnSessions />
        <OwnSecondFactor />
        <ChangePassword />
        <ChangeEmail />
      </div>
    </Page>
  );
}

function ChangePassword() {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const toast = useToast();
  const { session } = useSignedIn();
  const { run, isBusy, error } = useTask();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [isChecked, setChecked] = useState(false);
  const owner = { email: session.email };
  async function change(): Promise<void> {
    setChecked(true);
    if (currentPassword === '' || passwordFlaw(newPassword, owner) !== undefined) return;
    if (!(await run(() => hub(accounts).call('changePassword', { currentPassword, newPassword })))) return;
    setCurrent('');
    setNew('');
    setChecked(false);
    toast({ tone: 'success', text: t('security.passwordChanged') });
  }
  return (
    <Card>
      <Section title={t('security.changePassword')}>
        <form
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void change();
          }}
        >
          <p>{t('security.passwordText')}</p>
          <input type="text" name="username" autoComplete="username" value={session.email} readOnly hidden />
          <PasswordField
            label={t('password.current')}
            name="current-password"
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={setCurrent}
            error={isChecked && currentPassword === '' ? t('signIn.needed') : undefined}
          />
          <NewPassword label={t('password.new')} value={newPassword} onChange={setNew} owner={owner} isChecked={isChecked} />
          <TaskNote error={error} />
          <div>
            <Button type="submit" icon="key" busy={isBusy}>
              {t('security.changePassword')}
            </Button>
          </div>
        </form>
      </Section>
    </Card>
  );
}

function ChangeEmail() {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { session } = useSignedIn();
  const { run, isBusy, error, dialog } = useSecureTask();
  const [newEmail, setNew] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [isSent, setSent] = useState(false);
  async function change(): Promise<void> {
    setChecked(true);
    if (!looksLikeAddress(newEmail)) return;
    if (await run(() => hub(accounts).call('changeEmail', { newEmail }))) setSent(true);
  }
  return (
    <Card>
      <Section title={t('security.changeEmail')}>
        <p>
          <Ltr>{session.email}</Ltr>
        </p>
        {isSent ? (
          <p role="status">{t('security.emailSent')}</p>
        ) : (
          <form
            className={styles.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void change();
            }}
          >
            <TextField
              label={t('security.newEmail')}
              hint={t('security.emailText')}
              kind="email"
              autoComplete="email"
              required
              value={newEmail}
              onChange={setNew}
              error={isChecked && !looksLikeAddress(newEmail) ? t('join.emailNeeded') : undefined}
            />
            <TaskNote error={error} />
            <div>
              <Button type="submit" icon="mail" busy={isBusy}>
                {t('security.changeEmail')}
              </Button>
            </div>
          </form>
        )}
        {dialog}
      </Section>
    </Card>
  );
}
