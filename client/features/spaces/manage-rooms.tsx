import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button } from '#client/ui/button.tsx';
import { Section } from '#client/ui/page.tsx';
import { Muted } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { LockDialog } from './lock-dialog.tsx';
import { RoomDialog } from './room-dialog.tsx';
import { RoomPeople } from './room-people.tsx';
import { RoomRow, type RoomPart } from './room-row.tsx';
import { sortedRooms } from './rooms.ts';
import type { SpaceRights } from './space-frame.tsx';
import styles from './manage.module.css';

/** The rooms of a space: new ones, their order, and how each is used. */
export function ManageRooms({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation('rooms');
  const { rooms, move } = useOrder(space);
  const [opened, setOpened] = useState<{ part: RoomPart; roomId: string }>();
  const [isCreating, setCreating] = useState(false);
  // Archived ones stand last, whatever their order.
  const active = rooms.filter(({ isArchived }) => !isArchived).length;
  // As it is now, also after somebody else changed it while the dialog was open.
  const room = space.rooms.find(({ id }) => id === opened?.roomId);
  const close = (): void => setOpened(undefined);
  return (
    <Section
      title={t('manage.rooms.title')}
      actions={
        rights.createsRooms && (
          <Button icon="add" onClick={() => setCreating(true)}>
            {t('manage.rooms.create')}
          </Button>
        )
      }
    >
      {space.rooms.length === 0 && <Muted>{t('manage.rooms.none')}</Muted>}
      <ul className={styles.list}>
        {rooms.map((one, index) => (
          <RoomRow
            key={one.id}
            room={one}
            space={space}
            place={{ index, count: active }}
            onMove={rights.createsRooms && !one.isArchived ? (step) => move(one, step) : undefined}
            onOpen={(part) => setOpened({ part, roomId: one.id })}
          />
        ))}
      </ul>
      {isCreating && <RoomDialog space={space} room={undefined} onClose={() => setCreating(false)} />}
      {room && opened?.part === 'edit' && <RoomDialog key={room.id} space={space} room={room} onClose={close} />}
      {room && opened?.part === 'lock' && <LockDialog key={room.id} room={room} onClose={close} />}
      {room && opened?.part === 'people' && <RoomPeople key={room.id} space={space} room={room} onClose={close} />}
    </Section>
  );
}

/** The order as it is being given; the hub learns of each step, and its own order counts when it refuses. */
function useOrder(space: Space) {
  const { t, i18n } = useTranslation('rooms');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const { announceState } = useAnnouncer();
  const [wanted, setWanted] = useState<readonly string[]>();
  const known = sortedRooms(space);
  const isSame = wanted?.length === known.length && known.every(({ id }) => wanted.includes(id));
  const rooms = isSame ? wanted.flatMap((id) => known.find((room) => room.id === id) ?? []) : known;

  function move(room: Room, step: 1 | -1): void {
    const ids = rooms.map(({ id }) => id);
    const from = ids.indexOf(room.id);
    const to = from + step;
    if (rooms[to] === undefined || rooms[to].isArchived) return;
    ids.splice(to, 0, ...ids.splice(from, 1));
    setWanted(ids);
    announceState({
      text: t('row.moved', { room: room.name, position: to + 1, count: rooms.filter(({ isArchived }) => !isArchived).length }),
      lang: i18n.language,
    });
    hub(spaces)
      .call('orderRooms', { spaceId: space.id, roomIds: ids })
      .catch((error: unknown) => {
        setWanted(undefined);
        toast({ tone: 'danger', text: errorMessage(i18n, error) });
      })
      .finally(() => refresh(spaces));
  }
  return { rooms, move };
}
