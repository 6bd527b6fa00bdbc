import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { HubError } from '#shared/kernel/errors.ts';
import type { Person } from '#shared/features/people/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { Menu } from '#client/ui/menu.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { languageOfMessage } from './message-language.ts';
import { isSameRow, type Row, type ShownMessage } from './message-rows.ts';
import { MessageText } from './message-text.tsx';
import { usePerson, type PeopleCache } from './people-cache.ts';
import type { Echo } from './room-view.ts';
import styles from './message-row.module.css';

export interface MessageActions {
  copy(text: string): void;
  turn(seq: number, direction: Direction): void;
  retry(clientId: string): void;
  takeBack(clientId: string): void;
}

type MessageRowData = Extract<Row, { kind: 'message' }>;

interface MessageRowProps {
  row: MessageRowData;
  people: PeopleCache;
  roomLanguage: string;
  /** The one row of the list that the Tab key stops at. */
  isStop: boolean;
  /** The newest of one's own, which says in words that it is stored. */
  isNewestOwn: boolean;
  /** One may write here, and so turn one's own message around. */
  canTurn: boolean;
  actions: MessageActions;
}

/** One message: own at the end of the line, others' at its start with name and country. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, people, roomLanguage } = props;
  const id = useId();
  const { message, isOwn } = row;
  const person = usePerson(people, message.kind === 'echo' ? '' : message.authorId);
  const lang = languageOfMessage(message.text, message.direction, { room: roomLanguage, author: person?.languages ?? [] });
  const state = message.kind === 'echo' ? message.state : isOwn ? 'sent' : undefined;
  return (
    <div className={classNames(styles.row, isOwn && styles.own, row.isFirst && styles.first)} data-key={row.key}>
      {!isOwn && <div className={styles.side}>{row.isFirst && <AuthorAvatar id={authorId(message)} person={person} />}</div>}
      <article
        className={styles.article}
        tabIndex={props.isStop ? 0 : -1}
        aria-labelledby={`${id}-who ${id}-text ${id}-when`}
        data-message=""
        data-seq={message.kind === 'echo' ? undefined : message.seq}
        data-own={isOwn}
        data-state={state}
      >
        <Author id={`${id}-who`} row={row} person={person} />
        <div className={styles.line}>
          <div className={classNames(styles.bubble, isOwn && styles.ownBubble, row.isLast && styles.tail)}>
            <MessageText id={`${id}-text`} text={message.text} direction={message.direction} lang={lang} isStop={props.isStop} />
            <Meta id={`${id}-when`} message={message} state={state} isInWords={props.isNewestOwn} />
          </div>
          <MessageMenu {...props} />
        </div>
        {message.kind === 'echo' && message.state === 'failed' && <Failure echo={message} actions={props.actions} />}
        {message.kind === 'echo' && message.state === 'waiting' && <TakeBack echo={message} actions={props.actions} />}
      </article>
    </div>
  );
}, isSame);

function isSame(before: MessageRowProps, after: MessageRowProps): boolean {
  const { row: _before, ...rest } = before;
  const { row: _after, ...others } = after;
  return isSameRow(before.row, after.row) && (Object.keys(rest) as (keyof typeof rest)[]).every((key) => rest[key] === others[key]);
}

const authorId = (message: ShownMessage): string => (message.kind === 'echo' ? '' : message.authorId);

function AuthorAvatar({ id, person }: { id: string; person: Person | undefined }) {
  return <Avatar id={id} name={person?.displayName ?? ''} size="small" />;
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

function Meta({
  id,
  message,
  state,
  isInWords,
}: {
  id: string;
  message: ShownMessage;
  state: Echo['state'] | undefined;
  isInWords: boolean;
}) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const at = new Date(message.at);
  return (
    <p id={id} className={styles.meta}>
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

function Failure({ echo, actions }: { echo: Echo; actions: MessageActions }) {
  const { t, i18n } = useTranslation('chat');
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
        <TakeBack echo={echo} actions={actions} />
      </div>
    </div>
  );
}

function TakeBack({ echo, actions }: { echo: Echo; actions: MessageActions }) {
  const { t } = useTranslation('chat');
  return (
    <Button look="quiet" icon="edit" onClick={() => actions.takeBack(echo.clientId)}>
      {t('messages.takeBack')}
    </Button>
  );
}

function MessageMenu({ row, canTurn, actions }: MessageRowProps) {
  const { t } = useTranslation('chat');
  const { message, isOwn } = row;
  const turned = message.direction === 'rtl' ? 'ltr' : 'rtl';
  const items = [
    { id: 'copy', label: t('messages.copy'), icon: 'copy' as const, onSelect: () => actions.copy(message.text) },
    ...(isOwn && canTurn && message.kind === 'message'
      ? [{ id: 'turn', label: t('messages.turn'), icon: 'direction' as const, onSelect: () => actions.turn(message.seq, turned) }]
      : []),
  ];
  return (
    <div className={styles.menu}>
      <Menu label={t('messages.menu')} sections={[{ items }]} />
    </div>
  );
}
