import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { direct } from '#shared/features/direct/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery, useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { RadioGroup } from '#client/ui/choices.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';

type Settings = OutputOf<typeof direct, 'getSettings'>;
const choices = ['nobody', 'space', 'all'] as const satisfies readonly Settings['whoMayWrite'][];

/** Who may ask the person for a conversation; stored at once. */
export function WhoMayWrite() {
  const { t, i18n } = useTranslation('inbox');
  const hub = useHub();
  const queries = useQueryClient();
  const { data, error, refetch } = useHubQuery(direct, 'getSettings', {});
  const { queryKey } = hubQuery(hub, direct, { operation: 'getSettings', input: {} });
  const task = useTask();

  async function change(whoMayWrite: Settings['whoMayWrite']): Promise<void> {
    // An answer that is still on its way knows nothing of this change, and would take it back.
    void queries.cancelQueries({ queryKey });
    const before = queries.getQueryData(queryKey);
    queries.setQueryData(queryKey, { whoMayWrite });
    const stored = await task.run(() => hub(direct).call('updateSettings', { whoMayWrite }));
    queries.setQueryData(queryKey, stored ?? before);
  }
  if (error) {
    return (
      <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
        {errorMessage(i18n, error)}
      </ErrorNote>
    );
  }
  if (!data) return <Skeleton lines={[3]} />;
  return (
    <>
      <RadioGroup
        label={t('settings.who')}
        hint={t('settings.whoHint')}
        value={data.whoMayWrite}
        onChange={(wish) => void change(wish)}
        options={choices.map((value) => ({ value, label: t(`settings.${value}`) }))}
      />
      {task.error !== undefined && <ErrorNote code={errorCode(task.error)}>{errorMessage(i18n, task.error)}</ErrorNote>}
    </>
  );
}
