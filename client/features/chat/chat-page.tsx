import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room, Space } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { usePageFill } from '#client/ui/page.tsx';
import { UserText } from '#client/ui/text.tsx';
import { NotFound, SpaceFrame, sortedRooms, useSpacePresence, WithSpace, type SpaceRights } from '#client/features/spaces/index.tsx';
import { Conversation } from './conversation.tsx';
import { RoomList } from './room-list.tsx';
import { useKeepSpace, useKeptSpace } from './use-kept-space.ts';
import styles from './chat-page.module.css';

/** `/s/:space/chat/:room` */
export default function ChatPage() {
  const { space = '' } = useParams();
  useKeptSpace(space);
  return <WithSpace part="chat">{(space, rights) => <RoomOf space={space} rights={rights} />}</WithSpace>;
}

interface InSpace {
  space: Space;
  rights: SpaceRights;
}

function RoomOf({ space, rights }: InSpace) {
  const { room: roomId } = useParams();
  useKeepSpace(space);
  const room = space.rooms.find(({ id }) => id === roomId);
  return room ? <RoomPage key={room.id} {...{ space, rights, room }} /> : <NotFound />;
}

function RoomPage({ space, rights, room }: InSpace & { room: Room }) {
  const { t } = useTranslation('chat');
  usePageFill();
  const present = useSpacePresence(space.id, rights.listsMembers);
  const rooms = sortedRooms(space);
  return (
    <SpaceFrame
      {...{ space, rights }}
      part="chat"
      isFilled
      title={room.name}
      titleLang={room.language}
      below={present && <PresentCount count={present.length} />}
      actions={<RoomSwitch room={room} rooms={rooms} />}
    >
      <div className={styles.chat}>
        <aside className={styles.side} aria-labelledby="rooms-title">
          <h2 id="rooms-title" className={styles.sideTitle}>
            {t('rooms.title')}
          </h2>
          <RoomList rooms={rooms} currentId={room.id} />
          <Purpose room={room} />
        </aside>
        <Conversation key={room.id} room={room} isArchived={room.isArchived || space.isArchived} />
      </div>
    </SpaceFrame>
  );
}

function PresentCount({ count }: { count: number }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  return (
    <span className={styles.present} data-testid="present-count" data-count={count}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.presentShort} aria-hidden="true">
        {format.number(count)}
      </span>
      <span className={styles.presentLong}>{t('here', { count })}</span>
    </span>
  );
}

function Purpose({ room }: { room: Room }) {
  if (room.purpose === '') return null;
  return (
    <p className={styles.purpose}>
      <UserText lang={room.language} dir={directionOf(room.purpose, directionOfLanguage(room.language))}>
        {room.purpose}
      </UserText>
    </p>
  );
}

/** Where there is no room for a list of rooms beside the messages. */
function RoomSwitch({ room, rooms }: { room: Room; rooms: readonly Room[] }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.switch}>
      <Button look="secondary" icon="channel" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('rooms.title')} <span className={styles.count}>{format.number(rooms.length)}</span>
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title={t('rooms.title')} look="sheet">
        <RoomList rooms={rooms} currentId={room.id} onChoose={() => setOpen(false)} />
        <Purpose room={room} />
      </Dialog>
    </div>
  );
}
