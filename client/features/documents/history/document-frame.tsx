import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useParams } from '#client/kernel/router.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';

/** The document a page about its history belongs to, once it is known. */
export function WithDocument({ title, children }: { title: string; children: (card: DocumentCard) => ReactNode }) {
  const { document: documentId = '' } = useParams();
  const { data, error, refetch } = useHubQuery(documents, 'get', { documentId });
  if (data) return children(data);
  return (
    <Page title={title} width="measure">
      {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton lines={[3, 3, 3]} />}
    </Page>
  );
}

/** Why something could not be shown, and a way to ask again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { i18n } = useTranslation('documents');
  return (
    <ErrorNote code={errorCode(error)} {...(onRetry && { onRetry })}>
      {errorMessage(i18n, error)}
    </ErrorNote>
  );
}

/** The way back: the lesson, and its versions. */
export function useCrumbs(card: DocumentCard): { lesson: { href: string; label: string }; history: { href: string; label: string } } {
  const { t } = useTranslation('documents');
  return {
    lesson: { href: `/d/${card.id}`, label: card.title },
    history: { href: `/d/${card.id}/history`, label: t('history.open') },
  };
}
