import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents } from '#shared/features/documents/contract.ts';
import type { VersionCard } from '#shared/features/documents/versions-contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { Failed } from './document-frame.tsx';
import styles from './history.module.css';

const maxName = 120;

interface NameDialogProps {
  documentId: string;
  /** The version to name; without it the state of now. */
  version?: VersionCard;
  open: boolean;
  onClose: () => void;
}

/** Gives a name to what the document says now, or to a version. */
export function NameDialog(props: NameDialogProps) {
  return props.open ? <OpenNameDialog {...props} /> : null;
}

function OpenNameDialog({ documentId, version, open, onClose }: NameDialogProps) {
  const { t } = useTranslation(['documents', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const task = useTask();
  const [name, setName] = useState(version?.name ?? '');
  const isFit = name.trim() !== '' && name.trim().length <= maxName;

  async function save(): Promise<void> {
    if (!isFit) return;
    const versionId = version?.id;
    const made = await task.run(() =>
      hub(documents).call('nameVersion', { documentId, name, ...(versionId !== undefined && { versionId }) }),
    );
    if (!made) return;
    refresh(documents);
    toast({ tone: 'success', text: t('documents:history.name.done') });
    onClose();
  }
  const title = version ? (version.name === undefined ? 'this' : 'change') : 'title';
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t(`documents:history.name.${title}`)}
      actions={
        <>
          <Button look="primary" type="submit" form="name-version" busy={task.isBusy} aria-disabled={!isFit}>
            {t('common:actions.save')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <form
        id="name-version"
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p>{t('documents:history.name.text')}</p>
        <TextField
          label={t('documents:history.name.label')}
          hint={t('documents:history.name.hint')}
          value={name}
          onChange={setName}
          maxCharacters={maxName}
          required
        />
        {task.error !== undefined && <Failed error={task.error} />}
      </form>
    </Dialog>
  );
}
