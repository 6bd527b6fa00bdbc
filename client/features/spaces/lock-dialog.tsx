import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { untilChoiceOf, untilOf, useUntilOptions } from './room-times.ts';

const maxReason = 300;

/** Nobody writes for a while: why, as everybody reads it, and until when. */
export function LockDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { t, i18n } = useTranslation(['rooms', 'common']);
  const { call } = useHub()(spaces);
  const refresh = useRefresh();
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(untilChoiceOf(undefined));
  const options = useUntilOptions(undefined);
  const isReady = reason.trim() !== '' && reason.length <= maxReason;

  async function lock(): Promise<void> {
    if (!isReady) return;
    const end = untilOf(until);
    const locked = await run(() =>
      call('lockRoom', { roomId: room.id, reason: reason.trim(), ...(typeof end === 'string' && { until: end }) }),
    );
    refresh(spaces);
    if (!locked) return;
    const action = {
      label: t('common:actions.undo'),
      onPress: () => void run(() => call('unlockRoom', { roomId: room.id })).then(() => refresh(spaces)),
    };
    toast({ tone: 'success', text: t('rooms:done.locked'), action });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rooms:lock.title', { room: room.name })}
      actions={
        <>
          <Button look="primary" icon="lock" busy={isBusy} aria-disabled={!isReady} onClick={() => void lock()}>
            {t('rooms:menu.lock')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <p>{t('rooms:lock.text')}</p>
      <TextField label={t('rooms:lock.reason')} required value={reason} onChange={setReason} maxCharacters={maxReason} />
      <Select label={t('rooms:until.label')} value={until} onChange={setUntil} options={options} />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
