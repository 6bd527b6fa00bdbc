import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { moderation, type MyReport } from '#shared/features/moderation/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Page, Section } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { UserText } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { MeTabs } from '#client/features/people/index.tsx';
import { NoticesSection } from './notices.tsx';
import { RoomName } from './room-name.tsx';
import styles from './moderation.module.css';

function useMyReports() {
  const hub = useHub();
  const refresh = useRefresh();
  useHubEvent(moderation, 'myReportsChanged', () => refresh(moderation, 'listMyReports'));
  useHubEvent(moderation, 'noticed', () => refresh(moderation, 'listMyNotices'));
  return useInfiniteQuery({
    queryKey: ['moderation', 'listMyReports', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      hub(moderation).call('listMyReports', pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** `/me/reports`: what one told the moderators, and what was decided about one's own messages. */
export default function MyReportsPage() {
  const { t, i18n } = useTranslation('moderation');
  const list = useMyReports();
  const { data: notices } = useHubQuery(moderation, 'listMyNotices', {});
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')}>
      <MeTabs current="reports" />
      {notices && notices.items.length > 0 && <NoticesSection items={notices.items} />}
      <Section title={t('mine.reports')}>
        {list.isPending && <Skeleton lines={[4, 4]} />}
        {list.error && (
          <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
            {errorMessage(i18n, list.error)}
          </ErrorNote>
        )}
        {list.data && items.length === 0 && <EmptyState icon="flag">{t('mine.empty')}</EmptyState>}
        <ul className={styles.list}>
          {items.map((report) => (
            <MyReportLine key={report.id} report={report} />
          ))}
        </ul>
        <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      </Section>
    </Page>
  );
}

function MyReportLine({ report }: { report: MyReport }) {
  const { t } = useTranslation('moderation');
  const format = useFormat();
  const side = usePageSide();
  return (
    <li className={styles.item} data-report={report.state}>
      <div className={styles.text}>
        <p>
          <strong>{t(`categories.${report.category}`)}</strong>{' '}
          <Phrase of="moderation:queue.inRoom" values={{ room: <RoomName name={report.roomName} /> }} />
        </p>
        {report.text !== '' && (
          <p>
            <UserText dir={directionOf(report.text, side)}>{report.text}</UserText>
          </p>
        )}
        <div className={styles.chips}>
          <Chip icon={report.state === 'waiting' ? 'clock' : 'check'} tone={report.state === 'waiting' ? 'neutral' : 'success'}>
            {t(`mine.states.${report.state}`)}
          </Chip>
          {report.outcome && <Chip>{t(`mine.outcomes.${report.outcome}`)}</Chip>}
          <span className={styles.when}>{format.dateTime(report.at)}</span>
        </div>
      </div>
    </li>
  );
}
