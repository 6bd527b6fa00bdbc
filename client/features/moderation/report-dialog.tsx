import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categories, maxReportText, moderation, type Category } from '#shared/features/moderation/contract.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import type { ReportDialogProps } from '#client/kernel/reporting.tsx';
import { useNavigate } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { UserBlock } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import styles from './moderation.module.css';

const identities = ['moderators', 'safetyOfficer'] as const;
type Identity = (typeof identities)[number];

/** A reason and "Send": two taps once it is open. What else may be said waits behind a third. */
export default function ReportDialogBox({ roomId, seq, excerpt, open, onClose }: ReportDialogProps) {
  const { t, i18n } = useTranslation(['moderation', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const navigate = useNavigate();
  const { run, isBusy, error } = useTask();
  const [clientId] = useState(newClientId);
  const [category, setCategory] = useState<Category>();
  const [isLong, setLong] = useState(false);
  const [text, setText] = useState('');
  const [identity, setIdentity] = useState<Identity>('moderators');
  const isReady = category !== undefined && text.length <= maxReportText;

  async function send(): Promise<void> {
    if (!isReady) return;
    const report = { roomId, seq, clientId, category, text: text.trim(), identity };
    const sent = await run(() => hub(moderation).call('reportMessage', report));
    if (!sent) return;
    refresh(moderation);
    const action = { label: t('moderation:report.mine'), onPress: () => navigate('/me/reports') };
    toast({ tone: 'success', text: t('moderation:report.sent'), action });
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      look="sheet"
      title={t('moderation:report.title')}
      actions={
        <>
          <Button look="primary" icon="send" busy={isBusy} aria-disabled={!isReady} onClick={() => void send()}>
            {t('moderation:report.send')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      {excerpt && (
        <div className={styles.excerpt}>
          <UserBlock dir={excerpt.direction} className={styles.clamped}>
            {excerpt.text}
          </UserBlock>
        </div>
      )}
      <p className={styles.lead}>{t('moderation:report.lead')}</p>
      <RadioGroup
        label={t('moderation:report.category')}
        value={category}
        onChange={setCategory}
        options={categories.map((value) => ({ value, label: t(`moderation:categories.${value}`) }))}
      />
      {isLong ? (
        <MoreFields {...{ text, setText, identity, setIdentity }} />
      ) : (
        <div>
          <Button look="quiet" icon="edit" onClick={() => setLong(true)}>
            {t('moderation:report.more')}
          </Button>
        </div>
      )}
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}

interface MoreFieldsProps {
  text: string;
  setText: (text: string) => void;
  identity: Identity;
  setIdentity: (identity: Identity) => void;
}

function MoreFields({ text, setText, identity, setIdentity }: MoreFieldsProps) {
  const { t } = useTranslation('moderation');
  return (
    <>
      <TextArea
        label={t('report.text')}
        hint={t('report.textHint')}
        optional
        rows={3}
        value={text}
        onChange={setText}
        maxCharacters={maxReportText}
      />
      <RadioGroup
        label={t('report.identity')}
        value={identity}
        onChange={setIdentity}
        options={identities.map((value) => ({
          value,
          label: t(`report.identities.${value}`),
          hint: t(`report.identityHints.${value}`),
        }))}
      />
    </>
  );
}
