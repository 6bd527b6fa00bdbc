import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import type { Space } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { CreateLesson } from './create-lesson.tsx';
import { SpaceFrame, WithSpace, type SpaceRights } from './space-frame.tsx';
import { useSpacePresence } from './use-presence.ts';
import styles from './lessons-page.module.css';

/** `/s/:space/lessons` */
export default function LessonsPage() {
  return <WithSpace part="lessons">{(space, rights) => <Lessons space={space} rights={rights} />}</WithSpace>;
}

function useDocuments(spaceId: string) {
  const hub = useHub();
  const refresh = useRefresh();
  useHubEvent(documents, 'changed', (change) => {
    if (change.spaceId === spaceId) refresh(documents);
  });
  return useInfiniteQuery({
    queryKey: ['documents', 'list', spaceId, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      hub(documents).call('list', { spaceId, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

function Lessons({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t, i18n } = useTranslation('spaces');
  const list = useDocuments(space.id);
  const [isCreating, setCreating] = useState(false);
  // Hears of new lessons as of everything else in the space.
  useSpacePresence(space.id, rights.listsMembers);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const create = rights.createsDocuments && (
    <Button look="primary" icon="add" onClick={() => setCreating(true)}>
      {t('lessons.create')}
    </Button>
  );
  return (
    <SpaceFrame {...{ space, rights }} part="lessons" actions={items.length > 0 ? create : undefined}>
      {list.isPending && <Skeleton lines={[5, 5, 5]} />}
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      {list.data && items.length === 0 && (
        <EmptyState icon="book" action={create}>
          {create ? t('lessons.empty') : t('lessons.emptyReader')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((item) => (
            <LessonRow key={item.id} lesson={item} />
          ))}
        </ul>
      )}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {rights.createsDocuments && <CreateLesson space={space} open={isCreating} onClose={() => setCreating(false)} />}
    </SpaceFrame>
  );
}

function LessonRow({ lesson }: { lesson: DocumentCard }) {
  const { t } = useTranslation('spaces');
  const format = useFormat();
  const direction = directionOf(lesson.title, directionOfLanguage(lesson.language));
  return (
    <li className={styles.lesson} data-document={lesson.id}>
      <span className={styles.mark}>
        <Icon name={lesson.kind === 'lesson' ? 'book' : 'document'} size={22} />
      </span>
      <div className={styles.text}>
        <a href={`/d/${lesson.id}`} className={styles.title}>
          <UserText lang={lesson.language} dir={direction}>
            {lesson.title}
          </UserText>
        </a>
        <Muted>{t('lessons.changed', { when: format.dateTime(lesson.updatedAt) })}</Muted>
        <div className={styles.chips}>
          <Chip icon="languages">{format.languageName(lesson.language)}</Chip>
          <Chip tone={lesson.presentCount > 0 ? 'success' : 'neutral'} icon="people">
            {t('lessons.present', { count: lesson.presentCount })}
          </Chip>
          <Chip>{t('yourRole', { role: t(`lessons.yourRole.${lesson.myRole}`) })}</Chip>
          {lesson.kind !== 'lesson' && <Chip>{t('lessons.document')}</Chip>}
          {lesson.isArchived && (
            <Chip tone="warning" icon="archive">
              {t('lessons.archived')}
            </Chip>
          )}
        </div>
      </div>
    </li>
  );
}
