import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { region } from '#client/kernel/regions.ts';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { HiddenRow } from './hidden-row.tsx';
import { MessageRow } from './message-row.tsx';
import { rowsOf, type Row } from './message-rows.ts';
import { useDesk } from './room-desk.tsx';
import type { RoomView } from './room-view.ts';
import type { Seen } from './use-seen.ts';
import { useStayInPlace } from './use-stay-in-place.ts';
import { useWindow } from './use-window.ts';
import styles from './message-list.module.css';

/** A line somebody was led to; led there again it is another object. */
export interface Target {
  seq: number;
}

interface MessageListProps {
  view: RoomView;
  seen: Seen;
  isAtEnd: boolean;
  onEnd: (isAtEnd: boolean) => void;
  target: Target | undefined;
  /** Leads from the messages back to writing. */
  onLeave: () => void;
  /** Changes when the reader sent something: the list goes to its end. */
  sentCount: number;
}

/** The messages of a room, newest at the bottom, walked through with the arrow keys. */
export function MessageList({ view, seen, isAtEnd, onEnd, target, onLeave, sentCount }: MessageListProps) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const { userId, store, people, roomName } = useDesk();
  const { newFrom } = seen;
  const { entries, hasEarlier, showEarlier } = useWindow(view, isAtEnd, { loadEarlier: store.loadEarlier, mustShow: target?.seq });
  const isIdle = view.earlier === 'idle';
  const onNearTop = useCallback(() => {
    if (hasEarlier && isIdle) showEarlier();
  }, [hasEarlier, isIdle, showEarlier]);
  const { hasLater } = view;
  const hearEnd = useCallback(
    (isThere: boolean) => {
      onEnd(isThere);
      if (isThere && hasLater) store.loadLater();
    },
    [onEnd, hasLater, store],
  );
  const place = useStayInPlace({ start: newFrom === undefined ? undefined : `new${newFrom}`, onEnd: hearEnd, onNearTop });
  const { toEnd } = place;
  const rows = useMemo(
    () => rowsOf(entries, { userId, dayOf: (at) => format.date(at, 'short'), newFrom }),
    [entries, userId, format, newFrom],
  );
  const shown = useLedTo(target, place.scroller);
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
        aria-label={t('messages.label', { room: roomName })}
        {...region('messages')}
      >
        <Top view={view} hasEarlier={hasEarlier} onEarlier={showEarlier} />
        <Rows {...{ rows, place, onLeave, shown }} />
        {view.status === 'open' && view.entries.length === 0 && <p className={`${styles.note} ${styles.empty}`}>{t('messages.empty')}</p>}
        {view.isCatchingUp && <p className={styles.note}>{t('messages.catchingUp')}</p>}
        {view.isAway && view.later !== 'idle' && (
          <p className={styles.note}>{t(view.later === 'failed' ? 'messages.laterFailed' : 'messages.loadingLater')}</p>
        )}
      </div>
      {seen.farUnread && !view.isAway && <FarUnread {...seen.farUnread} />}
      {(!isAtEnd || view.isAway) && <ToNewest unseen={seen.unseen} isAway={view.isAway} toEnd={toEnd} />}
    </div>
  );
}

const shownMs = 2_500;

/** Brings a line into view, gives it the focus, and marks it for a moment. */
function useLedTo(target: Target | undefined, scroller: { current: HTMLElement | null }): number | undefined {
  const [shown, setShown] = useState<number>();
  const done = useRef<Target>(undefined);
  useLayoutEffect(() => {
    if (!target || done.current === target) return undefined;
    const article = scroller.current?.querySelector<HTMLElement>(`article[data-seq="${target.seq}"]`);
    if (!article) return undefined;
    done.current = target;
    article.scrollIntoView({ block: 'center' });
    article.focus({ preventScroll: true });
    setShown(target.seq);
    return undefined;
  });
  useEffect(() => {
    if (shown === undefined) return undefined;
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return shown;
}

function FarUnread({ seq, count }: { seq: number; count: number }) {
  const { t } = useTranslation('chat');
  const { actions } = useDesk();
  const [isDone, setDone] = useState(false);
  if (isDone) return null;
  return (
    <div className={styles.far}>
      <Button
        look="secondary"
        icon="up"
        onClick={() => {
          setDone(true);
          actions.jump(seq);
        }}
      >
        {t('messages.toFirstUnread', { count })}
      </Button>
    </div>
  );
}

function ToNewest({ unseen, isAway, toEnd }: { unseen: number; isAway: boolean; toEnd: () => void }) {
  const { t } = useTranslation('chat');
  const { store } = useDesk();
  const isNews = unseen > 0 && !isAway;
  return (
    <div className={styles.jump}>
      <Button
        look={isNews ? 'primary' : 'secondary'}
        icon="down"
        onClick={() => {
          if (isAway) store.jumpToNewest();
          toEnd();
        }}
      >
        {isNews ? t('messages.toNewestNew', { count: unseen }) : t('messages.toNewest')}
      </Button>
    </div>
  );
}

function Top({ view, hasEarlier, onEarlier }: { view: RoomView; hasEarlier: boolean; onEarlier: () => void }) {
  const { t } = useTranslation('chat');
  if ((view.status !== 'open' && !view.isFromDevice) || view.entries.length === 0) return null;
  if (!hasEarlier)
    return (
      <p className={styles.note}>
        <Icon name="message" size={16} /> <span>{t('messages.start')}</span>
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

interface RowsProps {
  rows: readonly Row[];
  place: ReturnType<typeof useStayInPlace>;
  onLeave: () => void;
  shown: number | undefined;
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

function Rows({ rows, place, onLeave, shown }: RowsProps) {
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
      {rows.map((row): ReactNode => {
        const isStop = row.key === stop;
        if (row.kind === 'hidden') return <HiddenRow key={row.key} row={row} isStop={isStop} />;
        if (row.kind !== 'message') return <Divider key={row.key} row={row} />;
        const isShown = row.message.kind !== 'echo' && row.message.seq === shown;
        return <MessageRow key={row.key} {...{ row, isStop, isShown }} isNewestOwn={row.key === newestOwn} />;
      })}
    </div>
  );
}

function Divider({ row }: { row: Extract<Row, { kind: 'day' | 'new' }> }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const isDay = row.kind === 'day';
  return (
    <h2 className={isDay ? styles.day : styles.new} data-key={row.key} data-testid={isDay ? undefined : 'new-messages'}>
      <span>{isDay ? format.dayHeading(row.at, Date.now()) : t('messages.new', { count: row.count })}</span>
    </h2>
  );
}
