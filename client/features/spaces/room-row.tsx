import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { scopeOfShownRoom } from '#shared/features/spaces/room.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useCan } from '#client/kernel/session.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Menu, type MenuItem } from '#client/ui/menu.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useDuration } from './room-times.ts';
import { useRoomChange } from './use-room-change.ts';
import styles from './manage.module.css';

export type RoomPart = 'edit' | 'lock' | 'people';

interface RoomRowProps {
  room: Room;
  space: Space;
  place: { index: number; count: number };
  /** Absent for those who may not order rooms. */
  onMove: ((step: 1 | -1) => void) | undefined;
  onOpen: (part: RoomPart) => void;
}

/** A room with what is special about it, and what may be done with it. */
export function RoomRow({ room, space, place, onMove, onOpen }: RoomRowProps) {
  const { t } = useTranslation('rooms');
  const can = useCan();
  const mayManage = can('room.manage', scopeOfShownRoom(room, space.isArchived));
  const textOf = (text: string) => (
    <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
      {text}
    </UserText>
  );
  return (
    <li className={styles.item} data-room={room.id}>
      <span className={styles.mark}>
        <Icon name={room.access === 'chosen' ? 'lock' : room.kind === 'announcements' ? 'bell' : 'channel'} />
      </span>
      <div className={styles.text}>
        <p>
          <strong>{textOf(room.name)}</strong>
        </p>
        {room.purpose !== '' && <Muted>{textOf(room.purpose)}</Muted>}
        <RoomFacts room={room} />
      </div>
      {mayManage && (
        <div className={styles.actions}>
          {onMove && place.count > 1 && <MoveButtons {...{ room, place, onMove }} />}
          <Button icon="edit" aria-label={t('manage.rooms.edit', { room: room.name })} onClick={() => onOpen('edit')}>
            {t('manage.rooms.editShort')}
          </Button>
          <RoomMenu room={room} onOpen={onOpen} />
        </div>
      )}
    </li>
  );
}

/** What differs from a room in which everybody reads and writes. */
function RoomFacts({ room }: { room: Room }) {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const duration = useDuration();
  const until = room.lock?.until;
  return (
    <div className={styles.chips}>
      {room.kind === 'announcements' ? (
        <Chip icon="bell">{t('row.moderators')}</Chip>
      ) : (
        room.postBy !== 'members' && <Chip icon="edit">{t(`row.${room.postBy}`)}</Chip>
      )}
      {room.access === 'chosen' && <Chip icon="people">{t('row.chosen')}</Chip>}
      {room.access === 'chosen' && !room.isJoined && <Chip icon="hide">{t('row.outside')}</Chip>}
      {room.lock && (
        <Chip tone="warning" icon="lock">
          {until === undefined ? t('row.locked') : t('row.lockedUntil', { when: format.dateTime(until) })}
        </Chip>
      )}
      {room.slowModeSeconds > 0 && (
        <Chip tone="warning" icon="clock">
          {t('row.slow', { pause: duration(room.slowModeSeconds) })}
        </Chip>
      )}
      {room.isArchived && (
        <Chip tone="warning" icon="archive">
          {t('manage.rooms.archived')}
        </Chip>
      )}
    </div>
  );
}

function MoveButtons({ room, place, onMove }: Pick<RoomRowProps, 'room' | 'place'> & { onMove: (step: 1 | -1) => void }) {
  const { t } = useTranslation('rooms');
  const isFirst = place.index === 0;
  const isLast = place.index === place.count - 1;
  // The arrows do what the buttons do, so that several steps need one hand only.
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  }
  return (
    <div className={styles.move} onKeyDown={onKeyDown}>
      <IconButton icon="up" look="secondary" label={t('row.up', { room: room.name })} aria-disabled={isFirst} onClick={() => onMove(-1)} />
      <IconButton
        icon="down"
        look="secondary"
        label={t('row.down', { room: room.name })}
        aria-disabled={isLast}
        onClick={() => onMove(1)}
      />
    </div>
  );
}

function RoomMenu({ room, onOpen }: { room: Room; onOpen: (part: RoomPart) => void }) {
  const { t } = useTranslation('rooms');
  const { call } = useHub()(spaces);
  const { change } = useRoomChange();
  const { id: roomId, lock } = room;
  const archive = (isArchived: boolean) => call('updateRoom', { roomId, isArchived });

  const locking: MenuItem = lock
    ? {
        id: 'unlock',
        label: t('menu.unlock'),
        icon: 'lock',
        onSelect: () =>
          void change(
            () => call('unlockRoom', { roomId }),
            t('done.unlocked'),
            () => call('lockRoom', { roomId, ...lock }),
          ),
      }
    : { id: 'lock', label: t('menu.lock'), icon: 'lock', onSelect: () => onOpen('lock') };
  const archiving: MenuItem = {
    id: 'archive',
    label: t(room.isArchived ? 'menu.restore' : 'menu.archive'),
    icon: room.isArchived ? 'undo' : 'archive',
    onSelect: () =>
      void change(
        () => archive(!room.isArchived),
        t(room.isArchived ? 'done.restored' : 'done.archived'),
        () => archive(room.isArchived),
      ),
  };
  const people: MenuItem[] =
    room.access === 'chosen' ? [{ id: 'people', label: t('menu.people'), icon: 'people', onSelect: () => onOpen('people') }] : [];
  return <Menu label={t('row.options', { room: room.name })} sections={[{ items: [...people, locking, archiving] }]} />;
}
