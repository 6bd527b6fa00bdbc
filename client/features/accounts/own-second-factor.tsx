import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { mustHaveSecondFactor } from '#shared/features/accounts/rules.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useSessionStore, useSignedIn } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Card, Row } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Section } from '#client/ui/page.tsx';
import { PasswordField } from '#client/ui/secret-fields.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';
import { useSecureTask } from './secure-task.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

type Step = 'none' | 'setUp' | 'renew' | 'disable';

export function OwnSecondFactor() {
  const { t } = useTranslation('accounts');
  const store = useSessionStore();
  const { session } = useSignedIn();
  const [step, setStep] = useState<Step>('none');
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (): void => {
    setStep('none');
    setCodes(undefined);
    void store.load();
  };
  if (codes)
    return (
      <Card>
        <RecoveryCodes codes={codes} onKept={done} />
      </Card>
    );
  return (
    <Card>
      <Section title={t('code.title')}>
        <div>
          <Chip tone={session.hasSecondFactor ? 'success' : 'neutral'} icon={session.hasSecondFactor ? 'verified' : 'shield'}>
            {t(session.hasSecondFactor ? 'factor.on' : 'factor.off')}
          </Chip>
        </div>
        {!session.hasSecondFactor && step === 'none' && (
          <>
            <p>{t('factor.why')}</p>
            <div>
              <Button icon="phone" onClick={() => setStep('setUp')}>
                {t('factor.title')}
              </Button>
            </div>
          </>
        )}
        {step === 'setUp' && <SecondFactorSetup onEnabled={setCodes} />}
        {session.hasSecondFactor && (
          <Row>
            <Button icon="retry" onClick={() => setStep('renew')}>
              {t('factor.renew')}
            </Button>
            {!mustHaveSecondFactor(session) && (
              <Button look="danger" onClick={() => setStep('disable')}>
                {t('factor.disable')}
              </Button>
            )}
          </Row>
        )}
        {session.hasSecondFactor && mustHaveSecondFactor(session) && <p className={styles.small}>{t('factor.mustStay')}</p>}
        {(step === 'renew' || step === 'disable') && <WithPassword step={step} onClose={() => setStep('none')} onCodes={setCodes} />}
      </Section>
    </Card>
  );
}

/** New codes, or no second factor any more: both ask for the password, and for a fresh sign-in. */
function WithPassword({
  step,
  onClose,
  onCodes,
}: {
  step: 'renew' | 'disable';
  onClose: () => void;
  onCodes: (codes: readonly string[]) => void;
}) {
  const { t } = useTranslation(['accounts', 'common']);
  const hub = useHub();
  const store = useSessionStore();
  const toast = useToast();
  const { run, isBusy, error, dialog } = useSecureTask();
  const [password, setPassword] = useState('');
  async function submit(): Promise<void> {
    if (step === 'renew') {
      const renewed = await run(() => hub(accounts).call('renewRecoveryCodes', { password }));
      if (renewed) onCodes(renewed.recoveryCodes);
      return;
    }
    if (!(await run(() => hub(accounts).call('disableSecondFactor', { password })))) return;
    toast({ tone: 'success', text: t('accounts:factor.disabled') });
    await store.load();
    onClose();
  }
  return (
    <>
      <Dialog
        open
        onClose={onClose}
        title={t(step === 'renew' ? 'accounts:factor.renew' : 'accounts:factor.disable')}
        actions={
          <>
            <Button look={step === 'renew' ? 'primary' : 'danger'} type="submit" form="factor-password" busy={isBusy}>
              {t('common:actions.confirm')}
            </Button>
            <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <form
          id="factor-password"
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p>{t(step === 'renew' ? 'accounts:factor.renewText' : 'accounts:factor.disableText')}</p>
          <PasswordField
            label={t('accounts:password.current')}
            autoComplete="current-password"
            required
            value={password}
            onChange={setPassword}
          />
          <TaskNote error={error} />
        </form>
      </Dialog>
      {dialog}
    </>
  );
}
