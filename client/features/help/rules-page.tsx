import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { HouseDocuments } from '#client/features/accounts/index.tsx';

/** `/help/rules`: the house documents, for everybody and at any time. */
export default function HelpRulesPage() {
  const { t, i18n } = useTranslation(['accounts', 'help']);
  const { language } = useLanguage();
  const { data, error, refetch } = useHubQuery(accounts, 'listHouseDocuments', { language });
  return (
    <Page
      title={t('accounts:rules.title')}
      lead={t('accounts:rules.readLead')}
      width="measure"
      breadcrumbs={[{ href: '/help', label: t('help:title') }]}
    >
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data ? <HouseDocuments documents={data.items} /> : !error && <Skeleton lines={[8, 8, 8]} />}
    </Page>
  );
}
