import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { personal } from '#shared/features/personal/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useAccountEvent } from '#client/kernel/personal.ts';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { ItemHead, ItemLink, ItemWords, More, PanelItems, type PanelListProps } from './panel-list.tsx';
import { SidePanel } from './side-panel.tsx';
import { useItemPages } from './use-item-pages.ts';
import { useRoomNews } from './use-room-news.ts';
import styles from './panel-list.module.css';

const changesThreads = (event: RoomEvent): boolean =>
  event.kind === 'message' || event.kind === 'hidden' ? event.thread !== undefined : event.kind === 'removed' || event.kind === 'restored';

/** Threads of a room, the last replied to first. */
export default function ThreadsPanel(props: PanelListProps) {
  const { desk, side } = props;
  const { t } = useTranslation('panels');
  const list = useItemPages('listThreads', { roomId: desk.roomId });
  const unread = useUnreadThreads(desk.roomId);
  useRoomNews(desk.roomId, changesThreads, () => {
    list.again();
    unread.again();
  });
  return (
    <SidePanel side={side} title={t('threads.title')}>
      <PanelItems
        label={t('threads.title')}
        items={list.items}
        error={list.error}
        onRetry={list.again}
        empty={<EmptyState icon="reply">{t('threads.empty')}</EmptyState>}
      >
        {(item) => <ThreadItem key={item.seq} {...props} item={item} unread={unread.of(item.seq)} />}
      </PanelItems>
      <More {...list} />
    </SidePanel>
  );
}

/** Replies that were not read, by thread. Asked for here: where one stands in a room that is on the screen is followed by its own lines only. */
function useUnreadThreads(roomId: string): { of(root: number): number; again(): void } {
  const query = hubQuery(useHub(), personal, { operation: 'getRoomState', input: { roomId } });
  const { data, refetch } = useQuery({ ...query, refetchOnMount: 'always' });
  const again = (): void => void refetch();
  useAccountEvent((event) => {
    if ((event.kind === 'read' || event.kind === 'following') && event.roomId === roomId) again();
  });
  return { of: (root) => data?.threads.find((thread) => thread.root === root)?.unread ?? 0, again };
}

function ThreadItem({ item, unread, ...props }: PanelListProps & { item: RoomItem; unread: number }) {
  const { t } = useTranslation('panels');
  const format = useFormat();
  const { desk } = props;
  return (
    <li className={styles.item} data-root={item.seq} data-unread={unread}>
      <ItemLink {...props} item={item} asThread>
        <ItemHead desk={desk} item={item} at={item.at} />
        <ItemWords desk={desk} item={item} />
        {item.replies && (
          <span className={styles.meta}>
            <span className={unread > 0 ? styles.unread : undefined}>{t('replies', { count: item.replies.count })}</span>
            <UnreadBadge unread={unread} />
            <span>{t('threads.last', { when: format.moment(item.replies.lastAt, Date.now()) })}</span>
          </span>
        )}
      </ItemLink>
    </li>
  );
}
