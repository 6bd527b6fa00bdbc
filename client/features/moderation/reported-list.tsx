import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { moderation, type Reported } from '#shared/features/moderation/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useConnected, useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { Chip, type Tone } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { TabNav } from '#client/ui/tabs.tsx';
import { UserBlock, UserText } from '#client/ui/text.tsx';
import { useMentionWords } from './snapshot-lines.tsx';
import { RoomName } from './room-name.tsx';
import styles from './moderation.module.css';

export type QueueState = 'open' | 'decided';
export const stateOf = (search: URLSearchParams): QueueState => (search.get('state') === 'decided' ? 'decided' : 'open');

/** What is asked for: the queue of one space, or those of all for the safety officer. */
export type QueueOf = { spaceId: string } | { which: 'forOfficer' | 'all' };

/** The queue is asked for again when somebody reports or decides, and when the live line comes up. */
export function useReportsRefresh(): void {
  const refresh = useRefresh();
  useHubEvent(moderation, 'reportsChanged', () => refresh(moderation));
  // Also the first time: what was reported between the first answer and the live line would be missed.
  useConnected(() => refresh(moderation));
}

function useQueue(of: QueueOf, state: QueueState) {
  const hub = useHub();
  useReportsRefresh();
  return useInfiniteQuery({
    queryKey: ['moderation', 'queue', of, state],
    queryFn: ({ pageParam, signal }) => {
      const page = { state, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      const { call } = hub(moderation);
      return 'spaceId' in of ? call('listReports', { ...of, ...page }, { signal }) : call('listAllReports', { ...of, ...page }, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

interface ReportedListProps {
  of: QueueOf;
  state: QueueState;
  /** Address of the page itself, and of one report below it. */
  base: string;
  /** What stands there when nothing waits. */
  empty: string;
}

/** Reported messages, those that wait longest first; what was decided lies behind a second tab. */
export function ReportedList({ of, state, base, empty }: ReportedListProps) {
  const { t, i18n } = useTranslation('moderation');
  const list = useQueue(of, state);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const separator = base.includes('?') ? '&' : '?';
  const links = [
    { href: base, label: t('queue.open'), current: state === 'open' },
    { href: `${base}${separator}state=decided`, label: t('queue.decided'), current: state === 'decided' },
  ];
  return (
    <>
      <TabNav label={t('queue.label')} links={links} />
      {list.isPending && <Skeleton lines={[6, 6, 6]} />}
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      {list.data && items.length === 0 && (
        <EmptyState icon={state === 'open' ? 'shield' : 'check'}>{state === 'open' ? empty : t('queue.emptyDecided')}</EmptyState>
      )}
      <ul className={styles.list}>
        {items.map((item) => (
          <ReportedRow key={item.id} item={item} href={`${base.split('?')[0]}/${item.id}`} />
        ))}
      </ul>
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}

export const toneOf: Record<Reported['state'], Tone> = { open: 'warning', hidden: 'danger', dismissed: 'neutral', restored: 'success' };

function ReportedRow({ item, href }: { item: Reported; href: string }) {
  const { t } = useTranslation('moderation');
  const format = useFormat();
  const words = useMentionWords();
  return (
    <li className={classNames(styles.item, styles.row)} data-reported={item.id}>
      <div className={styles.text}>
        <p>
          <a href={href} className={styles.title}>
            {item.categories.map((category) => t(`categories.${category}`)).join(' · ')}
          </a>
        </p>
        <UserBlock dir={item.direction} className={styles.clamped}>
          {words(item.excerpt)}
        </UserBlock>
        <p className={styles.when}>
          <UserText>{item.authorName}</UserText> ·{' '}
          <Phrase of="moderation:queue.inRoom" values={{ room: <RoomName name={item.roomName} /> }} /> · {format.dateTime(item.reportedAt)}
        </p>
        <div className={styles.chips}>
          <Chip icon="flag">{t('queue.count', { count: item.reportCount })}</Chip>
          {item.state !== 'open' && <Chip tone={toneOf[item.state]}>{t(`queue.states.${item.state}`)}</Chip>}
          {item.isForOfficer && (
            <Chip tone="accent" icon="shield">
              {t('queue.forOfficer')}
            </Chip>
          )}
        </div>
      </div>
    </li>
  );
}
