import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Space } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useSessionStore } from '#client/kernel/session.tsx';
import { useNavigate } from '#client/kernel/router.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { useToast } from '#client/ui/toast.tsx';

/** Asks once, then leaves; the last coordinator is told why she cannot. */
export function LeaveSpace({ space }: { space: Space }) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const hub = useHub();
  const session = useSessionStore();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (space.myRole === undefined) return null;

  async function leave(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await hub(spaces).call('leave', { spaceId: space.id });
      navigate('/spaces', { replace: true });
      await session.load();
      refresh(spaces);
      toast({ tone: 'success', text: t('spaces:leave.done') });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div>
      <Button
        icon="signOut"
        onClick={() => {
          setError(undefined);
          setOpen(true);
        }}
      >
        {t('spaces:leave.action')}
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('spaces:leave.title', { space: space.name })}
        actions={
          <>
            <Button look="danger" busy={isBusy} onClick={() => void leave()}>
              {t('spaces:leave.action')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <p>{t('spaces:leave.text')}</p>
        {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      </Dialog>
    </div>
  );
}
