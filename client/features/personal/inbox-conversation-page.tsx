import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation as DirectConversation } from '#shared/features/direct/contract.ts';
import { people, type Person } from '#shared/features/people/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useBlocked, useRoomState, useRoomStates } from '#client/kernel/personal.ts';
import { useNavigate, useParams } from '#client/kernel/router.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Menu } from '#client/ui/menu.tsx';
import { Page, PageHeading, usePage, usePageFill } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { BlockDialog, useUnblock } from '#client/features/blocks/index.tsx';
import { Conversation } from '#client/features/chat/index.ts';
import { useConversation } from '#client/features/direct/index.tsx';
import { roomOfConversation } from './inbox-conversation-room.ts';
import { ConversationFoot, isOpenFor } from './inbox-conversation-foot.tsx';
import styles from './inbox-conversation.module.css';

/** `/inbox/:room`: two people alone. */
export default function ConversationPage() {
  const { t, i18n } = useTranslation('inbox');
  const { room: roomId = '' } = useParams();
  const known = useConversation((one) => one.roomId === roomId);
  if (known.state === 'found' && known.conversation && known.conversation.state !== 'declined')
    return <Opened key={roomId} conversation={known.conversation} />;
  return (
    <Page title={t('title')} breadcrumbs={[{ href: '/inbox', label: t('title') }]} width="measure">
      {known.state === 'loading' && <Skeleton lines={[3, 3, 3]} />}
      {known.state === 'failed' && (
        <ErrorNote code={errorCode(known.error)} onRetry={known.retry}>
          {errorMessage(i18n, known.error)}
        </ErrorNote>
      )}
      {known.state === 'found' && (
        <EmptyState icon="message" action={<Link href="/inbox">{t('conversation.back')}</Link>}>
          {t('conversation.missing')}
        </EmptyState>
      )}
    </Page>
  );
}

function Opened({ conversation }: { conversation: DirectConversation }) {
  const { t } = useTranslation('inbox');
  const { data: person } = useHubQuery(people, 'getPerson', { accountId: conversation.userId });
  const state = useRoomState(conversation.roomId);
  const isBlocked = useBlocked().has(conversation.userId);
  usePageFill();
  const name = person?.displayName ?? t('conversation.unknown');
  usePage({ title: name, within: t('title') });
  // Until it is known what was said, nobody writes a second message by mistake.
  const hasWritten = !state || state.newest !== undefined;
  const isFirst = conversation.state === 'requested' && conversation.isMine && !hasWritten;
  return (
    <div className={styles.frame}>
      <Header {...{ conversation, person, name, isBlocked }} />
      {isFirst && <p className={styles.first}>{t('conversation.first')}</p>}
      <Conversation
        key={conversation.roomId}
        room={roomOfConversation(conversation.roomId, name, person?.languages[0] ?? 'ar')}
        isArchived={false}
        direct={{
          userIds: [conversation.userId],
          canAttach: conversation.state === 'open',
          ...(!isOpenFor(conversation, { isBlocked, hasWritten }) && {
            instead: <ConversationFoot {...{ conversation, name, isBlocked }} />,
          }),
        }}
      />
    </div>
  );
}

interface HeaderProps {
  conversation: DirectConversation;
  person: Person | undefined;
  name: string;
  isBlocked: boolean;
}

function Header({ conversation, person, name, isBlocked }: HeaderProps) {
  const { t } = useTranslation('inbox');
  const { roomId, userId } = conversation;
  const navigate = useNavigate();
  const unblock = useUnblock();
  const mute = useMute(roomId);
  const [isBlocking, setBlocking] = useState(false);
  return (
    <header className={styles.header}>
      <a href="/inbox" className={styles.back} aria-label={t('conversation.back')} title={t('conversation.back')}>
        <Icon name="back" />
      </a>
      <Avatar id={userId} name={name} size="small" />
      <div className={styles.heading} lang={person?.languages[0]}>
        <PageHeading>{name}</PageHeading>
      </div>
      <Menu
        label={t('conversation.options')}
        sections={[
          {
            items: [
              { id: 'profile', label: t('conversation.profile'), icon: 'person', onSelect: () => navigate(`/people/${userId}`) },
              { id: 'mute', label: t(mute.isMuted ? 'conversation.unmute' : 'conversation.mute'), icon: 'bell', onSelect: mute.toggle },
              isBlocked
                ? { id: 'block', label: t('block.undo'), icon: 'block', onSelect: () => unblock({ id: userId, name }) }
                : { id: 'block', label: t('block.action'), icon: 'block', danger: true, onSelect: () => setBlocking(true) },
            ],
          },
        ]}
      />
      <BlockDialog whom={{ id: userId, name }} open={isBlocking} onClose={() => setBlocking(false)} />
    </header>
  );
}

function useMute(roomId: string): { isMuted: boolean; toggle: () => void } {
  const { t, i18n } = useTranslation('inbox');
  const toast = useToast();
  const rooms = useRoomStates();
  const isMuted = useRoomState(roomId)?.notices === 'none';
  return {
    isMuted,
    toggle() {
      rooms?.setNotices(roomId, isMuted ? 'all' : 'none').then(
        () => toast({ text: t(isMuted ? 'conversation.unmuted' : 'conversation.muted') }),
        (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
      );
    },
  };
}
