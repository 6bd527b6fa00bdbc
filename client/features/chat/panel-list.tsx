import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomItem } from '#shared/features/chat/contract.ts';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useRouter } from '#client/kernel/router.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { UserText } from '#client/ui/text.tsx';
import { languageOfMessage } from './message-language.ts';
import type { PanelDesk } from './panel-desk.ts';
import { usePerson } from './people-cache.ts';
import { onPlainClick, PanelLink } from './side-panel.tsx';
import type { ItemPages } from './use-item-pages.ts';
import type { SidePanelControl } from './use-side-panel.ts';
import styles from './panel-list.module.css';

/** What the lists of messages in the panels need: pins, threads, results. */
export interface PanelListProps {
  desk: PanelDesk;
  side: SidePanelControl;
  /** Leads to a message in the room. */
  onJump: (seq: number) => void;
}

/** Characters of a message that a list shows at most, whatever its style sheet cuts. */
export const maxShownCharacters = 400;

interface PanelItemsProps<Item extends RoomItem> {
  label: string;
  /** Undefined while they are fetched. */
  items: readonly Item[] | undefined;
  error: unknown;
  onRetry: () => void;
  /** Shown when there is none. */
  empty: ReactNode;
  /** One list item. */
  children: (item: Item) => ReactNode;
}

/** The list of a panel, or what is said in its place: being fetched, failed, empty. */
export function PanelItems<Item extends RoomItem>({ label, items, error, onRetry, empty, children }: PanelItemsProps<Item>) {
  const { i18n } = useTranslation('panels');
  return (
    <>
      {!items && error === undefined && (
        <div className={styles.pad}>
          <Skeleton lines={[4, 4, 4]} />
        </div>
      )}
      {items?.length === 0 && <div className={styles.pad}>{empty}</div>}
      {items && items.length > 0 && (
        // A list without marks is none to Safari's screen reader.
        <ul role="list" aria-label={label} className={styles.list}>
          {items.map(children)}
        </ul>
      )}
      {error !== undefined && (
        <div className={styles.pad}>
          <ErrorNote code={errorCode(error)} onRetry={onRetry}>
            {errorMessage(i18n, error)}
          </ErrorNote>
        </div>
      )}
    </>
  );
}

/** More of a list that comes in pages. */
export function More({ hasMore, isLoading, onMore }: Pick<ItemPages, 'hasMore' | 'isLoading' | 'onMore'>) {
  if (!hasMore) return null;
  return (
    <div className={styles.more}>
      <LoadMore {...{ hasMore, isLoading, onMore }} />
    </div>
  );
}

interface ItemLinkProps extends PanelListProps {
  item: RoomItem;
  /** Opens the thread that hangs on it, instead of leading to it. */
  asThread?: boolean;
  children: ReactNode;
}

/** Leads to a message: to its place in the room, or into its thread. On a phone the sheet makes way first. */
export function ItemLink({ side, onJump, item, asThread = false, children }: ItemLinkProps) {
  const { place } = useRouter();
  const { seq, thread } = item;
  if (asThread || thread !== undefined) {
    const to = { kind: 'thread', root: thread ?? seq, at: thread === undefined ? undefined : seq } as const;
    return (
      <PanelLink side={side} to={to} className={styles.link}>
        {children}
      </PanelLink>
    );
  }
  async function jump(): Promise<void> {
    if (!side.isWide) await side.close();
    onJump(seq);
  }
  return (
    <a href={`${place.path}?m=${seq}`} className={styles.link} onClick={(event) => onPlainClick(event, () => void jump())}>
      {children}
    </a>
  );
}

/** Who wrote it and when. */
export function ItemHead({ desk, item, at }: { desk: PanelDesk; item: RoomItem; at: string }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const authorId = item.authorId ?? '';
  const person = usePerson(desk.people, authorId);
  return (
    <span className={styles.head}>
      <Avatar id={authorId} name={person?.displayName ?? ''} size="small" />
      <span className={styles.name}>
        {authorId !== '' && authorId === desk.userId ? t('messages.own') : <UserText>{person?.displayName ?? '…'}</UserText>}
      </span>
      <time dateTime={at} className={styles.when}>
        {format.moment(at, Date.now())}
      </time>
    </span>
  );
}

/** One line of what it says, or why that is not shown. `children`: drawn in place of the words. */
export function ItemWords({ desk, item, children }: { desk: PanelDesk; item: RoomItem; children?: (words: string) => ReactNode }) {
  const { t } = useTranslation(['chat', 'panels']);
  const person = usePerson(desk.people, item.authorId ?? '');
  if (item.kind === 'hidden')
    return (
      <span className={styles.quiet}>
        <Icon name="hide" size={16} />
        {t(`chat:messages.hidden.${item.why}`)}
      </span>
    );
  const words = plainTextOf(item.text, desk.nameOf);
  const lang = languageOfMessage(item.text, item.direction, { room: desk.language, author: person?.languages ?? [] });
  const files = item.attachments?.length ?? 0;
  return (
    <>
      {words !== '' && (
        <span className={styles.words} dir={item.direction} lang={lang}>
          {children ? children(words) : words.slice(0, maxShownCharacters)}
        </span>
      )}
      {files > 0 && (
        <span className={styles.quiet}>
          <Icon name="attach" size={16} />
          {t('panels:files', { count: files })}
        </span>
      )}
    </>
  );
}
