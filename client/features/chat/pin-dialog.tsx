import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/features/chat/contract.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { PanelDesk } from './panel-desk.ts';
import { Excerpt } from './remove-dialog.tsx';

/** As many as the hub takes. */
const maxNote = 200;

export interface PinDialogProps {
  desk: PanelDesk;
  message: Message;
  onClose: () => void;
}

/** Pins a message, with a word on why; of one that is pinned, changes that word. */
export default function PinDialog({ desk, message, onClose }: PinDialogProps) {
  const { t, i18n } = useTranslation(['panels', 'common']);
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  const [note, setNote] = useState(message.pin?.note ?? '');
  const isTooLong = codePointCount(note.trim()) > maxNote;

  async function pin(): Promise<void> {
    if (isTooLong) return;
    const words = note.trim();
    const isDone = await run(async () => {
      await desk.store.pin(message.seq, true, words === '' ? undefined : words);
      return true;
    });
    if (!isDone) return;
    toast({ tone: 'success', text: t('panels:pin.done') });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('panels:pin.title')}
      actions={
        <>
          <Button look="primary" icon="pin" busy={isBusy} aria-disabled={isTooLong} onClick={() => void pin()}>
            {t('panels:pin.action')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <Excerpt desk={desk} message={message} />
      <p>{t('panels:pin.lead')}</p>
      <TextField label={t('panels:pin.note')} optional value={note} onChange={setNote} maxCharacters={maxNote} />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
