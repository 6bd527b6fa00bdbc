import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Section } from '#client/ui/page.tsx';
import { UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { RoomPeople } from './room-people.tsx';
import { roomPath, sortedRooms } from './rooms.ts';
import styles from './manage.module.css';

/** The rooms one was invited to: who else is in them, and a way out. */
export function ChosenRooms({ space }: { space: Space }) {
  const { t } = useTranslation('rooms');
  const [opened, setOpened] = useState<{ part: 'people' | 'leave'; roomId: string }>();
  const rooms = sortedRooms(space).filter(({ access, isJoined }) => access === 'chosen' && isJoined);
  const room = rooms.find(({ id }) => id === opened?.roomId);
  const close = (): void => setOpened(undefined);
  if (rooms.length === 0) return null;
  return (
    <Section title={t('mine.title')}>
      <ul className={styles.list}>
        {rooms.map((one) => (
          <li key={one.id} className={styles.item} data-room={one.id}>
            <span className={styles.mark}>
              <Icon name="lock" />
            </span>
            <p className={styles.text}>
              <a href={roomPath(one)}>
                <UserText lang={one.language} dir={directionOfLanguage(one.language)}>
                  {one.name}
                </UserText>
              </a>
            </p>
            <div className={styles.actions}>
              <Button icon="people" onClick={() => setOpened({ part: 'people', roomId: one.id })}>
                {t('mine.people')}
              </Button>
              <Button look="quiet" icon="signOut" onClick={() => setOpened({ part: 'leave', roomId: one.id })}>
                {t('menu.leave')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {room && opened?.part === 'people' && <RoomPeople space={space} room={room} onClose={close} />}
      {room && opened?.part === 'leave' && <LeaveRoom room={room} onClose={close} />}
    </Section>
  );
}

function LeaveRoom({ room, onClose }: { room: Room; onClose: () => void }) {
  const { t, i18n } = useTranslation(['rooms', 'common']);
  const { call } = useHub()(spaces);
  const refresh = useRefresh();
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  async function leave(): Promise<void> {
    const done = await run(() => call('leaveRoom', { roomId: room.id }));
    if (!done) return;
    onClose();
    refresh(spaces);
    toast({ tone: 'success', text: t('rooms:done.left') });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rooms:mine.leaveTitle', { room: room.name })}
      actions={
        <>
          <Button look="danger" busy={isBusy} onClick={() => void leave()}>
            {t('rooms:menu.leave')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <p>{t('rooms:mine.leaveText')}</p>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
