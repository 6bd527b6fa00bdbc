import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams, useSearch } from '#client/kernel/router.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Tabs } from '#client/ui/tabs.tsx';
import { Muted } from '#client/ui/text.tsx';
import { Comparison } from './comparison.tsx';
import { Failed, useCrumbs, WithDocument } from './document-frame.tsx';
import { LessonSheet } from './lesson-sheet.tsx';
import { Blocks } from './lesson-nodes.tsx';
import { People } from './people.tsx';
import { versionRights } from './rights.ts';
import { VersionActions } from './version-actions.tsx';
import styles from './history.module.css';

type Shown = OutputOf<typeof documents, 'getVersion'>;

/** `/d/:document/history/:version`: what a version says, what changed in it, and how it differs from now. */
export default function VersionPage() {
  const { t } = useTranslation('documents');
  return <WithDocument title={t('history.version')}>{(card) => <Version card={card} />}</WithDocument>;
}

function Version({ card }: { card: DocumentCard }) {
  const { t } = useTranslation('documents');
  const { version: versionId = '' } = useParams();
  const { lesson, history } = useCrumbs(card);
  const { data, error, refetch } = useHubQuery(documents, 'getVersion', { documentId: card.id, versionId });
  if (data) return <ShownVersion card={card} shown={data} />;
  return (
    <Page title={t('history.version')} within={card.title} width="measure" breadcrumbs={[lesson, history]}>
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton lines={[2, 1, 1, 1, 1]} />}
    </Page>
  );
}

function ShownVersion({ card, shown }: { card: DocumentCard; shown: Shown }) {
  const { t } = useTranslation('documents');
  const format = useFormat();
  const { lesson, history } = useCrumbs(card);
  const { version } = shown;
  const when = format.dateTime(version.at);
  return (
    <Page
      title={version.name ?? when}
      within={card.title}
      width="measure"
      breadcrumbs={[lesson, history]}
      lead={
        <span className={styles.facts}>
          <Muted>{version.name === undefined ? t(`history.kind.${version.kind}`) : <time dateTime={version.at}>{when}</time>}</Muted>
          <People ids={version.authors} />
        </span>
      }
    >
      <VersionActions card={card} version={version} rights={versionRights(card)} />
      {shown.blocks ? <Views card={card} shown={shown} /> : <p>{t('history.notShown')}</p>}
    </Page>
  );
}

function Views({ card, shown: { version, previous, blocks = [] } }: { card: DocumentCard; shown: Shown }) {
  const { t } = useTranslation('documents');
  const [search, setSearch] = useSearch();
  const selected = search.get('show') ?? 'text';
  const fallback = directionOfLanguage(card.language);
  const sheet = { language: card.language, fallback };
  const text = blocks.length === 0 ? <p>{t('history.nothing')}</p> : <Blocks blocks={blocks} fallback={fallback} />;
  const before =
    previous === null ? (
      <p className={styles.quiet}>{t('history.first')}</p>
    ) : (
      <Comparison {...sheet} documentId={card.id} from={previous} to={version.id} />
    );
  return (
    <Tabs
      label={t('history.tabs.label')}
      selected={selected}
      onSelect={(id) => setSearch('show', id === 'text' ? undefined : id)}
      tabs={[
        { id: 'text', label: t('history.tabs.text'), content: <LessonSheet {...sheet}>{text}</LessonSheet> },
        { id: 'before', label: t('history.tabs.before'), content: before },
        { id: 'now', label: t('history.tabs.now'), content: <Comparison {...sheet} documentId={card.id} from={version.id} /> },
      ]}
    />
  );
}
