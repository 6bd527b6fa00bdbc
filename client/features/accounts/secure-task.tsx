import { useCallback, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useSignedIn, useSessionStore } from '#client/kernel/session.tsx';
import { useTask, type Task } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { CodeField, PasswordField } from '#client/ui/secret-fields.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** The person was asked who she is and closed the question: nothing happened, and nothing needs saying. */
class NotConfirmed extends Error {}

export interface SecureTask extends Task {
  /** Shown somewhere on the page; asks for the password or the code when the hub wants them again. */
  dialog: ReactNode;
}

/**
 * Like `useTask`, for steps that touch accounts and roles: on `common/notFresh` it asks who the person is
 * (`accounts.confirmIdentity`) and does the work again. For forms that open in a dialog of their own the question lies above it.
 */
export function useSecureTask(): SecureTask {
  const task = useTask();
  const answer = useRef<{ confirmed: () => void; refused: (reason: Error) => void } | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);

  const ask = useCallback(
    () =>
      new Promise<void>((confirmed, refused) => {
        answer.current = { confirmed, refused };
        setAsking(true);
      }),
    [],
  );
  function close(isConfirmed: boolean): void {
    setAsking(false);
    if (isConfirmed) answer.current?.confirmed();
    else answer.current?.refused(new NotConfirmed());
    answer.current = undefined;
  }

  const { run: runOnce } = task;
  const run = useCallback(
    <T,>(work: () => Promise<T>): Promise<T | undefined> =>
      runOnce(async () => {
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof HubError) || error.code !== 'common/notFresh') throw error;
        }
        await ask();
        return work();
      }),
    [runOnce, ask],
  );
  const error = task.error instanceof NotConfirmed ? undefined : task.error;
  return { ...task, error, run, dialog: isAsking ? <ConfirmDialog onClose={close} /> : null };
}

function ConfirmDialog({ onClose }: { onClose: (isConfirmed: boolean) => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  const hub = useHub();
  const store = useSessionStore();
  const { session } = useSignedIn();
  const [byCode, setByCode] = useState(session.hasSecondFactor);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { run, isBusy, error } = useTask();

  async function confirm(): Promise<void> {
    const input = byCode ? { code } : { password };
    if (await run(() => hub(accounts).call('confirmIdentity', input))) {
      void store.load();
      onClose(true);
    }
  }
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t('accounts:confirm.title')}
      actions={
        <>
          <Button look="primary" type="submit" form="confirm-identity" busy={isBusy}>
            {t('common:actions.confirm')}
          </Button>
          <Button onClick={() => onClose(false)}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      {/* Not a child of any form of the page: a dialog may be opened from within one. */}
      <form
        id="confirm-identity"
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void confirm();
        }}
      >
        <p>{t('accounts:confirm.text')}</p>
        {byCode ? (
          <CodeField label={t('accounts:code.label')} hint={t('accounts:code.hint')} value={code} onChange={setCode} />
        ) : (
          <PasswordField label={t('accounts:signIn.password')} autoComplete="current-password" value={password} onChange={setPassword} />
        )}
        <TaskNote error={error} />
        {session.hasSecondFactor && (
          <div>
            <Button look="quiet" onClick={() => setByCode(!byCode)}>
              {t(byCode ? 'accounts:confirm.usePassword' : 'accounts:confirm.useCode')}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
