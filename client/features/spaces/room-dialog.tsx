import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { autonyms, contentLanguages } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { newClientId } from '#client/kernel/client-id.ts';

const maxName = 80;
const maxPurpose = 300;
const kinds = ['chat', 'announcements'] as const;

interface RoomDialogProps {
  space: Space;
  /** Undefined for a new one. */
  room: Room | undefined;
  open: boolean;
  onClose: () => void;
}

/** Creates or renames a room. Language and kind are set once: messages were written by them. */
export function RoomDialog({ space, room, open, onClose }: RoomDialogProps) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [name, setName] = useState(room?.name ?? '');
  const [purpose, setPurpose] = useState(room?.purpose ?? '');
  const [language, setLanguage] = useState(space.language);
  const [kind, setKind] = useState<(typeof kinds)[number]>('chat');
  const [clientId, setClientId] = useState(newClientId);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isReady = name.trim() !== '' && name.length <= maxName && purpose.length <= maxPurpose;

  function forgetText(): void {
    setClientId(newClientId());
    setName('');
    setPurpose('');
  }
  async function save(): Promise<void> {
    if (!isReady) return;
    setBusy(true);
    setError(undefined);
    try {
      if (room) await hub(spaces).call('updateRoom', { roomId: room.id, name: name.trim(), purpose: purpose.trim() });
      else
        await hub(spaces).call('createRoom', { spaceId: space.id, clientId, name: name.trim(), purpose: purpose.trim(), language, kind });
      if (!room) forgetText();
      refresh(spaces);
      toast({ tone: 'success', text: t('spaces:manage.rooms.saved') });
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t(room ? 'spaces:manage.rooms.editTitle' : 'spaces:manage.rooms.createTitle')}
      actions={
        <>
          <Button look="primary" busy={isBusy} aria-disabled={!isReady} onClick={() => void save()}>
            {t(room ? 'common:actions.save' : 'common:actions.create')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <TextField label={t('spaces:manage.rooms.name')} required value={name} onChange={setName} maxCharacters={maxName} />
      <TextArea
        label={t('spaces:manage.rooms.purpose')}
        optional
        rows={2}
        value={purpose}
        onChange={setPurpose}
        maxCharacters={maxPurpose}
      />
      {!room && (
        <>
          <Select
            label={t('spaces:manage.rooms.language')}
            value={language}
            onChange={setLanguage}
            options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
          />
          <RadioGroup
            label={t('spaces:manage.rooms.kind')}
            value={kind}
            onChange={setKind}
            options={kinds.map((value) => ({ value, label: t(`spaces:manage.rooms.kinds.${value}`) }))}
          />
        </>
      )}
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
