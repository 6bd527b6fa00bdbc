import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import { region } from '#client/kernel/regions.ts';
import { IconButton } from '#client/ui/button.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { coverPage } from './cover-page.ts';
import type { OpenPanel } from './panel-address.ts';
import type { SidePanelControl } from './use-side-panel.ts';
import styles from './side-panel.module.css';

interface SidePanelProps {
  side: SidePanelControl;
  title: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** Stays above what scrolls, as the field of a search. */
  top?: ReactNode;
  /** Stays below it, as a composer. */
  bottom?: ReactNode;
  /** What scrolls: the one scroller of the panel. */
  body?: Ref<HTMLDivElement> | undefined;
  /** What gets the focus when the panel opens; its heading when absent. */
  start?: RefObject<HTMLElement | null> | undefined;
  children: ReactNode;
}

/**
 * A panel of a room: beside its messages from 1024 px on, a sheet over the page on a phone. The focus moves in and goes
 * back to what opened it; Escape, the cross and the browser's back close it. Place it after the messages, in their row.
 */
export function SidePanel({ side, title, actions, top, bottom, body, start, children }: SidePanelProps) {
  const { t } = useTranslation('common');
  const id = useId();
  const frame = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusInside(frame, start ?? heading, side);

  return (
    <section
      ref={frame}
      className={styles.panel}
      role={side.isWide ? 'region' : 'dialog'}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (!isEscapeForPanel(event)) return;
        event.preventDefault();
        void side.close();
      }}
      {...region('panel')}
      data-testid="side-panel"
    >
      <div className={styles.header}>
        <h2 ref={heading} id={id} className={styles.title} tabIndex={-1}>
          {title}
        </h2>
        {actions}
        <IconButton icon="close" label={t('actions.close')} onClick={() => void side.close()} />
      </div>
      {top !== undefined && <div className={styles.top}>{top}</div>}
      <div ref={body} className={styles.body}>
        {children}
      </div>
      {bottom !== undefined && <div className={styles.bottom}>{bottom}</div>}
    </section>
  );
}

/** A menu, a dialog or a list of names closes itself by Escape, and a search field is emptied by it. */
function isEscapeForPanel(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing || !(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return false;
  return target.closest('dialog, [role="menu"], [role="listbox"]') === null;
}

/** A sheet covers the page; the focus moves in, and back when the panel goes. */
function useFocusInside(frame: RefObject<HTMLElement | null>, start: RefObject<HTMLElement | null>, side: SidePanelControl): void {
  const { panel, isWide } = side;
  // The thread it opened with: there is none any more when it goes.
  const [thread] = useState(panel?.kind === 'thread' ? panel.root : undefined);
  const opener = useRef<Element>(null);
  // Three, since they are undone in this order too: what is covered can be given no focus.
  useLayoutEffect(() => {
    opener.current = document.activeElement;
  }, []);
  useLayoutEffect(() => (isWide || !frame.current ? undefined : coverPage(frame.current)), [frame, isWide]);
  useLayoutEffect(() => {
    const element = frame.current;
    start.current?.focus({ preventScroll: true });
    return () => {
      const { activeElement } = document;
      // Who went on to the messages by herself is not called back.
      if (activeElement !== document.body && !element?.contains(activeElement)) return;
      placeOfReturn(opener.current, thread)?.focus({ preventScroll: true });
    };
  }, [frame, start, thread]);
}

/** What opened the panel; when it is gone, as a menu is, the message the thread hangs on, or the messages. */
function placeOfReturn(opener: Element | null, thread: number | undefined): HTMLElement | null {
  if (opener instanceof HTMLElement && opener !== document.body && opener.isConnected && opener.closest('[role="menu"]') === null)
    return opener;
  const root = thread === undefined ? null : document.querySelector<HTMLElement>(`#${skipTargetId.messages} [data-seq="${thread}"]`);
  return root ?? document.getElementById(skipTargetId.messages);
}

interface PanelLinkProps {
  side: SidePanelControl;
  to: OpenPanel;
  className?: string | undefined;
  children: ReactNode;
}

/** A link to another panel: a tab of its own when the person asks her browser for one. */
export function PanelLink({ side, to, className, children }: PanelLinkProps) {
  return (
    <a href={side.hrefOf(to)} className={className} onClick={(event) => onPlainClick(event, () => side.open(to))}>
      {children}
    </a>
  );
}

/** Runs for a click that means "here", and keeps the browser and the router from following the link. */
export function onPlainClick(event: MouseEvent, run: () => void): void {
  if (event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  run();
}
