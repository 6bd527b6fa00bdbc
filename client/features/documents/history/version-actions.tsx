import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import type { VersionCard } from '#shared/features/documents/versions-contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useNavigate } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { Failed } from './document-frame.tsx';
import { NameDialog } from './name-dialog.tsx';
import type { versionRights } from './rights.ts';
import styles from './history.module.css';

interface VersionActionsProps {
  card: DocumentCard;
  version: VersionCard;
  rights: ReturnType<typeof versionRights>;
}

/** Restoring and naming, for who may. */
export function VersionActions({ card, version, rights }: VersionActionsProps) {
  const { t } = useTranslation('documents');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const task = useTask();
  const [isNaming, setNaming] = useState(false);
  if (!rights.names) return null;

  async function removeName(): Promise<void> {
    const call = { documentId: card.id, versionId: version.id, name: null };
    if (!(await task.run(() => hub(documents).call('renameVersion', call)))) return;
    refresh(documents);
    toast({ tone: 'success', text: t('history.name.removed') });
  }
  return (
    <>
      <div className={styles.actions}>
        {rights.restores && <Restore documentId={card.id} versionId={version.id} />}
        <Button icon="flag" onClick={() => setNaming(true)}>
          {t(version.name === undefined ? 'history.name.this' : 'history.name.change')}
        </Button>
        {version.name !== undefined && (
          <Button look="quiet" busy={task.isBusy} onClick={() => void removeName()}>
            {t('history.name.remove')}
          </Button>
        )}
      </div>
      {task.error !== undefined && <Failed error={task.error} />}
      <NameDialog documentId={card.id} version={version} open={isNaming} onClose={() => setNaming(false)} />
    </>
  );
}

/** Says what a restore does, then does it and goes to the lesson. */
function Restore({ documentId, versionId }: { documentId: string; versionId: string }) {
  const { t } = useTranslation(['documents', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const toast = useToast();
  const task = useTask();
  const [isOpen, setOpen] = useState(false);

  async function restore(): Promise<void> {
    const done = await task.run(() => hub(documents).call('restoreVersion', { documentId, versionId }));
    if (!done) return;
    refresh(documents);
    toast({ tone: 'success', text: t(`documents:history.restore.${done.hasChanged ? 'done' : 'same'}`) });
    navigate(`/d/${documentId}`);
  }
  return (
    <>
      <Button
        look="primary"
        icon="undo"
        onClick={() => {
          task.setError(undefined);
          setOpen(true);
        }}
      >
        {t('documents:history.restore.action')}
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('documents:history.restore.title')}
        actions={
          <>
            <Button look="primary" busy={task.isBusy} onClick={() => void restore()}>
              {t('documents:history.restore.action')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <div className={styles.form}>
          <p>{t('documents:history.restore.text')}</p>
          <p>{t('documents:history.restore.kept')}</p>
          {task.error !== undefined && <Failed error={task.error} />}
        </div>
      </Dialog>
    </>
  );
}
