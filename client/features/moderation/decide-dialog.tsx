import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categories, maxDecisionText, moderation, type Category, type ReportedDetail } from '#shared/features/moderation/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { useToast } from '#client/ui/toast.tsx';
import styles from './moderation.module.css';

export type DecisionKind = 'hide' | 'dismiss' | 'restore';
const outcomes = { hide: 'hidden', dismiss: 'dismissed', restore: 'restored' } as const;

interface DecideDialogProps {
  item: ReportedDetail;
  kind: DecisionKind | undefined;
  onClose: () => void;
}

/** What a decision means, to whom it is told, and why it is taken. */
export function DecideDialog({ item, kind, onClose }: DecideDialogProps) {
  return kind ? <DecideSheet key={kind} item={item} kind={kind} onClose={onClose} /> : null;
}

function useDecide(item: ReportedDetail) {
  const { t } = useTranslation('moderation');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const task = useTask();
  const { call } = hub(moderation);
  async function decide(kind: DecisionKind, text: string, rule: Category): Promise<boolean> {
    const reportId = item.id;
    const done = await task.run(() => {
      if (kind === 'hide') return call('hideReported', { reportId, rule, text });
      return kind === 'dismiss' ? call('dismissReport', { reportId, reason: text }) : call('restoreReported', { reportId, reason: text });
    });
    refresh(moderation);
    if (!done) return false;
    toast({ tone: 'success', text: t(`decide.done.${outcomes[kind]}`) });
    return true;
  }
  return { ...task, decide };
}

function DecideSheet({ item, kind, onClose }: DecideDialogProps & { kind: DecisionKind }) {
  const { t, i18n } = useTranslation(['moderation', 'common']);
  const { decide, isBusy, error } = useDecide(item);
  const [text, setText] = useState('');
  const [rule, setRule] = useState<Category>(item.categories[0] ?? 'other');
  const isReady = text.trim() !== '' && text.length <= maxDecisionText;
  return (
    <Dialog
      open
      onClose={onClose}
      look="sheet"
      title={t(`moderation:decide.${kind}Title`)}
      actions={
        <>
          <Button
            look={kind === 'hide' ? 'danger' : 'primary'}
            busy={isBusy}
            aria-disabled={!isReady}
            onClick={() => {
              if (isReady) void decide(kind, text.trim(), rule).then((isDone) => isDone && onClose());
            }}
          >
            {kind === 'dismiss' ? t('moderation:decide.dismissDone') : t(`moderation:decide.${kind}`)}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <p className={styles.lead}>{t(`moderation:decide.${kind}Text`)}</p>
      {kind === 'hide' && (
        <Select
          label={t('moderation:decide.rule')}
          value={rule}
          onChange={(value) => setRule(categories.find((known) => known === value) ?? 'other')}
          options={categories.map((value) => ({ value, label: t(`moderation:categories.${value}`) }))}
        />
      )}
      <TextArea
        label={t(kind === 'dismiss' ? 'moderation:decide.dismissReason' : 'moderation:decide.reason')}
        {...(kind !== 'dismiss' && { hint: t('moderation:decide.reasonHint') })}
        required
        rows={3}
        value={text}
        onChange={setText}
        maxCharacters={maxDecisionText}
      />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
