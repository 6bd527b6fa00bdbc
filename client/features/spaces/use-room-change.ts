import { useTranslation } from 'react-i18next';
import { spaces } from '#shared/features/spaces/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { useToast } from '#client/ui/toast.tsx';

/** A change of a room by one press: said when done, with a way back where there is one; said when it could not be. */
export function useRoomChange() {
  const { t, i18n } = useTranslation('common');
  const refresh = useRefresh();
  const toast = useToast();
  const { isBusy, run } = useTask();

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      toast({ tone: 'danger', text: errorMessage(i18n, error) });
      return false;
    } finally {
      refresh(spaces);
    }
  }
  async function change(work: () => Promise<unknown>, done: string, undo?: () => Promise<unknown>): Promise<void> {
    const isDone = await run(() => attempt(work));
    if (!isDone) return;
    const action = undo && { label: t('actions.undo'), onPress: () => void attempt(undo) };
    toast({ tone: 'success', text: done, ...(action && { action }) });
  }
  return { change, isBusy };
}
