import { useTranslation } from 'react-i18next';
import { admin } from '#shared/features/admin/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote } from '#client/features/accounts/index.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { Loading } from './loading.tsx';

type Failure = OutputOf<typeof admin, 'listMailFailures'>['items'][number];

/** `/admin/mail`: letters that were given up, and another try. */
export default function MailPage() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useHubQuery(admin, 'listMailFailures', {});
  return (
    <AdminFrame part="mail" title={t('mail.title')} lead={t('mail.lead')}>
      {!data && <Loading error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState icon="mail">{t('mail.none')}</EmptyState>}
      {data && data.items.length > 0 && <Failures items={data.items} />}
    </AdminFrame>
  );
}

function Failures({ items }: { items: readonly Failure[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const { run, isBusy, error } = useTask();
  async function retry(letterId: string): Promise<void> {
    const done = await run(() => hub(admin).call('retryMail', { letterId }));
    refresh(admin);
    if (done) toast({ tone: 'success', text: t('mail.retried') });
  }
  return (
    <>
      <TaskNote error={error} />
      <DataTable
        caption={t('mail.title')}
        rows={items}
        rowKey={({ id }) => id}
        columns={[
          // Letters are sealed: what waits is known by its address only when it was kept in the open.
          {
            id: 'letter',
            header: t('mail.letter'),
            isRowName: true,
            cell: ({ to, subject }) =>
              to === '' ? (
                t('mail.sealed')
              ) : (
                <>
                  <Ltr>{to}</Ltr> {subject}
                </>
              ),
          },
          {
            id: 'error',
            header: t('mail.error'),
            cell: (row) => (
              <bdi lang="en" dir="ltr">
                {row.error}
              </bdi>
            ),
          },
          { id: 'at', header: t('mail.failedAt'), cell: ({ failedAt }) => format.dateTime(failedAt) },
          {
            id: 'retry',
            header: t('mail.retry'),
            isActions: true,
            cell: ({ id }) => (
              <Button icon="retry" busy={isBusy} onClick={() => void retry(id)}>
                {t('mail.retry')}
              </Button>
            ),
          },
        ]}
      />
    </>
  );
}
