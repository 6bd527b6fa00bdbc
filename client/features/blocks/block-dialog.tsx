import { useTranslation } from 'react-i18next';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useBlocking } from '#client/kernel/personal.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { useToast } from '#client/ui/toast.tsx';
import styles from './blocks.module.css';

export interface Whom {
  id: string;
  name: string;
}

/** Says what blocking does before it is done; the other person learns of neither. */
export function BlockDialog({ whom, open, onClose }: { whom: Whom; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation(['inbox', 'common']);
  const blocking = useBlocking();
  const toast = useToast();
  const unblock = useUnblock();
  const { isBusy, error, run } = useTask();

  async function block(): Promise<void> {
    const done = await run(async () => {
      await blocking?.block(whom.id);
      return true;
    });
    if (!done) return;
    onClose();
    toast({
      tone: 'success',
      text: t('inbox:block.done', { name: whom.name }),
      action: { label: t('common:actions.undo'), onPress: () => unblock(whom) },
    });
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('inbox:block.title', { name: whom.name })}
      actions={
        <>
          <Button look="danger" busy={isBusy} onClick={() => void block()}>
            {t('inbox:block.action')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <p>{t('inbox:block.lead')}</p>
      <ul className={styles.effects}>
        {(['folds', 'silent', 'untold'] as const).map((effect) => (
          <li key={effect}>{t(`inbox:block.${effect}`)}</li>
        ))}
      </ul>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}

/** Takes a block back at once, and says so. */
export function useUnblock(): (whom: Whom) => void {
  const { t, i18n } = useTranslation('inbox');
  const blocking = useBlocking();
  const toast = useToast();
  return (whom) => {
    blocking?.unblock(whom.id).then(
      () => toast({ tone: 'success', text: t('block.undone', { name: whom.name }) }),
      (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
    );
  };
}
