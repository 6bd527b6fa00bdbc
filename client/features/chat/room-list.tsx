import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useRoomState } from '#client/kernel/personal.ts';
import { classNames } from '#client/ui/class-names.ts';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { roomPath } from '#client/features/spaces/index.tsx';
import styles from './room-list.module.css';

/** The rooms of a space, the current one marked by more than colour. */
export function RoomList({ rooms, currentId, onChoose }: { rooms: readonly Room[]; currentId: string; onChoose?: () => void }) {
  return (
    <ul className={styles.rooms}>
      {rooms.map((room) => (
        <li key={room.id}>
          <RoomLink room={room} isCurrent={room.id === currentId} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

function RoomLink({ room, isCurrent, onChoose }: { room: Room; isCurrent: boolean; onChoose: (() => void) | undefined }) {
  const { t } = useTranslation('chat');
  const state = useRoomState(room.id);
  const isMuted = state?.notices === 'none';
  const threadsUnread = state?.threads.reduce((sum, { unread }) => sum + unread, 0) ?? 0;
  return (
    <a
      href={roomPath(room)}
      className={classNames(styles.room, isCurrent && styles.current, isMuted && styles.muted)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onChoose}
    >
      <Icon name={room.isArchived ? 'archive' : room.kind === 'announcements' ? 'bell' : 'channel'} size={18} />
      <span className={styles.text}>
        <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
          {room.name}
        </UserText>
        {room.isArchived && <span className={styles.state}>{t('rooms.archived')}</span>}
        {!room.isArchived && room.kind === 'announcements' && <VisuallyHidden> ({t('rooms.announcements')})</VisuallyHidden>}
      </span>
      {state && <UnreadBadge unread={state.unread + threadsUnread} mentions={state.mentions} isMuted={state.notices !== 'all'} />}
    </a>
  );
}
