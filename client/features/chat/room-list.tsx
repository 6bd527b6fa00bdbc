import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { classNames } from '#client/ui/class-names.ts';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { roomPath } from '#client/features/spaces/index.tsx';
import styles from './room-list.module.css';

/** The rooms of a space, the current one marked by more than colour. */
export function RoomList({ rooms, currentId, onChoose }: { rooms: readonly Room[]; currentId: string; onChoose?: () => void }) {
  const { t } = useTranslation('chat');
  return (
    <ul className={styles.rooms}>
      {rooms.map((room) => (
        <li key={room.id}>
          <a
            href={roomPath(room)}
            className={classNames(styles.room, room.id === currentId && styles.current)}
            aria-current={room.id === currentId ? 'page' : undefined}
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
          </a>
        </li>
      ))}
    </ul>
  );
}
