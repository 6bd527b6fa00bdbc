import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { people } from '#shared/features/people/contract.ts';
import { spaces, type SpaceCard } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { PageHeading, Section, usePage } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { ModerationNotices } from '#client/features/moderation/index.tsx';
import { UnreadRooms } from '#client/features/personal/index.tsx';
import { SpaceCards, useRolesFollow, useSpacesRefresh } from '#client/features/spaces/index.tsx';
import { JoinNotices } from './join-notices.tsx';
import styles from './home-page.module.css';

/** `/home`: what is mine, and one way to go on. */
export default function HomePage() {
  const { t, i18n } = useTranslation('home');
  const hub = useHub();
  const { data, error, isPending, refetch } = useQuery(hubQuery(hub, spaces, { operation: 'listSpaces', input: { limit: 100 } }));
  useSpacesRefresh();
  useRolesFollow(data?.items ?? []);
  usePage({ title: t('title') });
  const own = data?.items.filter(({ myRole }) => myRole !== undefined) ?? [];
  return (
    <div className={styles.page}>
      <Greeting current={own.find(({ isArchived }) => !isArchived)} />
      <UnreadRooms />
      <JoinNotices />
      <ModerationNotices />
      {isPending && <Skeleton lines={[2, 8, 8]} />}
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data && own.length === 0 && (
        <EmptyState
          icon="spaces"
          action={
            <Link href="/spaces" look="primary">
              {t('spaces.browse')}
            </Link>
          }
        >
          {t('spaces.empty')}
        </EmptyState>
      )}
      {own.length > 0 && (
        <Section title={t('spaces.title')} actions={<Link href="/spaces">{t('spaces.all')}</Link>}>
          <SpaceCards items={own} />
        </Section>
      )}
      <RecentLessons spaces={own} />
    </div>
  );
}

function Greeting({ current }: { current: SpaceCard | undefined }) {
  const { t } = useTranslation('home');
  const hub = useHub();
  const { data: profile } = useQuery(hubQuery(hub, people, { operation: 'getMyProfile', input: {} }));
  const name = profile?.person.displayName;
  const hour = new Date().getHours();
  const greeting = hour >= 4 && hour < 12 ? 'home:greeting.morning' : 'home:greeting.evening';
  return (
    <header className={styles.header}>
      <div className={styles.names}>
        <PageHeading>
          {name === undefined ? t('greeting.nameless') : <Phrase of={greeting} values={{ name: <UserText>{name}</UserText> }} />}
        </PageHeading>
        <p className={styles.lead}>{t('lead')}</p>
      </div>
      {current && (
        <div className={styles.action}>
          <Link href={`/s/${current.id}`} look="primary" icon="message">
            {t('continue')}
          </Link>
          <Muted>
            <Phrase
              of="home:continueIn"
              values={{
                space: (
                  <UserText lang={current.language} dir={directionOfLanguage(current.language)}>
                    {current.name}
                  </UserText>
                ),
              }}
            />
          </Muted>
        </div>
      )}
    </header>
  );
}

/** Asked for these many spaces only: each is a request of its own on a slow line. */
const askedSpaces = 3;
const shownLessons = 4;

function RecentLessons({ spaces: own }: { spaces: readonly SpaceCard[] }) {
  const { t } = useTranslation('home');
  const hub = useHub();
  const answers = useQueries({
    queries: own
      .slice(0, askedSpaces)
      .map(({ id: spaceId }) => hubQuery(hub, documents, { operation: 'list', input: { spaceId, limit: 20 } })),
  });
  const lessons = answers
    .flatMap(({ data }) => data?.items ?? [])
    .filter(({ kind, isArchived }) => kind === 'lesson' && !isArchived)
    .sort((one, other) => other.updatedAt.localeCompare(one.updatedAt))
    .slice(0, shownLessons);
  if (lessons.length === 0) return null;
  return (
    <Section title={t('lessons.title')}>
      <ul className={styles.lessons}>
        {lessons.map((lesson) => (
          <LessonLine key={lesson.id} lesson={lesson} space={own.find(({ id }) => id === lesson.spaceId)} />
        ))}
      </ul>
    </Section>
  );
}

function LessonLine({ lesson, space }: { lesson: DocumentCard; space: SpaceCard | undefined }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  return (
    <li className={styles.lesson}>
      <Icon name="book" />
      <div className={styles.lessonText}>
        <a href={`/d/${lesson.id}`} className={styles.lessonLink}>
          <UserText lang={lesson.language} dir={directionOf(lesson.title, directionOfLanguage(lesson.language))}>
            {lesson.title}
          </UserText>
        </a>
        <Muted>
          {space && (
            <>
              <UserText lang={space.language}>{space.name}</UserText> ·{' '}
            </>
          )}
          {t('lessons.changed', { when: format.dateTime(lesson.updatedAt) })}
        </Muted>
      </div>
    </li>
  );
}
