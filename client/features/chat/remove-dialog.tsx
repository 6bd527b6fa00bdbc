import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/features/chat/contract.ts';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { UserBlock } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { PanelDesk } from './panel-desk.ts';
import styles from './message-dialogs.module.css';

/** As many as the hub takes. */
const maxReason = 300;
const readyReasons = ['operational', 'personalData', 'disrespect', 'offTopic', 'duplicate', 'own'] as const;
type ReadyReason = (typeof readyReasons)[number];

export interface RemoveDialogProps {
  desk: PanelDesk;
  message: Message;
  onClose: () => void;
}

/** Takes a message away for good: one's own after a question, somebody else's with a reason that stands in its place. */
export default function RemoveDialog({ desk, message, onClose }: RemoveDialogProps) {
  const { t, i18n } = useTranslation(['panels', 'common']);
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  const isOwn = message.authorId === desk.userId;
  const [choice, setChoice] = useState<ReadyReason>();
  const [words, setWords] = useState('');
  const [isTold, setTold] = useState(false);
  const reason = choice === undefined || choice === 'own' ? words.trim() : t(`panels:remove.reasons.${choice}`);
  const isReady = isOwn || (choice !== undefined && reason !== '' && codePointCount(reason) <= maxReason);

  async function remove(): Promise<void> {
    if (!isReady) return setTold(true);
    const isDone = await run(() => desk.store.remove(message.seq, isOwn ? undefined : reason).then(() => true));
    if (!isDone) return;
    toast({ text: t('panels:remove.done') });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(isOwn ? 'panels:remove.titleOwn' : 'panels:remove.title')}
      actions={
        <>
          <Button look="danger" icon="delete" busy={isBusy} onClick={() => void remove()}>
            {t('panels:remove.action')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <Excerpt desk={desk} message={message} />
      <p>{t(isOwn ? 'panels:remove.leadOwn' : 'panels:remove.lead')}</p>
      {!isOwn && <Reason {...{ choice, setChoice, words, setWords, isTold }} />}
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}

/** The beginning of a message, so that it is clear which one is meant. */
export function Excerpt({ desk, message }: { desk: PanelDesk; message: Message }) {
  const { t } = useTranslation('panels');
  const words = plainTextOf(message.text, desk.nameOf).slice(0, 300);
  return (
    <div className={styles.excerpt}>
      {words === '' ? (
        t('files', { count: message.attachments?.length ?? 0 })
      ) : (
        <UserBlock dir={message.direction} className={styles.clamped}>
          {words}
        </UserBlock>
      )}
    </div>
  );
}

interface ReasonProps {
  choice: ReadyReason | undefined;
  setChoice: (choice: ReadyReason) => void;
  words: string;
  setWords: (words: string) => void;
  /** She pressed "Remove" while something was missing. */
  isTold: boolean;
}

function Reason({ choice, setChoice, words, setWords, isTold }: ReasonProps) {
  const { t } = useTranslation('panels');
  const missing = isTold && (choice === undefined || (choice === 'own' && words.trim() === ''));
  return (
    <>
      <RadioGroup
        label={t('remove.reason')}
        hint={t('remove.reasonHint')}
        value={choice}
        onChange={setChoice}
        options={readyReasons.map((value) => ({ value, label: t(`remove.reasons.${value}`) }))}
        error={missing && choice === undefined ? t('remove.reasonMissing') : undefined}
      />
      {choice === 'own' && (
        <InSight again={missing}>
          <TextArea
            label={t('remove.ownWords')}
            required
            rows={2}
            value={words}
            onChange={setWords}
            maxCharacters={maxReason}
            error={missing ? t('remove.reasonMissing') : undefined}
          />
        </InSight>
      )}
    </>
  );
}

/** A form in a dialog may be longer than a phone: what comes to its end is brought into sight. */
function InSight({ again, children }: { again: boolean; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [again]);
  return <div ref={element}>{children}</div>;
}
