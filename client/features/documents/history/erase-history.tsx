import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents } from '#shared/features/documents/contract.ts';
import { erasureReason, type ErasureReason } from '#shared/features/documents/versions-contract.ts';
import { useSecureTask } from '#client/features/accounts/index.tsx';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { Failed } from './document-frame.tsx';
import styles from './history.module.css';

const reasons = erasureReason.options;
const consequences = ['text', 'versions', 'stays', 'copies', 'audited'] as const;

/** For who manages the document: what was deleted from it is to be gone for good. Says what that means before it asks. */
export function EraseHistory({ documentId }: { documentId: string }) {
  const { t } = useTranslation(['documents', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const task = useSecureTask();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<ErasureReason>();

  async function erase(chosen: ErasureReason): Promise<void> {
    const done = await task.run(() => hub(documents).call('eraseHistory', { documentId, reason: chosen }));
    if (!done) return;
    refresh(documents);
    toast({ tone: 'success', text: t('documents:history.erase.done', { count: done.removed }) });
    setOpen(false);
  }
  return (
    <div className={styles.erase}>
      <Button
        icon="delete"
        look="quiet"
        onClick={() => {
          task.setError(undefined);
          setReason(undefined);
          setOpen(true);
        }}
      >
        {t('documents:history.erase.action')}
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('documents:history.erase.title')}
        actions={
          <>
            <Button look="danger" busy={task.isBusy} aria-disabled={reason === undefined} onClick={() => reason && void erase(reason)}>
              {t('documents:history.erase.confirm')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <div className={styles.form}>
          <ul className={styles.consequences}>
            {consequences.map((one) => (
              <li key={one}>{t(`documents:history.erase.${one}`)}</li>
            ))}
          </ul>
          <RadioGroup
            label={t('documents:history.erase.reason')}
            value={reason}
            onChange={setReason}
            options={reasons.map((value) => ({ value, label: t(`documents:history.erase.reasons.${value}`) }))}
          />
          {task.error !== undefined && <Failed error={task.error} />}
        </div>
      </Dialog>
      {task.dialog}
    </div>
  );
}
