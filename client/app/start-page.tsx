import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { signInPath } from '#client/kernel/route-match.ts';
import { useNavigate } from '#client/kernel/router.tsx';
import { useSessionState, useSessionStore } from '#client/kernel/session.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';

/** `/`: home for who is signed in, the sign-in page for everybody else. */
export default function StartPage() {
  const { t } = useTranslation('shell');
  const { i18n } = useTranslation('common');
  const state = useSessionState();
  const { load } = useSessionStore();
  const navigate = useNavigate();
  useEffect(() => {
    if (state.status === 'signedIn') navigate('/home', { replace: true });
    if (state.status === 'signedOut') navigate(signInPath, { replace: true });
  }, [state.status, navigate]);
  return (
    <Page title={t('welcome.title')} lead={t('welcome.lead')} width="measure">
      {state.status === 'unreachable' ? (
        <ErrorNote code={errorCode(state.error)} onRetry={() => void load()}>
          {errorMessage(i18n, state.error)}
        </ErrorNote>
      ) : (
        <Skeleton lines={[6, 6]} />
      )}
    </Page>
  );
}
