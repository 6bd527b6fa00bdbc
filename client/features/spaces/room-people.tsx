import { useTranslation } from 'react-i18next';
import { spaces, type Room, type RoomMember, type Space } from '#shared/features/spaces/contract.ts';
import { scopeOfShownRoom } from '#shared/features/spaces/room.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { useCan, useSignedIn } from '#client/kernel/session.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { InviteToRoom } from './invite-to-room.tsx';
import { RoleChip } from './role.tsx';
import { useRoomMembers } from './use-members.ts';
import { useRoomChange } from './use-room-change.ts';
import styles from './manage.module.css';

interface RoomPeopleProps {
  space: Space;
  room: Room;
  onClose: () => void;
}

/** Who is in a room for chosen people; who manages it invites others and takes people out. */
export function RoomPeople({ space, room, onClose }: RoomPeopleProps) {
  const { t, i18n } = useTranslation(['rooms', 'common']);
  const can = useCan();
  const list = useRoomMembers(room.id);
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const mayManage = can('room.manage', scopeOfShownRoom(room, space.isArchived));
  return (
    <Dialog
      open
      onClose={onClose}
      look="sheet"
      title={
        <Phrase
          of="rooms:people.title"
          values={{
            room: (
              <UserText lang={room.language} dir={directionOfLanguage(room.language)}>
                {room.name}
              </UserText>
            ),
          }}
        />
      }
      actions={<Button onClick={onClose}>{t('common:actions.close')}</Button>}
    >
      <Muted>{t('rooms:people.text')}</Muted>
      {list.isPending && <Skeleton lines={[3, 3, 3]} />}
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      <ul className={styles.people} aria-label={t('rooms:people.inside')}>
        {people.map((member) => (
          <PersonRow key={member.userId} {...{ room, member, mayManage }} />
        ))}
      </ul>
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {mayManage && list.data && <InviteToRoom space={space} room={room} inside={new Set(people.map(({ userId }) => userId))} />}
    </Dialog>
  );
}

function PersonRow({ room, member, mayManage }: { room: Room; member: RoomMember; mayManage: boolean }) {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const { session } = useSignedIn();
  const { call } = useHub()(spaces);
  const { change, isBusy } = useRoomChange();
  const isMe = session.userId === member.userId;
  const person = { roomId: room.id, userId: member.userId };
  const remove = (): void =>
    void change(
      () => call('removeFromRoom', person),
      t('done.removed', { name: member.displayName }),
      () => call('inviteToRoom', { roomId: room.id, userIds: [member.userId] }),
    );
  return (
    <li className={styles.person} data-person={member.userId}>
      <Avatar id={member.userId} name={member.displayName} />
      <div className={styles.text}>
        <p>
          <UserText>{member.displayName}</UserText> <Muted>{format.country(member.country)}</Muted>
        </p>
        <div className={styles.chips}>
          <RoleChip role={member.role} />
          {isMe && <Chip tone="primary">{t('people.you')}</Chip>}
        </div>
      </div>
      {mayManage && !isMe && (
        <Button look="quiet" icon="delete" busy={isBusy} aria-label={t('people.remove', { name: member.displayName })} onClick={remove}>
          {t('people.removeShort')}
        </Button>
      )}
    </li>
  );
}
