import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HubError } from '#shared/kernel/errors.ts';
import { nextPath } from '#client/kernel/route-match.ts';
import { useNavigate, useRouter } from '#client/kernel/router.tsx';
import { useSessionState, useSessionStore } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Checkbox } from '#client/ui/choices.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { CodeField, PasswordField } from '#client/ui/secret-fields.tsx';
import { StarBorder } from '#client/ui/star-border.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { Personas, usePersonas } from './personas.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/login`: address and password, then the second factor where there is one; in the demo, one click. */
export default function LoginPage() {
  const { t } = useTranslation(['accounts', 'shell']);
  const state = useSessionState();
  const navigate = useNavigate();
  const { place } = useRouter();
  const personas = usePersonas();
  const isSignedIn = state.status === 'signedIn';
  useEffect(() => {
    if (isSignedIn) navigate(nextPath(place.search), { replace: true });
  }, [isSignedIn, navigate, place.search]);

  return (
    <Page title={t('accounts:signIn.title')} lead={t('accounts:signIn.lead')} width={personas ? 'wide' : 'measure'}>
      {state.status === 'signedOut' && state.notice === 'ended' && (
        <div className={styles.note} role="status">
          <Icon name="info" />
          <p>{t('accounts:signIn.ended')}</p>
        </div>
      )}
      <div className={classNames(styles.entry, personas && styles.twoColumns)}>
        <Card as="section">
          <SignInForm />
        </Card>
        {personas && <Personas personas={personas} />}
      </div>
      <StarBorder />
      <p className={styles.small}>
        {t('accounts:signIn.noInvitation')} <Link href="/help">{t('shell:nav.help')}</Link> ·{' '}
        <Link href="/help/rules">{t('accounts:rules.title')}</Link>
      </p>
    </Page>
  );
}

interface Credentials {
  email: string;
  password: string;
  isSharedComputer: boolean;
}

function SignInForm() {
  const [credentials, setCredentials] = useState<Credentials>({ email: '', password: '', isSharedComputer: false });
  const [needsCode, setNeedsCode] = useState(false);
  return needsCode ? (
    <CodeStep credentials={credentials} onBack={() => setNeedsCode(false)} />
  ) : (
    <PasswordStep credentials={credentials} onChange={setCredentials} onNeedsCode={() => setNeedsCode(true)} />
  );
}

interface PasswordStepProps {
  credentials: Credentials;
  onChange: (credentials: Credentials) => void;
  onNeedsCode: () => void;
}

function PasswordStep({ credentials, onChange, onNeedsCode }: PasswordStepProps) {
  const { t } = useTranslation('accounts');
  const store = useSessionStore();
  const { run, isBusy, error, setError } = useTask();
  const [isIncomplete, setIncomplete] = useState(false);
  const set = (part: Partial<Credentials>): void => {
    onChange({ ...credentials, ...part });
    setIncomplete(false);
    setError(undefined);
  };

  async function signIn(): Promise<void> {
    const isMissing = credentials.email.trim() === '' || credentials.password === '';
    setIncomplete(isMissing);
    if (isMissing) return;
    await run(async () => {
      try {
        await store.signIn(credentials);
      } catch (reason) {
        if (!(reason instanceof HubError) || reason.code !== 'accounts/secondFactorRequired') throw refused(reason);
        onNeedsCode();
      }
    });
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <TextField
        label={t('signIn.email')}
        kind="email"
        name="email"
        autoComplete="username"
        value={credentials.email}
        onChange={(email) => set({ email })}
      />
      <PasswordField
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        value={credentials.password}
        onChange={(password) => set({ password })}
        error={isIncomplete ? t('signIn.needed') : undefined}
      />
      <Checkbox
        label={t('signIn.shared')}
        hint={t('signIn.sharedHint')}
        checked={credentials.isSharedComputer}
        onChange={(isSharedComputer) => set({ isSharedComputer })}
      />
      <TaskNote error={error} />
      <Button type="submit" look="primary" wide icon="signIn" busy={isBusy}>
        {t('signIn.submit')}
      </Button>
      <div>
        <Link href="/password-reset">{t('signIn.forgot')}</Link>
      </div>
    </form>
  );
}

/** An address that is none is refused like a wrong one: the page says nothing about which accounts there are. */
function refused(reason: unknown): unknown {
  return reason instanceof HubError && reason.code === 'common/invalidInput' ? new HubError('accounts/wrongCredentials', 401) : reason;
}

function CodeStep({ credentials, onBack }: { credentials: Credentials; onBack: () => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  const store = useSessionStore();
  const { run, isBusy, error } = useTask();
  const [code, setCode] = useState('');
  const [isRecovery, setRecovery] = useState(false);
  const [isMissing, setMissing] = useState(false);

  async function signIn(): Promise<void> {
    setMissing(code.length < 6);
    if (code.length < 6) return;
    await run(() => store.signIn({ ...credentials, totp: code }));
  }
  const shared = {
    value: code,
    error: isMissing ? t('accounts:code.needed') : undefined,
    onChange: (next: string) => {
      setCode(next);
      setMissing(false);
    },
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <h2>{t('accounts:code.title')}</h2>
      {isRecovery ? (
        <CodeField key="recovery" {...shared} label={t('accounts:code.recovery')} hint={t('accounts:code.recoveryHint')} lettersToo />
      ) : (
        <CodeField key="app" {...shared} label={t('accounts:code.label')} hint={t('accounts:code.hint')} />
      )}
      <TaskNote error={error} />
      <Button type="submit" look="primary" wide icon="signIn" busy={isBusy}>
        {t('accounts:signIn.submit')}
      </Button>
      <Button
        look="quiet"
        onClick={() => {
          setRecovery(!isRecovery);
          setCode('');
        }}
      >
        {t(isRecovery ? 'accounts:code.useApp' : 'accounts:code.useRecovery')}
      </Button>
      <Button look="quiet" icon="back" onClick={onBack}>
        {t('common:actions.back')}
      </Button>
      <p className={styles.small}>{t('accounts:code.lost')}</p>
    </form>
  );
}
