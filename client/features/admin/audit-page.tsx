import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audit, type AuditEntry } from '#shared/features/audit/contract.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Section } from '#client/ui/page.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { TaskNote } from '#client/features/accounts/index.tsx';
import { useNames } from '#client/features/people/index.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { Loading } from './loading.tsx';
import { useRights } from './rights.ts';
import styles from './admin.module.css';

/** `/admin/audit`: the head for administrators, the lines and the check for auditors. */
export default function AuditPage() {
  const { t } = useTranslation('admin');
  const { canReadAudit, canReadAuditHead } = useRights();
  return (
    <AdminFrame part="audit" title={t('audit.title')} lead={t('audit.lead')}>
      {canReadAuditHead && <Head />}
      {canReadAudit && <Verify />}
      {canReadAudit && <Entries />}
    </AdminFrame>
  );
}

function Head() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { data, error, refetch } = useHubQuery(audit, 'getHead', {});
  if (!data) return <Loading error={error} onRetry={() => void refetch()} />;
  return (
    <Card>
      <Section title={t('audit.head')}>
        <p>
          {format.number(data.seq, { useGrouping: false })} ·{' '}
          <Ltr>
            <span className={styles.hash}>{data.hash}</span>
          </Ltr>
        </p>
        <p className={styles.small}>{t('audit.headHint')}</p>
      </Section>
    </Card>
  );
}

function Verify() {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const { run, isBusy, error } = useTask();
  const [result, setResult] = useState<{ isIntact: boolean; checked: number; firstBroken: number | null }>();
  async function verify(): Promise<void> {
    const done = await run(() => hub(audit).call('verify', {}, { timeoutMs: 120_000 }));
    if (done) setResult(done);
  }
  return (
    <div className={styles.form}>
      <div>
        <Button look="primary" icon="verified" busy={isBusy} onClick={() => void verify()}>
          {t('audit.verify')}
        </Button>
      </div>
      <TaskNote error={error} />
      {result?.isIntact === true && <p role="status">{t('audit.intact', { count: result.checked })}</p>}
      {result?.isIntact === false && (
        <div className={styles.warning} role="alert">
          <Icon name="warning" />
          <p>{t('audit.broken', { seq: result.firstBroken ?? 0 })}</p>
        </div>
      )}
    </div>
  );
}

const pageSize = 50;

/** Newest first, by going back from the head. */
function Entries() {
  const { t } = useTranslation('admin');
  const head = useHubQuery(audit, 'getHead', {});
  const [pages, setPages] = useState(1);
  const last = head.data?.seq ?? 0;
  const after = Math.max(0, last - pages * pageSize);
  const { data, error, refetch, isFetching } = useHubQuery(audit, 'listEntries', { after, limit: Math.min(200, pages * pageSize) });
  if (!data || !head.data) return <Loading error={error ?? head.error} onRetry={() => void refetch()} />;
  if (data.items.length === 0) return <EmptyState icon="shield">{t('audit.none')}</EmptyState>;
  return (
    <Section title={t('audit.entries')}>
      <EntryTable entries={[...data.items].reverse()} />
      <LoadMore hasMore={after > 0 && pages < 4} isLoading={isFetching} onMore={() => setPages(pages + 1)} />
    </Section>
  );
}

function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const names = useNames(entries.map(({ actorId }) => actorId).filter((id) => /^[a-z0-9][a-z0-9_-]*$/.test(id)));
  return (
    <DataTable
      caption={t('audit.entries')}
      rows={entries}
      rowKey={({ seq }) => String(seq)}
      columns={[
        {
          id: 'operation',
          header: t('audit.operation'),
          isRowName: true,
          cell: ({ operation }) => (
            <bdi lang="en" dir="ltr">
              {operation}
            </bdi>
          ),
        },
        {
          id: 'actor',
          header: t('audit.actor'),
          cell: ({ actorId }) => <UserText>{names.get(actorId) ?? (actorId || t('audit.system'))}</UserText>,
        },
        { id: 'at', header: t('audit.at'), cell: ({ at }) => format.dateTime(at) },
        {
          id: 'fields',
          header: t('audit.fields'),
          cell: ({ fields }) => (
            <span className={styles.hash} lang="en" dir="ltr">
              {Object.entries(fields)
                .map(([name, value]) => `${name}: ${value}`)
                .join(' · ')}
            </span>
          ),
        },
        { id: 'seq', header: t('audit.seq'), numeric: true, cell: ({ seq }) => format.number(seq, { useGrouping: false }) },
      ]}
    />
  );
}
