import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInfiniteQuery } from '@tanstack/react-query';
import { accounts, type Invitation } from '#shared/features/accounts/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useSearch } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Chip, type Tone } from '#client/ui/chip.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Select } from '#client/ui/select.tsx';
import { Ltr, Muted, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote } from '#client/features/accounts/index.tsx';
import { useCountryOptions, useNames } from '#client/features/people/index.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Loading } from './loading.tsx';
import { MadeInvitations } from './made-invitations.tsx';
import { useRights } from './rights.ts';
import styles from './admin.module.css';

export type Made = OutputOf<typeof accounts, 'createInvitation'>;
type State = Invitation['state'];
const states = ['open', 'used', 'expired', 'withdrawn'] as const satisfies readonly State[];
const tones: Record<State, Tone> = { open: 'primary', used: 'success', expired: 'neutral', withdrawn: 'warning' };

/** `/admin/invitations`: made one by one or from a file; the list also says who has not joined. */
export default function InvitationsPage() {
  const { t } = useTranslation('admin');
  const { isAdministrator, invitesTo } = useRights();
  const countries = useCountryOptions(isAdministrator ? undefined : invitesTo);
  const [search, setSearch] = useSearch();
  const country = search.get('country') ?? (isAdministrator ? '' : (invitesTo[0] ?? ''));
  const [dialog, setDialog] = useState<'none' | 'invite' | 'import'>('none');
  const [made, setMade] = useState<readonly Made[]>([]);
  const refresh = useRefresh();
  const isChosen = country !== '';

  function show(items: readonly Made[]): void {
    setMade(items);
    setDialog('none');
    refresh(accounts);
  }
  return (
    <AdminFrame
      part="invitations"
      title={t('invitations.title')}
      actions={
        isChosen && (
          <>
            <Button look="primary" icon="invite" onClick={() => setDialog('invite')}>
              {t('invitations.create')}
            </Button>
            <Button icon="upload" onClick={() => setDialog('import')}>
              {t('invitations.import')}
            </Button>
          </>
        )
      }
    >
      {made.length > 0 && <MadeInvitations items={made} onClose={() => setMade([])} />}
      {countries.length > 1 && (
        <div className={styles.filters}>
          <Select
            label={t('people.country')}
            value={country}
            onChange={(code) => setSearch('country', code === '' ? undefined : code)}
            options={countries}
          />
        </div>
      )}
      {isChosen ? (
        <InvitationList key={country} country={country} />
      ) : (
        <EmptyState icon="invite">{t('invitations.chooseCountry')}</EmptyState>
      )}
      {dialog === 'invite' && <InviteDialog country={country} onMade={(one) => show([one])} onClose={() => setDialog('none')} />}
      {dialog === 'import' && <ImportDialog country={country} onMade={show} onClose={() => setDialog('none')} />}
    </AdminFrame>
  );
}

function InvitationList({ country }: { country: string }) {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const [state, setState] = useState<State | 'all'>('open');
  const list = useInfiniteQuery({
    queryKey: ['accounts', 'listInvitations', country, state],
    queryFn: ({ pageParam, signal }) =>
      hub(accounts).call(
        'listInvitations',
        { countryId: country, limit: 50, ...(state !== 'all' && { state }), ...(pageParam !== '' && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <div className={styles.filters}>
        <Select
          label={t('invitations.filter')}
          value={state}
          onChange={(value) => setState(states.find((known) => known === value) ?? 'all')}
          options={(['open', 'all', 'used', 'expired', 'withdrawn'] as const).map((value) => ({
            value,
            label: t(`invitations.states.${value}`),
          }))}
        />
      </div>
      {!rows && <Loading error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <EmptyState icon="invite">{t('invitations.none')}</EmptyState>}
      {rows && rows.length > 0 && <InvitationTable rows={rows} />}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

function InvitationTable({ rows }: { rows: readonly Invitation[] }) {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const names = useNames(rows.flatMap(({ joined }) => joined));
  const { withdraw, isBusy, error } = useWithdraw();
  const nameOf = ({ email }: Invitation): string => email ?? t('admin:invitations.anyone');
  return (
    <>
      <TaskNote error={error} />
      <DataTable
        caption={t('admin:invitations.title')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'for',
            header: t('admin:invitations.for'),
            isRowName: true,
            cell: (row) => (row.email === undefined ? nameOf(row) : <Ltr>{row.email}</Ltr>),
          },
          {
            id: 'state',
            header: t('admin:invitations.filter'),
            cell: ({ state }) => <Chip tone={tones[state]}>{t(`admin:invitations.states.${state}`)}</Chip>,
          },
          {
            id: 'uses',
            header: t('admin:invitations.uses'),
            cell: ({ uses, maxUses }) => t('common:ofTotal', { done: uses, total: maxUses }),
          },
          {
            id: 'joined',
            header: t('admin:invitations.joined'),
            cell: ({ joined }) =>
              joined.length === 0 ? (
                <Muted>–</Muted>
              ) : (
                joined.map((id, index) => (
                  <span key={id}>
                    {index > 0 && ' · '}
                    <UserText>{names.get(id) ?? id}</UserText>
                  </span>
                ))
              ),
          },
          { id: 'until', header: t('admin:invitations.until'), cell: ({ expiresAt }) => format.date(expiresAt) },
          {
            id: 'withdraw',
            header: t('admin:invitations.withdraw'),
            isActions: true,
            cell: (row) =>
              row.state === 'open' && (
                <Button
                  busy={isBusy}
                  aria-label={t('admin:invitations.withdrawOf', { name: nameOf(row) })}
                  onClick={() => void withdraw(row)}
                >
                  {t('admin:invitations.withdraw')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

function useWithdraw() {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const { run, isBusy, error } = useTask();
  async function withdraw({ id, country }: Invitation): Promise<void> {
    const done = await run(() => hub(accounts).call('withdrawInvitation', { countryId: country, invitationId: id }));
    refresh(accounts, 'listInvitations');
    if (done) toast({ tone: 'success', text: t('invitations.withdrawn') });
  }
  return { withdraw, isBusy, error };
}
