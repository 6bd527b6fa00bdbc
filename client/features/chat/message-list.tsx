import { useCallback, useEffect, useMemo, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { region } from '#client/kernel/regions.ts';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { MessageRow, type MessageActions } from './message-row.tsx';
import { rowsOf, type Row } from './message-rows.ts';
import type { PeopleCache } from './people-cache.ts';
import type { RoomView } from './room-view.ts';
import { useSeen } from './use-seen.ts';
import { useStayInPlace } from './use-stay-in-place.ts';
import { useWindow } from './use-window.ts';
import styles from './message-list.module.css';

interface MessageListProps {
  room: Room;
  view: RoomView;
  people: PeopleCache;
  actions: MessageActions;
  canTurn: boolean;
  loadEarlier: () => void;
  /** Leads from the messages back to writing. */
  onLeave: () => void;
  /** Changes when the reader sent something: the list goes to its end. */
  sentCount: number;
}

/** The messages of a room, newest at the bottom, walked through with the arrow keys. */
export function MessageList({ room, view, people, actions, canTurn, loadEarlier, onLeave, sentCount }: MessageListProps) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const { session } = useSignedIn();
  // Known once the list has been placed: at its end, or where reading ended last time.
  const [isAtEnd, setAtEnd] = useState(false);
  const { newFrom, unseen } = useSeen(room.id, view, isAtEnd);
  const { entries, hasEarlier, showEarlier } = useWindow(view, isAtEnd, loadEarlier);
  const isIdle = view.earlier === 'idle';
  const onNearTop = useCallback(() => {
    if (hasEarlier && isIdle) showEarlier();
  }, [hasEarlier, isIdle, showEarlier]);
  const place = useStayInPlace({ start: newFrom === undefined ? undefined : `new${newFrom}`, onEnd: setAtEnd, onNearTop });
  const { toEnd } = place;
  const rows = useMemo(
    () => rowsOf(entries, { userId: session.userId, dayOf: (at) => format.date(at, 'short'), newFrom }),
    [entries, session.userId, format, newFrom],
  );
  useEffect(() => {
    if (sentCount > 0) toEnd();
  }, [sentCount, toEnd]);
  useEffect(
    () => people.want([...new Set(entries.flatMap((entry) => (entry.kind === 'message' ? [entry.authorId] : [])))]),
    [people, entries],
  );

  return (
    <div className={styles.frame}>
      <div
        ref={place.scroller}
        id={skipTargetId.messages}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={t('messages.label', { room: room.name })}
        {...region('messages')}
      >
        <Top room={room} view={view} hasEarlier={hasEarlier} onEarlier={showEarlier} />
        <Rows {...{ rows, place, people, actions, canTurn, room, onLeave }} />
        {view.status === 'open' && view.entries.length === 0 && <p className={`${styles.note} ${styles.empty}`}>{t('messages.empty')}</p>}
        {view.isCatchingUp && <p className={styles.note}>{t('messages.catchingUp')}</p>}
      </div>
      {!isAtEnd && (
        <div className={styles.jump}>
          <Button look={unseen > 0 ? 'primary' : 'secondary'} icon="down" onClick={toEnd}>
            {unseen > 0 ? t('messages.toNewestNew', { count: unseen }) : t('messages.toNewest')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Top({ room, view, hasEarlier, onEarlier }: { room: Room; view: RoomView; hasEarlier: boolean; onEarlier: () => void }) {
  const { t } = useTranslation('chat');
  if (view.status !== 'open' || view.entries.length === 0) return null;
  if (!hasEarlier)
    return (
      <p className={styles.note}>
        <Icon name="message" size={16} /> <span>{t('messages.start', { room: room.name })}</span>
      </p>
    );
  return (
    <div className={styles.note}>
      {view.earlier === 'failed' && <p>{t('messages.earlierFailed')}</p>}
      <Button look="quiet" busy={view.earlier === 'loading'} onClick={onEarlier}>
        {view.earlier === 'loading' ? t('messages.loadingEarlier') : t('messages.earlier')}
      </Button>
    </div>
  );
}

interface RowsProps extends Pick<MessageListProps, 'room' | 'people' | 'actions' | 'canTurn' | 'onLeave'> {
  rows: readonly Row[];
  place: ReturnType<typeof useStayInPlace>;
}

const keyOfRow = (element: Element | null): string | undefined => element?.closest<HTMLElement>('[data-key]')?.dataset.key;

/** The article an arrow key leads to from the one that has the focus. */
function nextStop(list: HTMLElement, current: Element, key: string): HTMLElement | undefined {
  const stops = [...list.querySelectorAll<HTMLElement>('article')];
  const index = stops.findIndex((stop) => stop === current);
  if (index < 0) return undefined;
  const targets: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: stops.length - 1 };
  const target = targets[key];
  return target === undefined ? undefined : stops[Math.min(Math.max(target, 0), stops.length - 1)];
}

function Rows({ rows, place, people, actions, canTurn, room, onLeave }: RowsProps) {
  const [chosen, setChosen] = useState<string>();
  const messages = rows.filter((row) => row.kind === 'message' || row.kind === 'hidden');
  const stop = messages.some(({ key }) => key === chosen) ? chosen : messages.at(-1)?.key;
  const newestOwn = rows.findLast((row) => row.kind === 'message' && row.isOwn)?.key;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof HTMLElement)) return;
    if (event.target.tagName !== 'ARTICLE') return;
    if (event.key === 'Escape') return onLeave();
    const next = nextStop(event.currentTarget, event.target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
  return (
    <div ref={place.list} className={styles.list} onKeyDown={onKeyDown} onFocus={(event: FocusEvent) => setChosen(keyOfRow(event.target))}>
      {rows.map((row): ReactNode =>
        row.kind === 'message' ? (
          <MessageRow
            key={row.key}
            {...{ row, people, actions, canTurn }}
            roomLanguage={room.language}
            isStop={row.key === stop}
            isNewestOwn={row.key === newestOwn}
          />
        ) : (
          <Divider key={row.key} row={row} isStop={row.key === stop} />
        ),
      )}
    </div>
  );
}

function Divider({ row, isStop }: { row: Exclude<Row, { kind: 'message' }>; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  if (row.kind === 'day')
    return (
      <h2 className={styles.day} data-key={row.key}>
        <span>{format.dayHeading(row.at, Date.now())}</span>
      </h2>
    );
  if (row.kind === 'new')
    return (
      <h2 className={styles.new} data-key={row.key} data-testid="new-messages">
        <span>{t('messages.new', { count: row.count })}</span>
      </h2>
    );
  return (
    <div className={styles.hiddenRow} data-key={row.key}>
      <article className={styles.hidden} tabIndex={isStop ? 0 : -1} data-message="" data-seq={row.seq} data-state="hidden">
        <Icon name="hide" size={16} />
        <span>{t(`messages.hidden.${row.why}`)}</span>
      </article>
    </div>
  );
}
