import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '#client/kernel/router.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import type { UnsavedKind } from '#client/kernel/unsaved.ts';
import { Button, type ButtonLook } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Stack } from '#client/ui/card.tsx';

/** Ends the session; when something is not stored yet it says what would be lost, and asks. */
export function SignOut({ look = 'secondary' }: { look?: ButtonLook }) {
  const { t } = useTranslation('accounts');
  const store = useSessionStore();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [unsaved, setUnsaved] = useState<readonly UnsavedKind[]>([]);

  async function signOut(evenIfUnsaved: boolean): Promise<void> {
    setBusy(true);
    const result = await store.signOut({ evenIfUnsaved });
    setBusy(false);
    setUnsaved(result.state === 'unsaved' ? result.kinds : []);
    if (result.state === 'signedOut') navigate('/login', { replace: true });
  }
  return (
    <>
      <Button look={look} icon="signOut" busy={isBusy} onClick={() => void signOut(false)}>
        {t('signOut.title')}
      </Button>
      <Dialog
        open={unsaved.length > 0}
        onClose={() => setUnsaved([])}
        title={t('signOut.unsavedTitle')}
        actions={
          <>
            <Button look="primary" onClick={() => setUnsaved([])}>
              {t('signOut.stay')}
            </Button>
            <Button look="danger" busy={isBusy} onClick={() => void signOut(true)}>
              {t('signOut.anyway')}
            </Button>
          </>
        }
      >
        <Stack gap={2}>
          {unsaved.map((kind) => (
            <p key={kind}>{t(kind === 'messages' ? 'signOut.messages' : 'signOut.document')}</p>
          ))}
        </Stack>
      </Dialog>
    </>
  );
}
