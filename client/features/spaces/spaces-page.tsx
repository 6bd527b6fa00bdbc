import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { spaces, type SpaceCard } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Page, Section } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { UserText } from '#client/ui/text.tsx';
import { SpaceCards } from './space-card.tsx';
import { useRolesFollow, useSpacesRefresh } from './use-changes.ts';

/** `/spaces`: every space one may see, by network. */
export default function SpacesPage() {
  const { t, i18n } = useTranslation('spaces');
  const list = useSpacesList();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  useRolesFollow(items);
  return (
    <Page title={t('list.title')} lead={t('list.lead')}>
      {list.isPending && <Skeleton lines={[2, 9, 9]} />}
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      {list.data && <Networks items={items} />}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Page>
  );
}

function useSpacesList() {
  const hub = useHub();
  useSpacesRefresh();
  return useInfiniteQuery({
    queryKey: ['spaces', 'listSpaces', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      hub(spaces).call('listSpaces', { ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** Networks in the order their spaces come; what belongs to none comes last. */
function byNetwork(items: readonly SpaceCard[]): [networkId: string | undefined, SpaceCard[]][] {
  const groups = new Map<string | undefined, SpaceCard[]>();
  for (const space of items) groups.set(space.networkId, [...(groups.get(space.networkId) ?? []), space]);
  return [...groups].sort(([one], [other]) => Number(one === undefined) - Number(other === undefined));
}

function Networks({ items }: { items: readonly SpaceCard[] }) {
  const { t } = useTranslation('spaces');
  const hub = useHub();
  const { data: networks } = useQuery(hubQuery(hub, spaces, { operation: 'listNetworks', input: {} }));
  if (items.length === 0) return <EmptyState icon="spaces">{t('list.empty')}</EmptyState>;
  return byNetwork(items).map(([networkId, group]) => {
    const network = networks?.items.find(({ id }) => id === networkId);
    const title = network ? (
      <UserText lang={network.language} dir={directionOfLanguage(network.language)}>
        {network.name}
      </UserText>
    ) : (
      t('list.noNetwork')
    );
    return (
      <Section key={networkId ?? 'none'} title={title}>
        <SpaceCards items={group} />
      </Section>
    );
  });
}
