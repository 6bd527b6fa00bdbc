import { Fragment, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useLine as useConnection } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { FollowThread } from './follow-thread.tsx';
import { rowsOf, type Row } from './message-rows.ts';
import type { PanelDesk } from './panel-desk.ts';
import type { RoomThread } from './room-threads.ts';
import type { ThreadView } from './room-view.ts';
import { SidePanel } from './side-panel.tsx';
import { useAnnounced } from './use-announced.ts';
import { useThread } from './use-room.ts';
import { useRowStops } from './use-row-stops.ts';
import type { SidePanelControl } from './use-side-panel.ts';
import { useStayInPlace } from './use-stay-in-place.ts';
import { useThreadReading } from './use-thread-reading.ts';
import styles from './thread-panel.module.css';

/** A line that is drawn by whoever draws the lines of the room. */
export type DrawnRow = Extract<Row, { kind: 'message' | 'hidden' }>;
export interface RowPlace {
  /** The one row that the Tab key stops at. */
  isStop: boolean;
  /** The newest of one's own, which says in words that it is stored. */
  isNewestOwn: boolean;
  /** Just led to. */
  isShown: boolean;
}
export interface ThreadPanelProps {
  desk: PanelDesk;
  side: SidePanelControl;
  /** Number of the first message. Give the panel `key={root}`. */
  root: number;
  /** The reply it begins at. */
  at?: number | undefined;
  renderRow: (row: DrawnRow, place: RowPlace) => ReactNode;
  /** The place to write a reply, or why one may not. */
  composer?: ((root: number) => ReactNode) | undefined;
}

const unknown: ThreadView = { status: 'opening', root: undefined, entries: [], hasEarlier: false, earlier: 'idle' };

/** One thread: the message it hangs on, its replies as they are said, and the place to reply. */
export default function ThreadPanel(props: ThreadPanelProps) {
  const { desk, side, root, composer } = props;
  const { t } = useTranslation('panels');
  const opened = useThread(desk.store, root);
  const view = opened?.view ?? unknown;
  const [isAtEnd, setAtEnd] = useState(false);
  const { newFrom } = useThreadReading({ roomId: desk.roomId, root, userId: desk.userId }, view, isAtEnd);
  const place = useStayInPlace({ start: newFrom === undefined ? undefined : `new${newFrom}`, onEnd: setAtEnd, onNearTop: nothing });
  const shown = useReplyShown({ at: props.at, view, thread: opened?.thread, scroller: place.scroller });
  useOwnEcho(view, place.toEnd);
  useAnnounced(view, desk);
  const { status } = view;
  return (
    <SidePanel
      side={side}
      title={t('thread.title')}
      body={place.scroller}
      bottom={status === 'gone' || composer === undefined ? undefined : composer(root)}
    >
      {status === 'gone' && (
        <div className={styles.pad}>
          <EmptyState icon="reply">{t('thread.gone')}</EmptyState>
        </div>
      )}
      {status === 'failed' && <Failed error={view.error} onRetry={() => opened?.thread.retry()} />}
      {status === 'opening' && view.entries.length === 0 && <Opening />}
      {/* The list is there from the start: what keeps it in its place looks for it once. */}
      <Lines {...props} {...{ view, newFrom, shown }} thread={opened?.thread} list={place.list} />
    </SidePanel>
  );
}

function Opening() {
  const { t } = useTranslation('panels');
  const isOffline = useConnection() === 'offline';
  return (
    <div className={styles.pad}>{isOffline ? <p className={styles.note}>{t('thread.offline')}</p> : <Skeleton lines={[4, 3, 3, 3]} />}</div>
  );
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t, i18n } = useTranslation('panels');
  return (
    <div className={styles.pad}>
      <ErrorNote code={errorCode(error)} onRetry={onRetry}>
        {t('thread.failed')} {errorMessage(i18n, error)}
      </ErrorNote>
    </div>
  );
}

const nothing = (): void => undefined;
const isDrawn = (row: Row): row is DrawnRow => row.kind === 'message' || row.kind === 'hidden';
const isStoredOwn = (row: DrawnRow): boolean => row.kind === 'message' && row.isOwn && row.message.kind === 'message';

function useThreadRows(userId: string, view: ThreadView, newFrom: number | undefined): { first: DrawnRow | undefined; rows: Row[] } {
  const format = useFormat();
  const { root, entries } = view;
  return useMemo(() => {
    const options = { userId, dayOf: (at: string | number) => format.date(at, 'short') };
    // Its replies stand below: it needs no door to them.
    const alone = root ? [{ ...root, replies: undefined }] : [];
    return { first: rowsOf(alone, { ...options, newFrom: undefined }).find(isDrawn), rows: rowsOf(entries, { ...options, newFrom }) };
  }, [userId, format, root, entries, newFrom]);
}

