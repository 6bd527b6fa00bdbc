import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/contract.ts';
import { scopeOfShownRoom } from '#shared/features/spaces/room.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useBlocksChanged, useServerDraft, type ServerDraftText } from '#client/kernel/personal.ts';
import { useCan } from '#client/kernel/session.tsx';
import { NonOperationalBanner } from '#client/ui/banner.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { UserText } from '#client/ui/text.tsx';
import { DropHint, useComposerFiles } from '#client/features/files/index.tsx';
import { useClosed } from './composer-closed.ts';
import { useDropFiles } from './composer-files.ts';
import type { DirectWriting } from './composer-in-room.tsx';
import { RoomComposer } from './composer-of-room.tsx';
import type { ComposerMode } from './composer-text.ts';
import { MessageDialogs } from './message-dialogs.tsx';
import { MessageList } from './message-list.tsx';
import { RoomBar } from './room-bar.tsx';
import { RoomDeskProvider, type RoomRights } from './room-desk.tsx';
import { RoomPanels } from './room-panels.tsx';
import { useAnnounced } from './use-announced.ts';
import { useJump, useLinkedMessage } from './use-jump.ts';
import { usePeopleCache, useRoom } from './use-room.ts';
import { useRoomDesk, type MessageDialog } from './use-room-desk.ts';
import { useSeen } from './use-seen.ts';
import { useSidePanel } from './use-side-panel.ts';
import styles from './conversation.module.css';

function useRights(room: Room, of: { isArchived: boolean; canWrite: boolean; isDirect: boolean }): RoomRights {
  const { isArchived, canWrite, isDirect } = of;
  const can = useCan();
  const scope = scopeOfShownRoom(room, isArchived);
  if (isDirect) return { canWrite, canReact: canWrite, canModerate: false };
  return { canWrite, canReact: !isArchived && can('room.read', scope), canModerate: !isArchived && can('room.moderate', scope) };
}

interface ConversationProps {
  room: Room;
  isArchived: boolean;
  /** A conversation of two people; `instead`: what stands where one would write. */
  direct?: (DirectWriting & { instead?: ReactNode }) | undefined;
}

/** One room: what was said, and where to write. Give it `key={room.id}`. */
export function Conversation({ room, isArchived, direct }: ConversationProps) {
  const { view, room: store } = useRoom(room.id);
  const people = usePeopleCache();
  const draft = useServerDraft(`room:${room.id}`);
  const isClosed = useClosed(room, isArchived) !== undefined;
  const canWrite = direct ? direct.instead === undefined : !isClosed;
  const files = useComposerFiles(room.id);
  const { isOver, dropTarget } = useDropFiles(canWrite ? files : undefined);
  const [mode, setMode] = useState<ComposerMode>({ kind: 'new' });
  const [sentCount, setSentCount] = useState(0);
  const [isAtEnd, setAtEnd] = useState(false);
  const [dialog, setDialog] = useState<MessageDialog>();
  const side = useSidePanel();
  const openThread = (root: number, at?: number) => side.open({ kind: 'thread', root, at });
  const { target, jump } = useJump(store, openThread);
  useLinkedMessage(view.status === 'open', jump);
  const textBox = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLElement>(null);
  const seen = useSeen(room.id, view, isAtEnd);
  const desk = useRoomDesk({
    roomId: room.id,
    roomName: room.name,
    language: room.language,
    spaceId: direct ? undefined : room.spaceId,
    store,
    people,
    rights: useRights(room, { isArchived, canWrite, isDirect: direct !== undefined }),
    hasReceipts: room.receipts !== 'off',
    putBack(text) {
      draft.set(draft.text === '' ? text : `${text}\n${draft.text}`);
      textBox.current?.focus();
    },
    reply: (seq) => setMode({ kind: 'reply', seq }),
    edit: ({ seq, revision, text, direction, attachments }) =>
      setMode({ kind: 'edit', seq, revision, text, direction, hasFiles: attachments !== undefined }),
    openThread,
    openDialog: setDialog,
    jump,
    leaveUnread: seen.leaveUnread,
  });
  useAnnounced(view, desk);
  // Whose words are hidden was decided when they were read.
  useBlocksChanged(store.connected);

  return (
    <RoomDeskProvider value={desk}>
      <div className={styles.beside} {...dropTarget}>
        <section ref={frame} className={styles.conversation} aria-label={room.name}>
          <div className={styles.rule}>
            <NonOperationalBanner />
            <RoomBar side={side} hasBell={direct === undefined} />
          </div>
          <Banner room={room} />
          {view.status === 'opening' && view.entries.length === 0 && (
            <div className={styles.waiting}>
              <Skeleton lines={[3, 3, 3, 3]} />
            </div>
          )}
          {(view.status === 'gone' || (view.status === 'failed' && !view.isFromDevice)) && <Failed error={view.error} />}
          {(view.status === 'open' || view.entries.length > 0) && (
            <MessageList {...{ view, seen, isAtEnd, target, sentCount }} onEnd={setAtEnd} onLeave={() => textBox.current?.focus()} />
          )}
          <OtherDraft draft={draft} />
          {direct?.instead}
          {view.status !== 'gone' && direct?.instead === undefined && (
            <RoomComposer
              ref={textBox}
              {...{ room, store, people, draft, mode, files, direct }}
              isSpaceArchived={isArchived}
              onMode={setMode}
              onSent={() => setSentCount((count) => count + 1)}
              onUp={() => [...(frame.current?.querySelectorAll<HTMLElement>('article') ?? [])].at(-1)?.focus()}
            />
          )}
          {isOver && <DropHint />}
        </section>
        <RoomPanels {...{ room, side, direct }} isSpaceArchived={isArchived} onJump={jump} />
      </div>
      <MessageDialogs desk={desk} asked={dialog} onClose={() => setDialog(undefined)} />
    </RoomDeskProvider>
  );
}

/** What those who run the room want everybody to see first. */
function Banner({ room }: { room: Room }) {
  if (room.bannerText === '') return null;
  return (
    <p className={styles.banner}>
      <Icon name="info" size={18} />
      <UserText lang={room.language} dir={directionOf(room.bannerText, directionOfLanguage(room.language))}>
        {room.bannerText}
      </UserText>
    </p>
  );
}

/** Written on another device and not shown here: nothing is lost, and nothing is taken over unasked. */
function OtherDraft({ draft }: { draft: ServerDraftText }) {
  const { t } = useTranslation('chat');
  if (draft.other === undefined) return null;
  return (
    <div className={styles.other}>
      <span>{t('composer.otherDraft')}</span>
      <Button look="quiet" onClick={draft.takeOther}>
        {t('composer.takeOther')}
      </Button>
      <IconButton icon="close" label={t('composer.dismissOther')} onClick={draft.dismissOther} />
    </div>
  );
}

function Failed({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation('chat');
  return (
    <div className={styles.waiting}>
      <ErrorNote code={errorCode(error)}>
        {t('failed.title')} {errorMessage(i18n, error)}
      </ErrorNote>
    </div>
  );
}
