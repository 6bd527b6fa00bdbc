import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { plainTextOf, type NameOf } from '#shared/features/chat/formatting.ts';
import { mentionsIn } from '#shared/features/chat/mentions.ts';
import type { RoomItem } from '#shared/features/chat/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Ltr, Muted, UserText } from '#client/ui/text.tsx';
import { useNames } from '#client/features/people/index.tsx';
import styles from './inbox.module.css';

interface Pages {
  error: unknown;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => Promise<unknown>;
  fetchNextPage: () => Promise<unknown>;
}

/** A list that comes page by page: waiting, refused, empty, or there. */
export function InboxList({ query, isEmpty, empty, children }: { query: Pages; isEmpty: boolean; empty: ReactNode; children: ReactNode }) {
  const { i18n } = useTranslation('inbox');
  return (
    <div className={styles.list}>
      {query.error !== null && (
        <ErrorNote code={errorCode(query.error)} onRetry={() => void query.refetch()}>
          {errorMessage(i18n, query.error)}
        </ErrorNote>
      )}
      {query.isPending && query.error === null && <Skeleton lines={[4, 4, 4]} />}
      {!query.isPending && isEmpty && !query.hasNextPage ? empty : children}
      <LoadMore hasMore={query.hasNextPage} isLoading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </div>
  );
}

/** When it was: the time today, the date before. */
export function When({ at }: { at: string }) {
  const format = useFormat();
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} className={styles.when}>
      {isToday ? <Ltr>{format.time(at)}</Ltr> : format.date(at, 'medium')}
    </time>
  );
}

/** Names of those who wrote the lines of a list, or are named in them. */
export function useNamesIn(items: readonly (RoomItem | undefined)[], more: readonly string[] = []): ReadonlyMap<string, string> {
  const ids = items.flatMap((item) => {
    if (item?.kind !== 'message') return [];
    return [item.authorId, ...mentionsIn(item.text).flatMap((mention) => (mention.kind === 'person' ? [mention.id] : []))];
  });
  return useNames([...more, ...ids]);
}

/** The beginning of a message as one line, or why there is none. */
export function Preview({ item, names }: { item: RoomItem | undefined; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation(['inbox', 'spaces']);
  const nameOf: NameOf = (mention) => {
    if (mention.kind === 'person') return names.get(mention.id) ?? t('inbox:conversation.unknown');
    return mention.kind === 'role' ? t(`spaces:role.${mention.role}`) : '…';
  };
  if (!item) return <Muted>{t('inbox:conversations.nothingSaid')}</Muted>;
  if (item.kind === 'hidden') return <Muted>{t('inbox:conversations.hidden')}</Muted>;
  const text = plainTextOf(item.text, nameOf);
  if (text === '') return <Muted>{t('inbox:conversations.file')}</Muted>;
  return <UserText dir={item.direction}>{text}</UserText>;
}
