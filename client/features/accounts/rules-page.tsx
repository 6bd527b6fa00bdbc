import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { accounts } from '#shared/features/accounts/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { nextPath } from '#client/kernel/route-match.ts';
import { useNavigate, useRouter } from '#client/kernel/router.tsx';
import { useSessionState, useSessionStore } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Checkbox } from '#client/ui/choices.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { HouseDocuments, type HouseText } from './house-documents.tsx';
import { SignOut } from './sign-out.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

/** `/rules`: read, and accepted by whoever has not yet; the router leads here until then. */
export default function RulesPage() {
  const { t, i18n } = useTranslation('accounts');
  const { language } = useLanguage();
  const state = useSessionState();
  const navigate = useNavigate();
  const { place } = useRouter();
  const { data, error, refetch } = useQuery(hubQuery(useHub(), accounts, { operation: 'listHouseDocuments', input: { language } }));
  const mustAccept = state.status === 'signedIn' && !state.session.hasAcceptedRules;
  // Accepted just now, or in another tab: on to where the person was going.
  const [wasAsked, setAsked] = useState(mustAccept);
  if (mustAccept && !wasAsked) setAsked(true);
  const isDone = wasAsked && state.status === 'signedIn' && !mustAccept;
  useEffect(() => {
    if (isDone) navigate(nextPath(place.search), { replace: true });
  }, [isDone, navigate, place.search]);

  return (
    <Page title={t('rules.title')} lead={t(mustAccept ? 'rules.lead' : 'rules.readLead')} width="measure">
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data ? <HouseDocuments documents={data.items} /> : !error && <Skeleton lines={[8, 8, 8]} />}
      {data && mustAccept && <Accept documents={data.items} onOutdated={() => void refetch()} />}
    </Page>
  );
}

function Accept({ documents, onOutdated }: { documents: readonly HouseText[]; onOutdated: () => void }) {
  const { t } = useTranslation('accounts');
  const hub = useHub();
  const store = useSessionStore();
  const [isAgreed, setAgreed] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const { run, isBusy, error } = useTask();

  async function accept(): Promise<void> {
    setMissing(!isAgreed);
    if (!isAgreed) return;
    await run(async () => {
      try {
        await hub(accounts).call('acceptRules', { versions: documents.map(({ kind, version }) => ({ kind, version })) });
        await store.load();
      } catch (reason) {
        if (reason instanceof HubError && reason.code === 'accounts/rulesOutdated') onOutdated();
        throw reason;
      }
    });
  }
  return (
    <form
      className={styles.accept}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void accept();
      }}
    >
      <Checkbox
        label={t('rules.agree')}
        checked={isAgreed}
        onChange={(next) => {
          setAgreed(next);
          setMissing(false);
        }}
        error={isMissing ? t('rules.agreeNeeded') : undefined}
      />
      <TaskNote error={error} />
      <Button type="submit" look="primary" wide busy={isBusy}>
        {t('rules.accept')}
      </Button>
      <SignOut look="quiet" />
    </form>
  );
}
