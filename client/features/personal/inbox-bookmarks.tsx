import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { personal, type Bookmark } from '#shared/features/personal/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, usePageDirection } from '#client/kernel/i18n-react.tsx';
import { useAccountEvent, useAllRoomStates } from '#client/kernel/personal.ts';
import { IconButton } from '#client/ui/button.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Link } from '#client/ui/link.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { useConversations } from '#client/features/direct/index.tsx';
import { useNames } from '#client/features/people/index.tsx';
import { InboxList, Preview, useNamesIn, When } from './inbox-list.tsx';
import { pathOfMessage } from './notice-rules.ts';
import { useRoomPlaces, type RoomPlace } from './room-names.ts';
import styles from './inbox.module.css';

function useBookmarks() {
  const hub = useHub();
  const refresh = useRefresh();
  useAccountEvent((event) => {
    if (event.kind === 'bookmark') refresh(personal, 'listBookmarks');
  });
  return useInfiniteQuery({
    queryKey: [personal.name, 'listBookmarks'],
    queryFn: ({ pageParam, signal }) =>
      hub(personal).call('listBookmarks', { ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** Messages one keeps, the last first; each leads to its place in the room. */
export function InboxBookmarks() {
  const { t } = useTranslation('inbox');
  const query = useBookmarks();
  const states = useAllRoomStates();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const places = useRoomPlaces(items.map(({ roomId }) => states?.get(roomId)?.spaceId));
  const names = useNamesIn(items.map(({ item }) => item));
  return (
    <InboxList
      query={query}
      isEmpty={items.length === 0}
      empty={
        <EmptyState icon="bookmark" action={<Link href="/spaces">{t('conversations.action')}</Link>}>
          {t('bookmarks.empty')}
        </EmptyState>
      }
    >
      {items.length > 0 && (
        <ul className={styles.rows}>
          {items.map((bookmark) => (
            <BookmarkRow
              key={`${bookmark.roomId} ${bookmark.seq}`}
              bookmark={bookmark}
              place={places.get(bookmark.roomId)}
              path={pathOfMessage(
                { roomId: bookmark.roomId, spaceId: states?.get(bookmark.roomId)?.spaceId },
                { seq: bookmark.seq, thread: bookmark.item?.thread },
              )}
              names={names}
            />
          ))}
        </ul>
      )}
    </InboxList>
  );
}

interface BookmarkRowProps {
  bookmark: Bookmark;
  place: RoomPlace | undefined;
  path: string;
  names: ReadonlyMap<string, string>;
}

function BookmarkRow({ bookmark, place, path, names }: BookmarkRowProps) {
  const { t } = useTranslation('inbox');
  const side = usePageDirection();
  const { item, note, at, roomId } = bookmark;
  const remove = useRemoveBookmark();
  const content = (
    <span className={styles.text}>
      <span className={styles.head}>
        <span className={styles.where}>
          <Muted>{place ? <RoomName place={place} /> : <ConversationName roomId={roomId} />}</Muted>
        </span>
        <When at={at} />
      </span>
      <span className={styles.preview}>
        {item?.kind === 'message' && (
          <strong>
            <UserText>{names.get(item.authorId) ?? t('conversation.unknown')}</UserText>:{' '}
          </strong>
        )}
        {item ? <Preview item={item} names={names} /> : <Muted>{t('bookmarks.gone')}</Muted>}
      </span>
      {note !== '' && (
        <span>
          <Phrase of="inbox:bookmarks.note" values={{ note: <UserText dir={directionOf(note, side)}>{note}</UserText> }} />
        </span>
      )}
    </span>
  );
  return (
    <li className={styles.kept}>
      {item ? (
        <a href={path} className={styles.row}>
          {content}
        </a>
      ) : (
        <div className={styles.row}>{content}</div>
      )}
      <IconButton icon="close" label={t('bookmarks.remove')} onClick={() => remove(bookmark)} />
    </li>
  );
}

function RoomName({ place: { room, space } }: { place: RoomPlace }) {
  return (
    <>
      <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
        {room.name}
      </UserText>{' '}
      · <UserText lang={space.language}>{space.name}</UserText>
    </>
  );
}

function ConversationName({ roomId }: { roomId: string }) {
  const userId = useConversations().items.find((one) => one.roomId === roomId)?.userId;
  const name = useNames(userId === undefined ? [] : [userId]).get(userId ?? '');
  return name === undefined ? null : <UserText>{name}</UserText>;
}

function useRemoveBookmark(): (bookmark: Bookmark) => void {
  const { t, i18n } = useTranslation(['inbox', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();

  function set({ roomId, seq, note }: Bookmark, isOn: boolean): Promise<void> {
    return hub(personal)
      .call('setBookmark', { roomId, seq, isOn, ...(isOn && note !== '' && { note }) })
      .then(() => refresh(personal, 'listBookmarks'));
  }
  const failed = (error: unknown): void => toast({ tone: 'danger', text: errorMessage(i18n, error) });
  return (bookmark) => {
    const undo = { label: t('common:actions.undo'), onPress: () => void set(bookmark, true).catch(failed) };
    set(bookmark, false).then(() => toast({ text: t('inbox:bookmarks.removed'), ...(bookmark.item && { action: undo }) }), failed);
  };
}
