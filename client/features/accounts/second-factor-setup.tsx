import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { CodeField, PasswordField } from '#client/ui/secret-fields.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

type Begun = OutputOf<typeof accounts, 'beginSecondFactor'>;

/** Password, then code from the app; the recovery codes go to whoever shows them. */
export function SecondFactorSetup({ onEnabled }: { onEnabled: (recoveryCodes: readonly string[]) => void }) {
  const [begun, setBegun] = useState<Begun>();
  return begun ? <ConfirmStep begun={begun} onEnabled={onEnabled} /> : <BeginStep onBegun={setBegun} />;
}

function BeginStep({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { run, isBusy, error } = useTask();
  const [password, setPassword] = useState('');
  async function begin(): Promise<void> {
    const begun = await run(() => hub(accounts).call('beginSecondFactor', { password }));
    if (begun) onBegun(begun);
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <p>{t('factor.why')}</p>
      <PasswordField label={t('password.current')} autoComplete="current-password" required value={password} onChange={setPassword} />
      <TaskNote error={error} />
      <div>
        <Button type="submit" look="primary" icon="phone" busy={isBusy}>
          {t('factor.begin')}
        </Button>
      </div>
    </form>
  );
}

/** Four and four, as one reads a key aloud. */
const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

function ConfirmStep({ begun, onEnabled }: { begun: Begun; onEnabled: (recoveryCodes: readonly string[]) => void }) {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const { run, isBusy, error } = useTask();
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  async function confirm(): Promise<void> {
    setMissing(code.length < 6);
    if (code.length < 6) return;
    const enabled = await run(() => hub(accounts).call('enableSecondFactor', { code }));
    if (enabled) onEnabled(enabled.recoveryCodes);
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <p>{t('factor.scan')}</p>
      {/* As a picture: whatever the SVG holds cannot act on the page. */}
      <img
        className={styles.qr}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(begun.qrSvg)}`}
        alt={t('factor.qr')}
        width="240"
        height="240"
      />
      <p>
        {t('factor.secret')}
        <br />
        <Ltr>
          <span className={styles.secret} data-secret={begun.secret}>
            {grouped(begun.secret)}
          </span>
        </Ltr>
      </p>
      <CodeField
        label={t('code.label')}
        hint={t('code.hint')}
        required
        value={code}
        onChange={(next) => {
          setCode(next);
          setMissing(false);
        }}
        error={isMissing ? t('code.needed') : undefined}
      />
      <TaskNote error={error} />
      <div>
        <Button type="submit" look="primary" icon="verified" busy={isBusy}>
          {t('factor.confirm')}
        </Button>
      </div>
    </form>
  );
}
