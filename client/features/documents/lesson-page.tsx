import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import type { CollabState } from './collab-provider.ts';
import { LessonPeople } from './lesson-people.tsx';
import { SaveSign } from './save-sign.tsx';
import { mayWrite, useCollab } from './use-collab.ts';
import styles from './lesson.module.css';

/** A heading and paragraphs to come, in rem. */
const textLines = [2, 1, 1, 1, 1.5, 1, 1, 1];

const LessonEditor = lazy(() => import('./lesson-editor.tsx'));

/** `/d/:document`: a lesson that several people write at once. */
export default function LessonPage() {
  const { i18n } = useTranslation('documents');
  const { document: documentId = '' } = useParams();
  const { data, error, refetch } = useHubQuery(documents, 'get', { documentId });
  if (data) return <OpenLesson key={`${data.id}:${data.epoch}:${mayWrite(data)}`} card={data} onReload={() => void refetch()} />;
  if (error) return <Unopened message={errorMessage(i18n, error)} code={errorCode(error)} onRetry={() => void refetch()} />;
  return <Skeleton lines={textLines} />;
}

function Unopened({ message, code, onRetry }: { message: string; code?: string | undefined; onRetry: () => void }) {
  const { t } = useTranslation('documents');
  return (
    <Page title={t('page.title')} width="measure">
      <ErrorNote code={code} onRetry={onRetry}>
        {message}
      </ErrorNote>
    </Page>
  );
}

function OpenLesson({ card, onReload }: { card: DocumentCard; onReload: () => void }) {
  const { t } = useTranslation('documents');
  const collab = useCollab(card);
  const format = useFormat();
  const { data: space } = useHubQuery(spaces, 'getCard', { spaceId: card.spaceId });
  const isEditable = mayWrite(card);
  const name = space?.name ?? '';
  return (
    <Page
      title={card.title}
      within={name}
      width="wide"
      breadcrumbs={[{ href: `/s/${card.spaceId}/lessons`, label: name === '' ? t('page.lessons') : name }]}
      lead={
        <span className={styles.facts}>
          <Chip>{format.languageName(card.language)}</Chip>
          {!isEditable && <Chip>{t(card.isArchived ? 'page.archived' : `readOnly.${card.myRole}`)}</Chip>}
        </span>
      }
      actions={
        collab && (
          <div className={styles.status}>
            <LessonPeople awareness={collab.state.awareness} />
            <SaveSign state={collab.state} />
          </div>
        )
      }
    >
      {collab?.state.refusal && <RefusedNote refusal={collab.state.refusal} onDismiss={collab.dismissRefusal} />}
      {collab?.state.gone && <GoneNote gone={collab.state.gone} onReload={onReload} />}
      {collab && !collab.state.gone && collab.state.sign !== 'opening' ? (
        <Suspense fallback={<Skeleton lines={textLines} />}>
          <LessonEditor
            key={collab.state.generation}
            card={card}
            state={collab.state}
            isEditable={isEditable && collab.state.sign !== 'readOnly'}
          />
        </Suspense>
      ) : (
        !collab?.state.gone && <Skeleton lines={textLines} />
      )}
    </Page>
  );
}

/** What the hub did not take is never lost: it is offered back as text. */
function RefusedNote({ refusal, onDismiss }: { refusal: NonNullable<CollabState['refusal']>; onDismiss: () => void }) {
  const { t } = useTranslation(['documents', 'common']);
  return (
    <div className={styles.note} role="alert">
      <p>{t(`refused.${refusal.reason}`)}</p>
      {refusal.text !== undefined && refusal.text !== '' && <KeptText text={refusal.text} />}
      <Button onClick={onDismiss}>{t('refused.dismiss')}</Button>
    </div>
  );
}

function GoneNote({ gone, onReload }: { gone: NonNullable<CollabState['gone']>; onReload: () => void }) {
  const { t } = useTranslation(['documents', 'common']);
  return (
    <div className={styles.note} role="alert">
      <p>{t(`gone.${gone.reason}`)}</p>
      {gone.text !== '' && <KeptText text={gone.text} />}
      {gone.reason === 'schemaOrEpochDiffers' && (
        <Button look="primary" icon="retry" onClick={() => window.location.reload()}>
          {t('gone.reload')}
        </Button>
      )}
      {gone.reason !== 'schemaOrEpochDiffers' && (
        <Button icon="retry" onClick={onReload}>
          {t('common:actions.retry')}
        </Button>
      )}
    </div>
  );
}

function KeptText({ text }: { text: string }) {
  const { t } = useTranslation('documents');
  const [isCopied, setIsCopied] = useState(false);
  return (
    <>
      <p className={styles.keptTitle}>{t('refused.kept')}</p>
      <pre className={styles.kept} dir="auto" tabIndex={0}>
        {text}
      </pre>
      <Button icon="copy" onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
        {t(isCopied ? 'refused.copied' : 'refused.copy')}
      </Button>
    </>
  );
}
