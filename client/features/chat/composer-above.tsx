import { useTranslation } from 'react-i18next';
import { maxCodePoints } from '#shared/features/chat/contract.ts';
import { maxMentions } from '#shared/features/chat/mentions.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { ConnectionState } from '#client/kernel/connection.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useLine } from '#client/kernel/hub-react.tsx';
import type { IconName } from '#client/ui/icon.tsx';
import type { ComposerFiles } from '#client/features/files/index.tsx';
import { Late, ModeBar, PauseNote, ReachDialog, StepNote } from './composer-late.tsx';
import { Note } from './composer-note.tsx';
import type { Sending } from './composer-sending.ts';
import type { ComposerMode } from './composer-text.ts';
import type { QuotedLine } from './composing-mode-bar.tsx';

interface AboveProps {
  mode: ComposerMode;
  quoted: QuotedLine | undefined;
  /** Of the bar that says what is answered or edited. */
  barId: string;
  files: ComposerFiles | undefined;
  isFull: boolean;
  onCancelMode: () => void;
  sending: Sending;
  fallback: Direction;
  /** Until the next message may leave. */
  seconds: number;
}

/** What becomes of the text, or why it stays. */
export function Above({ mode, quoted, barId, files, isFull, onCancelMode, sending, fallback, seconds }: AboveProps) {
  const { t } = useTranslation('chat');
  const { step, reach } = sending;
  return (
    <>
      {mode.kind !== 'new' && (
        <Late>
          <ModeBar id={barId} kind={mode.kind} quoted={quoted} fallback={fallback} onCancel={onCancelMode} />
        </Late>
      )}
      <LineState />
      <Flaws {...{ isFull, sending }} />
      {seconds > 0 && (
        <Late>
          <PauseNote seconds={seconds} />
        </Late>
      )}
      {(step === 'uploading' || step === 'askFailed') && (
        <Late>
          <StepNote sending={sending} files={files} />
        </Late>
      )}
      {step === 'askReach' && (
        <Late failed={<Note icon="alert">{t('errors.chat.mentionNeedsConfirmation', { count: reach.count })}</Note>}>
          <ReachDialog reach={reach} onConfirm={sending.confirmReach} onClose={sending.stop} />
        </Late>
      )}
    </>
  );
}

/** Why it cannot leave as it is, or did not leave. */
function Flaws({ isFull, sending: { flaw, error } }: Pick<AboveProps, 'isFull' | 'sending'>) {
  const { t, i18n } = useTranslation('chat');
  return (
    <>
      {isFull && (
        <Note icon="alert" isAlert>
          {t('composer.full')}
        </Note>
      )}
      {flaw === 'tooLong' && (
        <Note icon="alert" isAlert>
          {t('composer.tooLong', { max: maxCodePoints })}
        </Note>
      )}
      {flaw === 'tooManyMentions' && (
        <Note icon="alert" isAlert>
          {t('errors.chat.tooManyMentions', { max: maxMentions })}
        </Note>
      )}
      {error !== undefined && (
        <Note icon="alert" isAlert>
          {errorMessage(i18n, error)}
        </Note>
      )}
    </>
  );
}

const lineIcons: Record<Exclude<ConnectionState, 'online'>, IconName> = { offline: 'offline', reconnecting: 'retry', slow: 'clock' };

/** Beside the shell's banner: what becomes of a message that is sent now. */
function LineState() {
  const { t } = useTranslation('chat');
  const line = useLine();
  return line === 'online' ? null : <Note icon={lineIcons[line]}>{t(`composer.${line}`)}</Note>;
}