interface LinesProps extends ThreadPanelProps {
  view: ThreadView;
  thread: RoomThread | undefined;
  list: RefObject<HTMLDivElement | null>;
  newFrom: number | undefined;
  shown: number | undefined;
}

function Lines({ desk, root, view, thread, list, newFrom, shown, renderRow }: LinesProps) {
  const { t } = useTranslation('panels');
  const { first, rows } = useThreadRows(desk.userId, view, newFrom);
  const replies = rows.filter(isDrawn);
  const stops = useRowStops([...(first ? [first.key] : []), ...replies.map(({ key }) => key)]);
  const newestOwn = replies.findLast((row) => row.kind === 'message' && row.isOwn)?.key;
  const isShown = (row: DrawnRow): boolean =>
    shown !== undefined && row.kind === 'message' && row.message.kind === 'message' && row.message.seq === shown;
  const drawn = (row: DrawnRow): ReactNode =>
    renderRow(row, { isStop: row.key === stops.stop, isNewestOwn: row.key === newestOwn, isShown: isShown(row) });
  const count = Math.max(view.root?.replies?.count ?? 0, replies.length);

  return (
    <div className={styles.lines} onKeyDown={stops.onKeyDown} onFocus={stops.onFocus}>
      {first && <div className={styles.root}>{drawn(first)}</div>}
      {first && (
        <div className={styles.bar}>
          <h3 className={styles.count}>{t('replies', { count })}</h3>
          <FollowThread roomId={desk.roomId} root={root} ownReplies={replies.filter(isStoredOwn).length} />
        </div>
      )}
      {view.hasEarlier && thread && <Earlier view={view} thread={thread} />}
      <div ref={list} className={styles.list}>
        {rows.map((row) => (
          <Fragment key={row.key}>{isDrawn(row) ? drawn(row) : <Divider row={row} />}</Fragment>
        ))}
      </div>
      {view.status === 'open' && view.entries.length === 0 && <p className={styles.note}>{t('thread.empty')}</p>}
    </div>
  );
}

function Earlier({ view, thread }: { view: ThreadView; thread: RoomThread }) {
  const { t } = useTranslation('panels');
  return (
    <div className={styles.earlier}>
      {view.earlier === 'failed' && <p className={styles.note}>{t('thread.earlierFailed')}</p>}
      <Button look="quiet" busy={view.earlier === 'loading'} onClick={() => thread.loadEarlier()}>
        {t('thread.earlier')}
      </Button>
    </div>
  );
}

function Divider({ row }: { row: Exclude<Row, DrawnRow> }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  return (
    <h4 className={row.kind === 'new' ? styles.new : styles.day} data-key={row.key}>
      <span>{row.kind === 'new' ? t('messages.new', { count: row.count }) : format.dayHeading(row.at, Date.now())}</span>
    </h4>
  );
}

/** What one sends oneself is in sight, wherever one was reading. */
function useOwnEcho(view: ThreadView, toEnd: () => void): void {
  const newest = view.entries.findLast((entry) => entry.kind === 'echo')?.key;
  const known = useRef(newest);
  useEffect(() => {
    if (newest !== undefined && newest !== known.current) toEnd();
    known.current = newest;
  }, [newest, toEnd]);
}

/** Pages that are fetched in search of one reply. */
const maxPages = 20;
const shownMs = 2_500;

interface Wanted {
  at: number | undefined;
  view: ThreadView;
  thread: RoomThread | undefined;
  scroller: RefObject<HTMLElement | null>;
}

/** Brings the reply that was asked for into view, with the focus, and marks it for a moment; fetches earlier ones for it. */
function useReplyShown({ at, view, thread, scroller }: Wanted): number | undefined {
  const [shown, setShown] = useState<number>();
  const wanted = useRef<number>(undefined);
  const pages = useRef(0);
  useEffect(() => {
    // An address that does not name it any more does not take back that it did.
    if (at === undefined) return;
    wanted.current = at;
    pages.current = 0;
  }, [at]);
  useEffect(() => {
    if (wanted.current === undefined || view.status !== 'open' || !thread) return;
    const frame = scroller.current;
    const article = frame?.querySelector<HTMLElement>(`article[data-seq="${wanted.current}"]`);
    if (frame && article) {
      article.scrollIntoView({ block: 'center' });
      // At once: the list stays at its end until it hears that it was left.
      frame.dispatchEvent(new Event('scroll'));
      article.focus({ preventScroll: true });
      setShown(wanted.current);
      wanted.current = undefined;
    } else if (view.hasEarlier && view.earlier === 'idle' && pages.current < maxPages) {
      pages.current += 1;
      thread.loadEarlier();
    } else if (!view.hasEarlier) wanted.current = undefined;
  }, [at, view, thread, scroller]);
  useEffect(() => {
    if (shown === undefined) return undefined;
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return shown;
}
