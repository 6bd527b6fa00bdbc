import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { personal } from '#shared/features/personal/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useAccountEvent, useAllRoomStates } from '#client/kernel/personal.ts';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { InboxList, Preview, useNamesIn, When } from './inbox-list.tsx';
import { pathOfRoom } from './notice-rules.ts';
import { useRoomPlaces } from './room-names.ts';
import styles from './inbox.module.css';

type Followed = OutputOf<typeof personal, 'listFollowedThreads'>['items'][number];

function useFollowed() {
  const hub = useHub();
  const refresh = useRefresh();
  useAccountEvent((event) => {
    if (event.kind === 'following') refresh(personal, 'listFollowedThreads');
  });
  return useInfiniteQuery({
    queryKey: [personal.name, 'listFollowedThreads'],
    queryFn: ({ pageParam, signal }) =>
      hub(personal).call('listFollowedThreads', { ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** Threads one follows, the last replied to first; how much of each is unread follows the rooms. */
export function InboxThreads() {
  const { t } = useTranslation('inbox');
  const query = useFollowed();
  const states = useAllRoomStates();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const places = useRoomPlaces(items.map(({ roomId }) => states?.get(roomId)?.spaceId));
  const names = useNamesIn(items.map(({ root }) => root));
  const unreadOf = ({ roomId, root, unread }: Followed): number => {
    const state = states?.get(roomId);
    return state ? (state.threads.find((thread) => thread.root === root.seq)?.unread ?? 0) : unread;
  };
  return (
    <InboxList
      query={query}
      isEmpty={items.length === 0}
      empty={
        <EmptyState icon="reply" action={<Link href="/spaces">{t('conversations.action')}</Link>}>
          {t('threads.empty')}
        </EmptyState>
      }
    >
      {items.length > 0 && (
        <ul className={styles.rows}>
          {items.map((thread) => {
            const { roomId, root } = thread;
            const place = places.get(roomId);
            const path = pathOfRoom({ roomId, spaceId: states?.get(roomId)?.spaceId });
            return (
              <li key={`${roomId} ${root.seq}`}>
                <a href={`${path}?thread=${root.seq}`} className={styles.row}>
                  <Icon name="reply" />
                  <span className={styles.text}>
                    <span className={styles.head}>
                      <span className={styles.where}>
                        {place && (
                          <Muted>
                            <UserText lang={place.room.language} dir={directionOfLanguage(place.room.language)}>
                              {place.room.name}
                            </UserText>{' '}
                            · <UserText lang={place.space.language}>{place.space.name}</UserText>
                          </Muted>
                        )}
                      </span>
                      <When at={root.replies?.lastAt ?? root.at} />
                    </span>
                    <span className={styles.preview}>
                      {root.kind === 'message' && (
                        <strong>
                          <UserText>{names.get(root.authorId) ?? t('conversation.unknown')}</UserText>:{' '}
                        </strong>
                      )}
                      <Preview item={root} names={names} />
                    </span>
                    <span className={styles.foot}>
                      <Muted>{t('threads.replies', { count: root.replies?.count ?? 0 })}</Muted>
                      <UnreadBadge unread={unreadOf(thread)} />
                    </span>
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </InboxList>
  );
}
