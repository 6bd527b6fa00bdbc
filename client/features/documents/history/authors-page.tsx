import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import type { AuthoredBlock } from '#shared/features/documents/versions-contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar, personColour } from '#client/ui/avatar.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { initials } from '#shared/i18n/text.ts';
import { lettersByAuthor } from './authorship.ts';
import { Failed, useCrumbs, WithDocument } from './document-frame.tsx';
import { BlockFrame } from './lesson-nodes.tsx';
import { LessonSheet } from './lesson-sheet.tsx';
import { useNameOf } from './use-name-of.ts';
import styles from './history.module.css';

/** `/d/:document/authors`: who wrote each passage of what a lesson says now. */
export default function AuthorsPage() {
  const { t } = useTranslation('documents');
  return <WithDocument title={t('history.authorship.title')}>{(card) => <Authors card={card} />}</WithDocument>;
}

function Authors({ card }: { card: DocumentCard }) {
  const { t } = useTranslation('documents');
  const { lesson, history } = useCrumbs(card);
  const { data, error, refetch } = useHubQuery(documents, 'authorship', { documentId: card.id });
  const letters = lettersByAuthor(data?.blocks ?? []);
  const known = useNameOf([...letters.keys()].filter((id) => id !== null));
  const nameOf: NameOf = (id) => (id === null ? t('history.authorship.unknown') : known(id));
  const fallback = directionOfLanguage(card.language);
  return (
    <Page
      title={t('history.authorship.title')}
      within={card.title}
      width="measure"
      breadcrumbs={[lesson, history]}
      lead={t('history.authorship.lead')}
    >
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={[2, 1, 1, 1, 1]} />}
      {data && letters.size === 0 && <EmptyState icon="book">{t('page.empty')}</EmptyState>}
      {data && letters.size > 0 && (
        <>
          <Legend letters={letters} nameOf={nameOf} />
          <LessonSheet language={card.language} fallback={fallback}>
            <AuthoredBlocks blocks={data.blocks} nameOf={nameOf} fallback={fallback} />
          </LessonSheet>
        </>
      )}
    </Page>
  );
}

type NameOf = (userId: string | null) => string;
const styleOf = (userId: string | null) => ({ '--person': userId === null ? 'var(--muted)' : personColour(userId) }) as CSSProperties;

/** Colours and names, with how much of the text each wrote. */
function Legend({ letters, nameOf }: { letters: ReadonlyMap<string | null, number>; nameOf: NameOf }) {
  const { t } = useTranslation('documents');
  const format = useFormat();
  const total = [...letters.values()].reduce((sum, count) => sum + count, 0);
  return (
    <ul className={styles.legend} aria-label={t('history.authorship.people')}>
      {[...letters].map(([userId, count]) => (
        <li key={userId ?? ''} className={styles.author} style={styleOf(userId)}>
          {userId !== null && <Avatar id={userId} name={nameOf(userId)} size="small" />}
          <span className={styles.authorName}>
            <UserText>{nameOf(userId)}</UserText>
          </span>
          <Muted>{t('history.authorship.share', { share: format.percent(count / total) })}</Muted>
        </li>
      ))}
    </ul>
  );
}

function AuthoredBlocks({ blocks, nameOf, fallback }: { blocks: readonly AuthoredBlock[]; nameOf: NameOf; fallback: Direction }) {
  return blocks.map((block, index) => {
    const text = (block.runs ?? []).map((run) => run.text).join('');
    const node = {
      type: block.type,
      ...(block.attrs && { attrs: block.attrs }),
      ...(text !== '' && { content: [{ type: 'text', text }] }),
    };
    return (
      <BlockFrame key={index} node={node} fallback={fallback}>
        {block.runs ? (
          <Runs runs={block.runs} nameOf={nameOf} />
        ) : (
          <AuthoredBlocks blocks={block.content ?? []} nameOf={nameOf} fallback={fallback} />
        )}
      </BlockFrame>
    );
  });
}

/** Each run by its colour, the initials of who wrote it where the hand changes, and the name for who listens. */
function Runs({ runs, nameOf }: { runs: NonNullable<AuthoredBlock['runs']>; nameOf: NameOf }) {
  if (runs.length === 0) return <br />;
  return runs.map(({ userId, text }, index) => (
    <span key={index} className={styles.run} style={styleOf(userId)} title={nameOf(userId)}>
      <span className={styles.hand} aria-hidden="true">
        {userId === null ? '?' : initials(nameOf(userId))}
      </span>
      <VisuallyHidden>{`${nameOf(userId)}: `}</VisuallyHidden>
      {text.split('\n').map((line, at) => (
        <span key={at}>
          {at > 0 && <br />}
          {line}
        </span>
      ))}
    </span>
  ));
}
