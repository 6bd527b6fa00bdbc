import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { passwordFlaw } from '#shared/features/accounts/rules.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { useNavigate, useParams } from '#client/kernel/router.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useCountryOptions } from '#client/features/people/index.tsx';
import { looksLikeAddress } from './address.ts';
import { NewPassword } from './new-password.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/setup/:token`: the first administrator, by the link printed at the first start. */
export default function SetupPage() {
  const { t } = useTranslation('accounts');
  return (
    <Page title={t('setup.title')} lead={t('setup.lead')} width="measure">
      <Card>
        <SetupForm />
      </Card>
      <div>
        <Link href="/login">{t('signIn.title')}</Link>
      </div>
    </Page>
  );
}

function SetupForm() {
  const { t } = useTranslation('accounts');
  const { token = '' } = useParams();
  const hub = useHub();
  const store = useSessionStore();
  const navigate = useNavigate();
  const { language } = useLanguage();
  const countries = useCountryOptions();
  const { run, isBusy, error } = useTask();
  const [isChecked, setChecked] = useState(false);
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [country, setCountry] = useState('');
  const owner = { email, names: [displayName] };
  const isMalformed = error instanceof HubError && error.code === 'common/invalidInput';

  async function submit(): Promise<void> {
    setChecked(true);
    if (displayName.trim() === '' || !looksLikeAddress(email) || country === '' || passwordFlaw(password, owner) !== undefined) return;
    const entered = await run(() => hub(accounts).call('completeSetup', { token, email, password, displayName, country, language }));
    if (!entered) return;
    store.enter(entered.session);
    navigate('/home', { replace: true });
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label={t('join.name')}
        hint={t('join.nameHint')}
        required
        autoComplete="name"
        maxCharacters={60}
        value={displayName}
        onChange={setDisplayName}
        error={isChecked && displayName.trim() === '' ? t('join.nameNeeded') : undefined}
      />
      <Select
        label={t('setup.country')}
        required
        value={country}
        onChange={setCountry}
        options={countries}
        error={isChecked && country === '' ? t('setup.countryNeeded') : undefined}
      />
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
      <NewPassword value={password} onChange={setPassword} owner={owner} isChecked={isChecked} />
      <TaskNote error={isMalformed ? new HubError('accounts/linkExpired', 410) : error} />
      <Button type="submit" look="primary" wide icon="key" busy={isBusy}>
        {t('setup.submit')}
      </Button>
      <p className={styles.small}>{t('setup.next')}</p>
    </form>
  );
}
