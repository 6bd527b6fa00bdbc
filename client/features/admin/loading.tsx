import { useTranslation } from 'react-i18next';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';

/** In place of what has not come, or could not. */
export function Loading({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { i18n } = useTranslation('common');
  if (!error) return <Skeleton lines={[3, 3, 3, 3]} />;
  return (
    <ErrorNote code={errorCode(error)} onRetry={onRetry}>
      {errorMessage(i18n, error)}
    </ErrorNote>
  );
}
