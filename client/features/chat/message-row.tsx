import { lazy, memo, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { HubError } from '#shared/kernel/errors.ts';
import type { Person } from '#shared/features/people/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { AttachmentList } from '#client/features/files/index.tsx';
import { languageOfMessage } from './message-language.ts';
import { MessageMenu } from './message-menu.tsx';
import { isSameRow, type Row, type ShownMessage } from './message-rows.ts';
import { MessageText } from './message-text.tsx';
import { usePerson } from './people-cache.ts';
import { Quote } from './quote.tsx';
import { ReactButton, ReactionBar } from './reaction-bar.tsx';
import { useDesk } from './room-desk.tsx';
import type { Echo } from './room-view.ts';
import { ThreadLink } from './thread-link.tsx';
import styles from './message-row.module.css';

const PollCard = lazy(() => import('./poll-card.tsx'));

type MessageRowData = Extract<Row, { kind: 'message' }>;

interface MessageRowProps {
  row: MessageRowData;
  /** The one row of the list that the Tab key stops at. */
  isStop: boolean;
  /** The newest of one's own, which says in words that it is stored. */
  isNewestOwn: boolean;
  /** Just led to. */
  isShown?: boolean;
}

/** One message: own at the end of the line, others' at its start with name and country. */
export const MessageRow = memo(function MessageRow({ row, isStop, isNewestOwn, isShown }: MessageRowProps) {
  const { people } = useDesk();
  const id = useId();
  const { message, isOwn } = row;
  const person = usePerson(people, message.kind === 'echo' ? '' : message.authorId);
  const state = message.kind === 'echo' ? message.state : isOwn ? 'sent' : undefined;
  return (
    <div className={classNames(styles.row, isOwn && styles.own, row.isFirst && styles.first)} data-key={row.key}>
      {!isOwn && (
        <div className={styles.side}>
          {row.isFirst && <Avatar id={message.kind === 'echo' ? '' : message.authorId} name={person?.displayName ?? ''} size="small" />}
        </div>
      )}
      <article
        className={styles.article}
        tabIndex={isStop ? 0 : -1}
        aria-labelledby={`${id}-who ${id}-text ${id}-when`}
        data-message=""
        data-seq={message.kind === 'echo' ? undefined : message.seq}
        data-own={isOwn}
        data-state={state}
      >
        <Author id={`${id}-who`} row={row} person={person} />
        <div className={styles.line}>
          <div className={classNames(styles.bubble, isOwn && styles.ownBubble, row.isLast && styles.tail, isShown && styles.shown)}>
            <Body id={`${id}-text`} message={message} person={person} isStop={isStop} />
            <Meta id={`${id}-when`} message={message} state={state} isInWords={isNewestOwn} />
          </div>
          <Tools message={message} />
        </div>
        <Below message={message} isStop={isStop} />
      </article>
    </div>
  );
}, isSame);

function isSame(before: MessageRowProps, after: MessageRowProps): boolean {
  const isDrawnAlike = before.isStop === after.isStop && before.isNewestOwn === after.isNewestOwn && before.isShown === after.isShown;
  return isDrawnAlike && isSameRow(before.row, after.row);
}

interface BodyProps {
  id: string;
  message: ShownMessage;
  person: Person | undefined;
  isStop: boolean;
}

/** What is said: what it answers, its words, its files, its poll. */
function Body({ id, message, person, isStop }: BodyProps) {
  const { language } = useDesk();
  const lang = languageOfMessage(message.text, message.direction, { room: language, author: person?.languages ?? [] });
  return (
    <>
      {message.replyTo !== undefined && <Quote seq={message.replyTo} isStop={isStop} />}
      {message.kind === 'message' && message.attachments && <AttachmentList attachments={message.attachments} />}
      <MessageText id={id} text={message.text} direction={message.direction} lang={lang} author={person} isStop={isStop} />
      {message.kind === 'message' && message.poll && (
        <Suspense fallback={null}>
          <PollCard message={{ ...message, poll: message.poll }} isStop={isStop} />
        </Suspense>
      )}
    </>
  );
}

/** Beside the bubble: what can be done with it. */
function Tools({ message }: { message: ShownMessage }) {
  const { rights } = useDesk();
  return (
    <div className={styles.menu}>
      {message.kind === 'message' && rights.canReact && message.reactions.length === 0 && <ReactButton message={message} />}
      <MessageMenu message={message} />
    </div>
  );
}

function Below({ message, isStop }: { message: ShownMessage; isStop: boolean }) {
  if (message.kind === 'echo') {
    if (message.state === 'failed') return <Failure echo={message} />;
    return message.state === 'waiting' ? <TakeBack echo={message} /> : null;
  }
  return (
    <>
      <ReactionBar message={message} isStop={isStop} />
      {message.replies && message.thread === undefined && <ThreadLink root={message.seq} replies={message.replies} isStop={isStop} />}
    </>
  );
}

function Author({ id, row, person }: { id: string; row: MessageRowData; person: Person | undefined }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  if (row.isOwn)
    return (
      <VisuallyHidden>
        <span id={id}>{t('messages.own')}</span>
      </VisuallyHidden>
    );
  const content = (
    <>
      <span className={styles.name}>
        <UserText>{person?.displayName ?? '…'}</UserText>
      </span>
      {person && <span className={styles.country}>{format.country(person.country)}</span>}
    </>
  );
  if (!row.isFirst)
    return (
      <VisuallyHidden>
        <span id={id}>{content}</span>
      </VisuallyHidden>
    );
  return (
    <p id={id} className={styles.author}>
      {content}
    </p>
  );
}

const stateIcons: Record<Echo['state'], IconName> = { waiting: 'offline', sending: 'clock', sent: 'check', held: 'clock', failed: 'alert' };

interface MetaProps {
  id: string;
  message: ShownMessage;
  state: Echo['state'] | undefined;
  isInWords: boolean;
}

function Meta({ id, message, state, isInWords }: MetaProps) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const at = new Date(message.at);
  return (
    <p id={id} className={styles.meta}>
      {message.kind === 'message' && message.pin && (
        <span className={styles.state}>
          <Icon name="pin" size={16} />
          <VisuallyHidden>{t('messages.pinned')}</VisuallyHidden>
        </span>
      )}
      {message.kind === 'message' && message.revision > 0 && <span>{t('messages.edited')}</span>}
      <time dateTime={at.toISOString()}>
        <Ltr>{format.time(at)}</Ltr>
      </time>
      {state && state !== 'failed' && (
        <span className={styles.state}>
          <Icon name={stateIcons[state]} size={16} />
          {state !== 'sent' || isInWords ? <span>{t(`states.${state}`)}</span> : <VisuallyHidden>{t(`states.${state}`)}</VisuallyHidden>}
        </span>
      )}
    </p>
  );
}

function Failure({ echo }: { echo: Echo }) {
  const { t, i18n } = useTranslation('chat');
  const { actions } = useDesk();
  const text = echo.isOld ? t('states.old') : echo.error instanceof HubError ? errorMessage(i18n, echo.error) : t('states.failed');
  return (
    <div className={styles.failure}>
      <p className={styles.failed}>
        <Icon name={stateIcons.failed} size={16} />
        <span>{text}</span>
      </p>
      <div className={styles.failureActions}>
        <Button icon="retry" onClick={() => actions.retry(echo.clientId)}>
          {echo.isOld ? t('messages.sendNow') : t('messages.retryAll')}
        </Button>
        <TakeBack echo={echo} />
      </div>
    </div>
  );
}

function TakeBack({ echo }: { echo: Echo }) {
  const { t } = useTranslation('chat');
  const { actions } = useDesk();
  return (
    <Button look="quiet" icon="edit" onClick={() => actions.takeBack(echo.clientId)}>
      {t('messages.takeBack')}
    </Button>
  );
}
