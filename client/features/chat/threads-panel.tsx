import { useTranslation } from 'react-i18next';
import type { RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useRoomState } from '#client/kernel/personal.ts';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { ItemHead, ItemLink, ItemWords, More, PanelItems, useRoomNews, type PanelListProps } from './panel-list.tsx';
import { SidePanel } from './side-panel.tsx';
import { useItemPages } from './use-item-pages.ts';
import styles from './panel-list.module.css';

const changesThreads = (event: RoomEvent): boolean =>
  event.kind === 'message' || event.kind === 'hidden' ? event.thread !== undefined : event.kind === 'removed' || event.kind === 'restored';

/** Threads of a room, the last replied to first. */
export default function ThreadsPanel(props: PanelListProps) {
  const { desk, side } = props;
  const { t } = useTranslation('panels');
  const list = useItemPages('listThreads', { roomId: desk.roomId });
  useRoomNews(desk.roomId, changesThreads, list.again);
  return (
    <SidePanel side={side} title={t('threads.title')}>
      <PanelItems
        label={t('threads.title')}
        items={list.items}
        error={list.error}
        onRetry={list.again}
        empty={<EmptyState icon="reply">{t('threads.empty')}</EmptyState>}
      >
        {(item) => <ThreadItem key={item.seq} {...props} item={item} />}
      </PanelItems>
      <More {...list} />
    </SidePanel>
  );
}

function ThreadItem({ item, ...props }: PanelListProps & { item: RoomItem }) {
  const { t } = useTranslation('panels');
  const format = useFormat();
  const { desk } = props;
  const unread = useRoomState(desk.roomId)?.threads.find(({ root }) => root === item.seq)?.unread ?? 0;
  return (
    <li className={styles.item} data-root={item.seq} data-unread={unread}>
      <ItemLink {...props} item={item} asThread>
        <ItemHead desk={desk} item={item} at={item.at} />
        <ItemWords desk={desk} item={item} />
        {item.replies && (
          <span className={styles.meta}>
            <span className={unread > 0 ? styles.unread : undefined}>{t('replies', { count: item.replies.count })}</span>
            <UnreadBadge unread={unread} />
            <span>{t('threads.last', { when: format.dateTime(item.replies.lastAt) })}</span>
          </span>
        )}
      </ItemLink>
    </li>
  );
}
