import { useTranslation } from 'react-i18next';
import type { RoomState } from '#shared/features/personal/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useAllRoomStates } from '#client/kernel/personal.ts';
import { Avatar } from '#client/ui/avatar.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { useConversations } from '#client/features/direct/index.tsx';
import { useNames } from '#client/features/people/index.tsx';
import { pathOfRoom } from './notice-rules.ts';
import { useRoomPlaces, type RoomPlace } from './room-names.ts';
import { unreadStates } from './unread-order.ts';
import styles from './unread-rooms.module.css';

/** Half a screen of a phone; the rest is in the spaces and in the inbox. */
const maxShown = 6;

/** What was said and not read yet, where one is named first; nothing when all is read. */
export function UnreadRooms() {
  const { t } = useTranslation('home');
  const states = unreadStates(useAllRoomStates()?.values() ?? []).slice(0, maxShown);
  const places = useRoomPlaces(states.map(({ spaceId }) => spaceId));
  if (states.length === 0) return null;
  return (
    <Section title={t('unread.title')} actions={<Link href="/inbox">{t('unread.inbox')}</Link>}>
      <ul className={styles.rooms}>
        {states.map((state) => (
          <li key={state.roomId}>
            {state.spaceId === undefined ? (
              <UnreadConversation state={state} />
            ) : (
              <UnreadRoom state={state} place={places.get(state.roomId)} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const threadsUnread = ({ threads }: RoomState): number => threads.reduce((sum, { unread }) => sum + unread, 0);

function UnreadRoom({ state, place }: { state: RoomState; place: RoomPlace | undefined }) {
  const { t } = useTranslation('home');
  const onlyThreads = state.unread === 0;
  const unread = onlyThreads ? threadsUnread(state) : state.unread;
  return (
    <a href={pathOfRoom(state)} className={styles.row}>
      <Icon name={place?.room.kind === 'announcements' ? 'bell' : 'channel'} />
      <span className={styles.text}>
        <strong>
          {place ? (
            <UserText lang={place.room.language} dir={directionOfLanguage(place.room.language)}>
              {place.room.name}
            </UserText>
          ) : (
            '…'
          )}
        </strong>
        <Muted>
          {place && <UserText lang={place.space.language}>{place.space.name}</UserText>}
          {onlyThreads && <> · {t('unread.threads')}</>}
        </Muted>
      </span>
      <UnreadBadge unread={unread} mentions={state.mentions} />
      <Icon name="next" size={18} />
    </a>
  );
}

function UnreadConversation({ state }: { state: RoomState }) {
  const { t } = useTranslation('home');
  const conversation = useConversations().items.find(({ roomId }) => roomId === state.roomId);
  const name = useNames(conversation ? [conversation.userId] : []).get(conversation?.userId ?? '') ?? '…';
  return (
    <a href={pathOfRoom(state)} className={styles.row}>
      <Avatar id={conversation?.userId ?? ''} name={name} size="small" />
      <span className={styles.text}>
        <strong>
          <UserText>{name}</UserText>
        </strong>
        <Muted>{t(conversation?.state === 'requested' ? 'unread.request' : 'unread.conversation')}</Muted>
      </span>
      <UnreadBadge unread={state.unread} />
      <Icon name="next" size={18} />
    </a>
  );
}
