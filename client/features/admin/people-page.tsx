import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInfiniteQuery } from '@tanstack/react-query';
import { accounts } from '#shared/features/accounts/contract.ts';
import { people } from '#shared/features/people/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { useCountryOptions } from '#client/features/people/index.tsx';
import { AccountSheet, type ManagedAccount } from './account-sheet.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { Loading } from './loading.tsx';
import { useRights } from './rights.ts';
import { useRoleNames } from './role-names.ts';
import styles from './admin.module.css';

/** `/admin/people`: every account for the hub's administrators, those of their country for the others. */
export default function PeoplePage() {
  const { t } = useTranslation('admin');
  const { isAdministrator } = useRights();
  return (
    <AdminFrame part="people" title={t('people.title')}>
      {isAdministrator ? <AllAccounts /> : <CountryPeople />}
    </AdminFrame>
  );
}

function AllAccounts() {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const countries = useCountryOptions();
  const [query, setQuery] = useState('');
  const [country, setCountry] = useState('');
  const asked = useDeferredValue(query.trim());
  const list = useInfiniteQuery({
    queryKey: ['accounts', 'listAccounts', asked, country],
    queryFn: ({ pageParam, signal }) =>
      hub(accounts).call(
        'listAccounts',
        {
          limit: 50,
          ...(asked !== '' && { query: asked }),
          ...(country !== '' && { country }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = list.data?.pages
    .flatMap(({ items }) => items)
    .map((row): ManagedAccount => ({ ...row, isSuspended: row.state === 'suspended', isWhole: true }));
  return (
    <>
      <div className={styles.filters}>
        <TextField kind="search" label={t('people.search')} value={query} onChange={setQuery} />
        <Select
          label={t('people.country')}
          placeholder={t('people.allCountries')}
          value={country}
          onChange={setCountry}
          options={countries}
        />
      </div>
      {rows ? <AccountTable rows={rows} /> : <Loading error={list.error} onRetry={() => void list.refetch()} />}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

function CountryPeople() {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const { peopleOf } = useRights();
  const countries = useCountryOptions(peopleOf);
  const [chosen, setCountry] = useState('');
  const country = chosen === '' ? (peopleOf[0] ?? '') : chosen;
  const list = useInfiniteQuery({
    queryKey: ['people', 'listCountryPeople', country],
    queryFn: ({ pageParam, signal }) =>
      hub(people).call('listCountryPeople', { countryId: country, limit: 50, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = list.data?.pages
    .flatMap(({ items }) => items)
    .map((person): ManagedAccount => ({ ...person, isSuspended: person.isInactive, isWhole: false }));
  return (
    <>
      {peopleOf.length > 1 && (
        <div className={styles.filters}>
          <Select label={t('people.country')} value={country} onChange={setCountry} options={countries} />
        </div>
      )}
      {rows ? <AccountTable rows={rows} /> : <Loading error={list.error} onRetry={() => void list.refetch()} />}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

function AccountTable({ rows }: { rows: readonly ManagedAccount[] }) {
  const { t } = useTranslation(['admin', 'demo']);
  const format = useFormat();
  const roleNames = useRoleNames();
  const [managedId, setManaged] = useState<string>();
  const managed = rows.find(({ id }) => id === managedId);
  if (rows.length === 0) return <EmptyState icon="people">{t('admin:people.none')}</EmptyState>;
  return (
    <>
      <DataTable
        caption={t('admin:people.title')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'name',
            header: t('admin:people.name'),
            isRowName: true,
            cell: (row) => (
              <Row>
                <Avatar id={row.id} name={row.displayName} size="small" />
                <UserText>{row.displayName}</UserText>
                {row.isDemo && <Chip>{t('demo:chip')}</Chip>}
              </Row>
            ),
          },
          ...(rows.some(({ email }) => email !== undefined)
            ? [{ id: 'email', header: t('admin:people.email'), cell: (row: ManagedAccount) => <Ltr>{row.email ?? ''}</Ltr> }]
            : []),
          { id: 'country', header: t('admin:people.country'), cell: (row) => format.country(row.country) },
          ...(rows.some(({ isWhole }) => isWhole)
            ? [
                {
                  id: 'roles',
                  header: t('admin:people.roles'),
                  cell: (row: ManagedAccount) => (
                    <Row>
                      {roleNames(row).map((name) => (
                        <Chip key={name} tone="primary">
                          {name}
                        </Chip>
                      ))}
                    </Row>
                  ),
                },
              ]
            : []),
          {
            id: 'state',
            header: t('admin:people.state'),
            cell: (row) => (
              <Chip tone={row.isSuspended ? 'warning' : 'success'}>
                {t(row.isSuspended ? 'admin:people.suspended' : 'admin:people.active')}
              </Chip>
            ),
          },
          {
            id: 'manage',
            header: t('admin:people.manage'),
            isActions: true,
            cell: (row) => (
              <Button icon="settings" aria-label={t('admin:people.manageOf', { name: row.displayName })} onClick={() => setManaged(row.id)}>
                {t('admin:people.manage')}
              </Button>
            ),
          },
        ]}
      />
      {managed && <AccountSheet key={managed.id} account={managed} onClose={() => setManaged(undefined)} />}
    </>
  );
}
