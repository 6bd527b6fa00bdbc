import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { formOf, isComplete, RoomFormFields, type RoomForm } from './room-form.tsx';
import { untilOf } from './room-times.ts';

interface RoomDialogProps {
  space: Space;
  /** Undefined for a new one. */
  room: Room | undefined;
  onClose: () => void;
}

function useSave(space: Space, room: Room | undefined) {
  const { call } = useHub()(spaces);
  const task = useTask();
  const [clientId] = useState(newClientId);

  function save({ kind, slowMode, slowUntil, ...form }: RoomForm): Promise<Room | undefined> {
    const fields = { ...form, name: form.name.trim(), purpose: form.purpose.trim(), bannerText: form.bannerText.trim() };
    return task.run(async () => {
      if (room) {
        const slowModeUntil = slowMode === 0 ? null : untilOf(slowUntil);
        const pause = { slowModeSeconds: slowMode, ...(slowModeUntil !== undefined && { slowModeUntil }) };
        // Not named, an end is lost with a new pause: the one that is to stay is said again.
        const kept = slowModeUntil === undefined && room.slowModeUntil !== undefined && { slowModeUntil: room.slowModeUntil };
        return call('updateRoom', { roomId: room.id, ...fields, ...pause, ...kept });
      }
      return call('createRoom', { spaceId: space.id, clientId, kind, ...fields });
    });
  }
  return { ...task, save };
}

/** Creates a room or changes how it is used. Whether it is for announcements is set once: it is what people expect of it. */
export function RoomDialog({ space, room, onClose }: RoomDialogProps) {
  const { t, i18n } = useTranslation(['rooms', 'common']);
  const refresh = useRefresh();
  const toast = useToast();
  const { save, isBusy, error } = useSave(space, room);
  const [form, setForm] = useState(() => formOf(space, room));
  const isReady = isComplete(form);

  async function finish(): Promise<void> {
    if (!isReady) return;
    const saved = await save(form);
    refresh(spaces);
    if (!saved) return;
    toast({ tone: 'success', text: t('rooms:done.saved') });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      look="sheet"
      title={t(room ? 'rooms:manage.rooms.editTitle' : 'rooms:manage.rooms.createTitle')}
      actions={
        <>
          <Button look="primary" busy={isBusy} aria-disabled={!isReady} onClick={() => void finish()}>
            {t(room ? 'common:actions.save' : 'common:actions.create')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <RoomFormFields {...{ space, room, form }} onChange={(changes) => setForm((current) => ({ ...current, ...changes }))} />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
