import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type SpaceCard } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useDraft, useSessionStore } from '#client/kernel/session.tsx';
import { useNavigate } from '#client/kernel/router.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { Muted } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';

const maxNote = 300;

function useJoin(space: SpaceCard) {
  const { t } = useTranslation('spaces');
  const hub = useHub();
  const refresh = useRefresh();
  const session = useSessionStore();
  const navigate = useNavigate();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function join(note: string): Promise<boolean> {
    setBusy(true);
    setError(undefined);
    try {
      const { state } = await hub(spaces).call('join', { spaceId: space.id, ...(note === '' ? {} : { note }) });
      if (state === 'joined') {
        // Rights follow from the session's roles, so the rooms open only when it is known anew.
        await session.load();
        navigate(`/s/${space.id}`);
      }
      toast({ tone: 'success', text: t(state === 'joined' ? 'join.joined' : 'join.sent') });
      refresh(spaces);
      return true;
    } catch (reason) {
      setError(reason);
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { join, isBusy, error };
}

/** How somebody outside comes in: at once, by asking, or by waiting for an invitation. */
export function JoinSpace({ space }: { space: SpaceCard }) {
  const { t, i18n } = useTranslation('spaces');
  const [isAsking, setAsking] = useState(false);
  const { join, isBusy, error } = useJoin(space);
  if (space.isArchived) return null;
  if (space.hasRequested)
    return (
      <div>
        <Chip icon="clock" tone="warning">
          {t('join.waiting')}
        </Chip>
      </div>
    );
  if (space.joinRule === 'invite') return <Muted>{t('join.inviteOnly')}</Muted>;
  if (space.joinRule === 'request') {
    return (
      <div>
        <Button onClick={() => setAsking(true)}>{t('join.ask')}</Button>
        <AskDialog space={space} open={isAsking} onClose={() => setAsking(false)} />
      </div>
    );
  }
  return (
    <div>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      <Button look="primary" busy={isBusy} onClick={() => void join('')}>
        {t('join.now')}
      </Button>
    </div>
  );
}

function AskDialog({ space, open, onClose }: { space: SpaceCard; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const draft = useDraft(`space:${space.id}:request`);
  const { join, isBusy, error } = useJoin(space);
  const isTooLong = draft.text.length > maxNote;

  async function ask(): Promise<void> {
    if (isTooLong || !(await join(draft.text.trim()))) return;
    draft.set('');
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('spaces:join.askTitle', { space: space.name })}
      actions={
        <>
          <Button look="primary" busy={isBusy} aria-disabled={isTooLong} onClick={() => void ask()}>
            {t('spaces:join.ask')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <TextArea
        label={t('spaces:join.note')}
        hint={t('spaces:join.noteHint')}
        optional
        value={draft.text}
        onChange={draft.set}
        maxCharacters={maxNote}
      />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
