import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInfiniteQuery } from '@tanstack/react-query';
import { spaces } from '#shared/features/spaces/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Link } from '#client/ui/link.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { UserText } from '#client/ui/text.tsx';
import { Row } from '#client/ui/card.tsx';
import { AdminFrame } from './admin-frame.tsx';
import { CreateSpaceDialog } from './create-space-dialog.tsx';
import { Loading } from './loading.tsx';

/** `/admin/spaces`: every space, with the way to where it is managed, and new ones. */
export default function SpacesPage() {
  const { t } = useTranslation(['admin', 'spaces']);
  const format = useFormat();
  const hub = useHub();
  const [isCreating, setCreating] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['spaces', 'listSpaces', 'all'],
    queryFn: ({ pageParam, signal }) =>
      hub(spaces).call('listSpaces', { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <AdminFrame
      part="spaces"
      title={t('admin:spaces.title')}
      actions={
        <Button look="primary" icon="add" onClick={() => setCreating(true)}>
          {t('admin:spaces.create')}
        </Button>
      }
    >
      {!rows && <Loading error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <EmptyState icon="spaces">{t('admin:spaces.none')}</EmptyState>}
      {rows && rows.length > 0 && (
        <DataTable
          caption={t('admin:spaces.title')}
          rows={rows}
          rowKey={({ id }) => id}
          columns={[
            {
              id: 'name',
              header: t('admin:people.name'),
              isRowName: true,
              cell: ({ name, language, isArchived }) => (
                <Row>
                  <UserText lang={language}>{name}</UserText>
                  {isArchived && <Chip tone="warning">{t('spaces:card.archived')}</Chip>}
                </Row>
              ),
            },
            {
              id: 'visibility',
              header: t('spaces:manage.settings.visibility'),
              cell: ({ visibility }) => t(`spaces:visibility.${visibility}`),
            },
            { id: 'joining', header: t('spaces:manage.settings.joinRule'), cell: ({ joinRule }) => t(`spaces:joinRule.${joinRule}`) },
            { id: 'members', header: t('admin:spaces.members'), numeric: true, cell: ({ memberCount }) => format.number(memberCount) },
            {
              id: 'manage',
              header: t('admin:spaces.manage'),
              isActions: true,
              cell: ({ id }) => (
                <Link href={`/s/${id}/manage`} look="secondary" icon="settings">
                  {t('admin:spaces.manage')}
                </Link>
              ),
            },
          ]}
        />
      )}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {isCreating && <CreateSpaceDialog onClose={() => setCreating(false)} />}
    </AdminFrame>
  );
}
