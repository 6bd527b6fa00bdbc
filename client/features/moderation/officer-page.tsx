import { useTranslation } from 'react-i18next';
import { useParams, useSearch } from '#client/kernel/router.tsx';
import { useCan } from '#client/kernel/session.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Page } from '#client/ui/page.tsx';
import { NotFound } from '#client/features/spaces/index.tsx';
import { ReportedDetailView } from './reported-detail.tsx';
import { ReportedList, stateOf } from './reported-list.tsx';

const kinds = ['forOfficer', 'all'] as const;

/** `/moderation` and `/moderation/:report`: the reports of all spaces, for the safety officer. */
export default function OfficerPage() {
  const can = useCan();
  return can('hub.handleReports', { id: 'hub' }) ? <Officer /> : <NotFound />;
}

function Officer() {
  const { t } = useTranslation('moderation');
  const { report } = useParams();
  const [search, setSearch] = useSearch();
  const which = search.get('which') === 'all' ? 'all' : 'forOfficer';
  if (report !== undefined)
    return (
      <Page title={t('detail.title')} width="measure">
        <ReportedDetailView reportId={report} back="/moderation" />
      </Page>
    );
  return (
    <Page title={t('officer.title')} lead={t('officer.lead')} width="measure">
      <RadioGroup
        label={t('officer.which')}
        row
        value={which}
        onChange={(value) => setSearch('which', value === 'all' ? 'all' : undefined)}
        options={kinds.map((value) => ({ value, label: t(`officer.${value}`) }))}
      />
      <ReportedList
        of={{ which }}
        state={stateOf(search)}
        base={which === 'all' ? '/moderation?which=all' : '/moderation'}
        empty={t('officer.empty')}
      />
    </Page>
  );
}
