import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { hubRoles } from '#shared/access/permissions.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote, useSecureTask } from '#client/features/accounts/index.tsx';
import { useNames } from '#client/features/people/index.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { Loading } from './loading.tsx';

type Approval = OutputOf<typeof accounts, 'listApprovals'>['items'][number];

/** `/admin/approvals`: what another administrator asked for. */
export default function ApprovalsPage() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useHubQuery(accounts, 'listApprovals', {});
  return (
    <AdminFrame part="approvals" title={t('approvals.title')} lead={t('approvals.lead')}>
      {!data && <Loading error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState icon="verified">{t('approvals.none')}</EmptyState>}
      {data && data.items.length > 0 && <Approvals items={data.items} />}
    </AdminFrame>
  );
}

function useStep(): (approval: Approval) => string {
  const { t } = useTranslation('admin');
  return ({ operation, arguments: given }) => {
    const role = hubRoles.find((known) => known === given['role']);
    if (operation.endsWith('grantHubRole') && role) return t('approvals.operations.grantHubRole', { role: t(`roles.hub.${role}`) });
    return operation.endsWith('resetSecondFactor') ? t('approvals.operations.resetSecondFactor') : operation;
  };
}

function Approvals({ items }: { items: readonly Approval[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const step = useStep();
  const { session } = useSignedIn();
  const names = useNames(items.flatMap(({ requestedBy, subjectId }) => [requestedBy, ...(subjectId === undefined ? [] : [subjectId])]));
  const { run, isBusy, error, dialog } = useSecureTask();
  async function decide(approvalId: string, decision: 'approve' | 'refuse'): Promise<void> {
    const done = await run(() => hub(accounts).call('approve', { approvalId, decision }));
    refresh(accounts, 'listApprovals');
    if (done) toast({ tone: 'success', text: t(decision === 'approve' ? 'approvals.approved' : 'approvals.refused') });
  }
  return (
    <>
      <TaskNote error={error} />
      <DataTable
        caption={t('approvals.title')}
        rows={items}
        rowKey={({ id }) => id}
        columns={[
          { id: 'step', header: t('approvals.step'), isRowName: true, cell: (row) => step(row) },
          {
            id: 'subject',
            header: t('approvals.subject'),
            cell: ({ subjectId = '' }) => <UserText>{names.get(subjectId) ?? subjectId}</UserText>,
          },
          { id: 'by', header: t('approvals.by'), cell: ({ requestedBy }) => <UserText>{names.get(requestedBy) ?? requestedBy}</UserText> },
          { id: 'until', header: t('approvals.until'), cell: ({ expiresAt }) => format.dateTime(expiresAt) },
          {
            id: 'decide',
            header: t('approvals.approve'),
            isActions: true,
            cell: ({ id, requestedBy }) =>
              requestedBy === session.userId ? (
                <Muted>{t('approvals.own')}</Muted>
              ) : (
                <Row>
                  <Button look="primary" busy={isBusy} onClick={() => void decide(id, 'approve')}>
                    {t('approvals.approve')}
                  </Button>
                  <Button busy={isBusy} onClick={() => void decide(id, 'refuse')}>
                    {t('approvals.refuse')}
                  </Button>
                </Row>
              ),
          },
        ]}
      />
      {dialog}
    </>
  );
}
