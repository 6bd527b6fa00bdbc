import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import type { VersionCard } from '#shared/features/documents/versions-contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Failed, useCrumbs, WithDocument } from './document-frame.tsx';
import { EraseHistory } from './erase-history.tsx';
import { NameDialog } from './name-dialog.tsx';
import { versionRights } from './rights.ts';
import { VersionRow } from './version-row.tsx';
import styles from './history.module.css';

/** `/d/:document/history`: the versions of a document by day, newest first. */
export default function HistoryPage() {
  const { t } = useTranslation('documents');
  return <WithDocument title={t('history.title')}>{(card) => <History card={card} />}</WithDocument>;
}

function useVersions(documentId: string) {
  const hub = useHub();
  return useInfiniteQuery({
    queryKey: ['documents', 'listVersions', documentId, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      hub(documents).call('listVersions', { documentId, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    // Versions are taken meanwhile, by the hub and by others.
    staleTime: 0,
  });
}

function History({ card }: { card: DocumentCard }) {
  const { t } = useTranslation('documents');
  const { lesson } = useCrumbs(card);
  const rights = versionRights(card);
  const [isNaming, setNaming] = useState(false);
  const list = useVersions(card.id);
  const versions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const name = rights.names && (
    <Button look="primary" icon="flag" onClick={() => setNaming(true)}>
      {t('history.name.action')}
    </Button>
  );
  return (
    <Page
      title={t('history.title')}
      within={card.title}
      width="measure"
      breadcrumbs={[lesson]}
      lead={t('history.lead')}
      actions={versions.length > 0 ? name : undefined}
    >
      {card.kind === 'lesson' && (
        <p>
          <a href={`/d/${card.id}/authors`} className={styles.way}>
            <Icon name="people" />
            {t('history.authorship.action')}
          </a>
        </p>
      )}
      {list.isPending && <Skeleton lines={[4, 4, 4]} />}
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && versions.length === 0 && (
        <EmptyState icon="clock" action={name}>
          {t(rights.names ? 'history.empty' : 'history.emptyReader')}
        </EmptyState>
      )}
      <Days versions={versions} />
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {rights.erases && <EraseHistory documentId={card.id} />}
      {rights.names && <NameDialog documentId={card.id} open={isNaming} onClose={() => setNaming(false)} />}
    </Page>
  );
}

/** Versions under the day they were taken on, in the reader's own time. */
function Days({ versions }: { versions: readonly VersionCard[] }) {
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const days = new Map<string, VersionCard[]>();
  for (const version of versions) {
    const heading = format.dayHeading(version.at, now);
    days.set(heading, [...(days.get(heading) ?? []), version]);
  }
  return [...days].map(([heading, some]) => (
    <section key={heading} className={styles.day} aria-label={heading}>
      <h2 className={styles.dayTitle}>{heading}</h2>
      <ul className={styles.versions}>
        {some.map((version) => (
          <VersionRow key={version.id} version={version} />
        ))}
      </ul>
    </section>
  ));
}
