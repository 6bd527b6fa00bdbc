import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useCan } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Section } from '#client/ui/page.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { RoomDialog } from './room-dialog.tsx';
import { sortedRooms } from './rooms.ts';
import type { SpaceRights } from './space-frame.tsx';
import styles from './manage.module.css';

/** The rooms of a space: new ones, their names, and whether they are still written in. */
export function ManageRooms({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation('spaces');
  const [edited, setEdited] = useState<Room | 'new'>();
  return (
    <Section
      title={t('manage.rooms.title')}
      actions={
        rights.createsRooms && (
          <Button icon="add" onClick={() => setEdited('new')}>
            {t('manage.rooms.create')}
          </Button>
        )
      }
    >
      {space.rooms.length === 0 && <Muted>{t('manage.rooms.none')}</Muted>}
      <ul className={styles.list}>
        {sortedRooms(space).map((room) => (
          <RoomRow key={room.id} room={room} space={space} onEdit={() => setEdited(room)} />
        ))}
      </ul>
      <RoomDialog
        key={edited === undefined || edited === 'new' ? 'new' : edited.id}
        space={space}
        room={edited === 'new' ? undefined : edited}
        open={edited !== undefined}
        onClose={() => setEdited(undefined)}
      />
    </Section>
  );
}

function RoomRow({ room, space, onEdit }: { room: Room; space: Space; onEdit: () => void }) {
  const { t } = useTranslation('spaces');
  const can = useCan();
  const mayManage = can('room.manage', { id: room.id, spaceId: room.spaceId, isArchived: room.isArchived || space.isArchived });
  return (
    <li className={styles.item} data-room={room.id}>
      <span className={styles.mark}>
        <Icon name={room.kind === 'announcements' ? 'bell' : 'channel'} />
      </span>
      <div className={styles.text}>
        <p>
          <strong>
            <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
              {room.name}
            </UserText>
          </strong>
        </p>
        {room.purpose !== '' && (
          <Muted>
            <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
              {room.purpose}
            </UserText>
          </Muted>
        )}
        <div className={styles.chips}>
          <Chip>{t(`manage.rooms.kinds.${room.kind}`)}</Chip>
          {room.isArchived && (
            <Chip tone="warning" icon="archive">
              {t('manage.rooms.archived')}
            </Chip>
          )}
        </div>
      </div>
      {mayManage && (
        <div className={styles.actions}>
          <Button icon="edit" aria-label={t('manage.rooms.edit', { room: room.name })} onClick={onEdit}>
            {t('manage.rooms.editShort')}
          </Button>
          <ArchiveRoom room={room} />
        </div>
      )}
    </li>
  );
}

function ArchiveRoom({ room }: { room: Room }) {
  const { t, i18n } = useTranslation('spaces');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const key = room.isArchived ? 'restore' : 'archive';

  async function change(isArchived: boolean): Promise<void> {
    setBusy(true);
    try {
      await hub(spaces).call('updateRoom', { roomId: room.id, isArchived });
      refresh(spaces);
      toast({ tone: 'success', text: t('manage.rooms.saved') });
    } catch (error) {
      toast({ tone: 'danger', text: errorMessage(i18n, error) });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button
      look="quiet"
      icon={room.isArchived ? 'undo' : 'archive'}
      busy={isBusy}
      aria-label={t(`manage.rooms.${key}`, { room: room.name })}
      onClick={() => void change(!room.isArchived)}
    >
      {t(`manage.rooms.${key}Short`)}
    </Button>
  );
}
