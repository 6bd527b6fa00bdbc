import { useTranslation } from 'react-i18next';
import type { Conversation } from '#shared/features/direct/contract.ts';
import type { RoomState } from '#shared/features/personal/contract.ts';
import { useAllRoomStates, useBlocked } from '#client/kernel/personal.ts';
import { useNavigate } from '#client/kernel/router.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Card } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { Muted, UserBlock, UserText } from '#client/ui/text.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { AnswerRequest, useConversations } from '#client/features/direct/index.tsx';
import { InboxList, Preview, useNamesIn, When } from './inbox-list.tsx';
import styles from './inbox.module.css';

interface Row {
  conversation: Conversation;
  state: RoomState | undefined;
}
const lastAt = ({ conversation, state }: Row): string => state?.newest?.at ?? conversation.since;
const isAsked = ({ conversation: { state, isMine } }: Row): boolean => state === 'requested' && !isMine;

/** Requests with their message first, then conversations, the newest first. */
export function InboxConversations() {
  const { t } = useTranslation('inbox');
  const { query, items } = useConversations();
  const states = useAllRoomStates();
  const blocked = useBlocked();
  const rows = items
    .filter(({ state }) => state !== 'declined')
    .map((conversation): Row => ({ conversation, state: states?.get(conversation.roomId) }))
    // Whoever was blocked asks for nothing any more; what was said with her stays readable.
    .filter((row) => !(isAsked(row) && blocked.has(row.conversation.userId)))
    .sort((one, other) => lastAt(other).localeCompare(lastAt(one)));
  const names = useNamesIn(
    rows.map(({ state }) => state?.newest),
    rows.map(({ conversation }) => conversation.userId),
  );
  const requests = rows.filter(isAsked);
  const others = rows.filter((row) => !isAsked(row));
  const nameOf = ({ conversation }: Row): string => names.get(conversation.userId) ?? t('conversation.unknown');
  return (
    <InboxList
      query={query}
      isEmpty={rows.length === 0}
      empty={
        <EmptyState icon="message" action={<Link href="/spaces">{t('conversations.action')}</Link>}>
          {t('conversations.empty')}
        </EmptyState>
      }
    >
      {requests.length > 0 && (
        <Section title={t('requests.title')}>
          <Muted>{t('requests.note')}</Muted>
          <ul className={styles.requests}>
            {requests.map((row) => (
              <Request key={row.conversation.roomId} row={row} name={nameOf(row)} />
            ))}
          </ul>
        </Section>
      )}
      {others.length > 0 && (
        <ul className={styles.rows} aria-label={t('conversations.title')}>
          {others.map((row) => (
            <ConversationRow key={row.conversation.roomId} row={row} name={nameOf(row)} names={names} />
          ))}
        </ul>
      )}
    </InboxList>
  );
}

function Request({ row, name }: { row: Row; name: string }) {
  const { t } = useTranslation('inbox');
  const navigate = useNavigate();
  const { conversation, state } = row;
  const message = state?.newest?.kind === 'message' ? state.newest : undefined;
  return (
    <Card as="li">
      <div className={styles.request}>
        <p className={styles.person}>
          <Avatar id={conversation.userId} name={name} />
          <a href={`/people/${conversation.userId}`} className={styles.name}>
            <UserText>{name}</UserText>
          </a>
          <When at={message?.at ?? conversation.since} />
        </p>
        {message ? <UserBlock dir={message.direction}>{message.text}</UserBlock> : <Muted>{t('requests.noMessage')}</Muted>}
        <AnswerRequest
          conversation={conversation}
          name={name}
          onAnswered={(decision) => {
            if (decision === 'accept') navigate(`/inbox/${conversation.roomId}`);
          }}
        />
      </div>
    </Card>
  );
}

function ConversationRow({ row, name, names }: { row: Row; name: string; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('inbox');
  const { session } = useSignedIn();
  const isBlocked = useBlocked().has(row.conversation.userId);
  const { conversation, state } = row;
  const newest = state?.newest;
  return (
    <li>
      <a href={`/inbox/${conversation.roomId}`} className={styles.row}>
        <Avatar id={conversation.userId} name={name} />
        <span className={styles.text}>
          <span className={styles.head}>
            <strong className={styles.name}>
              <UserText>{name}</UserText>
            </strong>
            <When at={lastAt(row)} />
          </span>
          <span className={styles.foot}>
            <span className={styles.preview}>
              {newest?.kind === 'message' && newest.authorId === session.userId && <Muted>{t('conversations.own')} </Muted>}
              <Preview item={newest} names={names} />
            </span>
            {isBlocked && <Chip icon="block">{t('block.chip')}</Chip>}
            {conversation.state === 'requested' && <Chip icon="clock">{t('conversations.waiting')}</Chip>}
            {state && <UnreadBadge unread={state.unread} isMuted={state.notices === 'none'} />}
          </span>
        </span>
      </a>
    </li>
  );
}
