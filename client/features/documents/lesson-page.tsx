import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useLine } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import type { Offer } from './collab-copy.ts';
import { HistoryLink } from './history/history-link.tsx';
import { StateNote, GoneNote, OfferNote } from './lesson-page-notes.tsx';
import { LessonPeople } from './lesson-people.tsx';
import { SaveSign } from './save-sign.tsx';
import { mayWrite, useCollab, useKeptCard, type UseCollab } from './use-collab.ts';
import styles from './lesson.module.css';

/** A heading and paragraphs to come, in rem. */
const textLines = [2, 1, 1, 1, 1.5, 1, 1, 1];

const LessonEditor = lazy(() => import('./lesson-editor.tsx'));

/** `/d/:document`: a lesson that several people write at once. What this device keeps of it opens at once, also without a line. */
export default function LessonPage() {
  const { t, i18n } = useTranslation('documents');
  const { document: documentId = '' } = useParams();
  const { data, error, refetch, isFetching } = useHubQuery(documents, 'get', { documentId });
  const kept = useKeptCard(documentId);
  const line = useLine();
  const isUnanswered = data === undefined && error !== null;
  useEffect(() => {
    if (line === 'online' && isUnanswered) void refetch();
  }, [line, isUnanswered, refetch]);
  const [carried, setCarried] = useState<readonly Offer[]>([]);
  const card = data ?? kept;
  if (card) {
    return (
      <OpenLesson
        key={`${card.id}:${card.epoch}:${mayWrite(card)}`}
        card={card}
        offers={carried}
        isAsking={isFetching}
        onReload={() => void refetch()}
        onCarry={(offer) => setCarried((offers) => [...offers, offer])}
      />
    );
  }
  if (error && kept === null) {
    const message = error instanceof UnreachableError ? t('device.absent') : errorMessage(i18n, error);
    return <Unopened message={message} code={errorCode(error)} onRetry={() => void refetch()} />;
  }
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

interface OpenLessonProps {
  card: DocumentCard;
  /** Text of an earlier epoch that no device keeps. */
  offers: readonly Offer[];
  /** The card is being asked for. */
  isAsking: boolean;
  onReload: () => void;
  /** The document may come under a new epoch, and this text with it. */
  onCarry: (offer: Offer) => void;
}

/** The history was replaced, or this page is too old: the card tells which. */
function useNewEpoch(collab: UseCollab | undefined, { onReload, onCarry }: Pick<OpenLessonProps, 'onReload' | 'onCarry'>): void {
  const latest = useRef({ onReload, onCarry });
  useEffect(() => {
    latest.current = { onReload, onCarry };
  });
  const { gone, keeping } = collab?.state ?? {};
  const isReplaced = gone?.reason === 'schemaOrEpochDiffers';
  const text = keeping === 'kept' ? '' : (gone?.text ?? '');
  useEffect(() => {
    if (!isReplaced) return;
    if (text !== '') latest.current.onCarry({ id: newClientId(), reason: 'replaced', text });
    latest.current.onReload();
  }, [isReplaced, text]);
}

/** What this first visit fetched for the lesson is kept for one without a line. */
function useKeptPage(isShown: boolean): void {
  useEffect(() => {
    if (!isShown || !('serviceWorker' in navigator)) return;
    const urls = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ type: 'keep', urls }));
  }, [isShown]);
}

function OpenLesson({ card, offers, isAsking, onReload, onCarry }: OpenLessonProps) {
  const { t } = useTranslation('documents');
  const collab = useCollab(card, offers);
  const format = useFormat();
  const { data: space } = useHubQuery(spaces, 'getCard', { spaceId: card.spaceId });
  const [insert, setInsert] = useState<(text: string) => void>();
  useNewEpoch(collab, { onReload, onCarry });
  useKeptPage(insert !== undefined);
  const isEditable = mayWrite(card);
  const name = space?.name ?? '';
  const state = collab?.state;
  const canWrite = isEditable && state?.sign !== 'readOnly';
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
          <HistoryLink documentId={card.id} />
        </span>
      }
      actions={
        state && (
          <div className={styles.status}>
            <LessonPeople awareness={state.awareness} />
            <SaveSign state={state} />
          </div>
        )
      }
    >
      {state && <StateNote state={state} />}
      {state?.offers.map((offer) => (
        <OfferNote
          key={offer.id}
          offer={offer}
          onInsert={canWrite && state.isOpen && insert ? () => insert(offer.text) : undefined}
          onDismiss={() => collab?.dismiss(offer.id)}
        />
      ))}
      {state?.gone && !isAsking && <GoneNote gone={state.gone} onReload={onReload} onDismiss={() => collab?.dismissGone()} />}
      {state?.isOpen && !state.gone ? (
        <Suspense fallback={<Skeleton lines={textLines} />}>
          <LessonEditor key={state.generation} card={card} state={state} isEditable={canWrite} onInsertable={setInsert} />
        </Suspense>
      ) : (
        (!state?.gone || isAsking) && state?.sign !== 'offline' && <Skeleton lines={textLines} />
      )}
    </Page>
  );
}
