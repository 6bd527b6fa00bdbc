import { useEffect, useId, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { maxCodePoints } from '#shared/features/chat/contract.ts';
import type { Room } from '#shared/features/spaces/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { region } from '#client/kernel/regions.ts';
import type { DraftText } from '#client/kernel/session.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { CharacterCount } from '#client/ui/text-field.tsx';
import { AttachmentTray, type ComposerFiles } from '#client/features/files/index.tsx';
import { Above } from './composer-above.tsx';
import { Extras, Who, type Extra } from './composer-extras.tsx';
import { useFieldEdits } from './composer-field.ts';
import { FieldForm } from './composer-form.tsx';
import { FormatBar, Late, MoreTools } from './composer-late.tsx';
import type { MentionPeople } from './composer-people.ts';
import { useSending, type OutgoingEdit, type OutgoingMessage } from './composer-sending.ts';
import { useWriting, type ComposerMode, type Writing } from './composer-text.ts';
import { useWait } from './composer-wait.ts';
import type { QuotedLine } from './composing-mode-bar.tsx';
import type { OutgoingPoll } from './poll-dialog-form.ts';
import { useTyping } from './typing-here.ts';
import styles from './composer.module.css';

/** What the composer must know of where it writes: a room of a space, or two people's. */
export type ComposerRoom = Pick<Room, 'id' | 'name' | 'language'> &
  Partial<Pick<Room, 'slowModeSeconds' | 'slowModeUntil' | 'hasVoiceNotes'>>;

/**
 * The place to write of a room, a thread (`thread`) or a direct conversation. Give it `key` by room and thread. Whether one
 * may write here at all is decided outside (`useClosed`), as is where files are dropped (`useDropFiles`).
 */
export interface ComposerProps {
  room: ComposerRoom;
  /** Number of the first message of the thread that is written to. */
  thread?: number;
  /** The text as it is stored (`useDraft`); stays untouched while a message is edited. */
  draft: DraftText;
  mode: ComposerMode;
  /** In reply mode: the line that is answered. */
  quoted?: QuotedLine | undefined;
  /** Back to a new message: cancelled, or the reply or edit has left. */
  onCancelMode: () => void;
  /** False when the message could not be taken, as too many wait already. */
  onSend: (message: OutgoingMessage) => boolean;
  /** Resolves when it is stored. A `chat/staleRevision` keeps the text; give the newer `revision` with the mode to save again. */
  onEdit: (edit: OutgoingEdit) => Promise<void>;
  /** Absent where no poll may be asked. */
  onPoll?: ((poll: OutgoingPoll) => Promise<void>) | undefined;
  /** Who may be named: `useRoomMentions`, `useDirectMentions`. */
  people: MentionPeople;
  /** `useComposerFiles(room.id, thread)`; absent where nothing may be attached. */
  files?: ComposerFiles | undefined;
  /** Who manages the room is asked for no pause by slow mode. */
  isSlowModeExempt?: boolean;
  /** When her newest message in this room was sent, in milliseconds since the epoch. */
  lastOwnAt?: number | undefined;
  /** The last message could not be taken. */
  isFull: boolean;
  /** Up in an empty field leads to the newest message. */
  onUp: () => void;
  ref: Ref<HTMLTextAreaElement>;
}

export function Composer(props: ComposerProps) {
  const { room, thread, draft, mode, files, people, onCancelMode, onUp } = props;
  const { t } = useTranslation('chat');
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(props.ref, () => field.current as HTMLTextAreaElement);
  const fallback = directionOfLanguage(room.language);
  const writing = useWriting({ draft, mode, fallback, nameOf: people.nameOf });
  const edits = useFieldEdits(field, writing);
  const typing = useTyping(room.id, thread);
  const barId = useId();
  const [isFormatting, setFormatting] = useState(false);
  const [extra, setExtra] = useState<Extra>();
  const { sending, wait, onPoll } = useComposerSending(props, writing, typing.stop);
  useFocusOnMode(field, mode);

  const label = t('composer.label', { room: room.name });
  return (
    <section className={styles.composer} aria-label={label} {...region('composer')}>
      <Who ids={typing.who} nameOf={people.nameOf} />
      <Above
        quoted={props.quoted}
        isFull={props.isFull}
        {...{ mode, barId, files, sending, fallback, onCancelMode }}
        seconds={wait.seconds}
      />
      {isFormatting && (
        <Late>
          <FormatBar onFormat={edits.format} />
        </Late>
      )}
      {files && mode.kind !== 'edit' && files.items.length > 0 && (
        <div className={styles.files}>
          <AttachmentTray files={files} />
        </div>
      )}
      <div className={styles.row}>
        <span className={styles.tools}>
          <Late>
            <MoreTools
              onFiles={mode.kind === 'edit' ? undefined : files?.add}
              hasVoiceNotes={room.hasVoiceNotes ?? false}
              onPoll={onPoll && mode.kind === 'new' ? () => setExtra('poll') : undefined}
              onEmoji={() => setExtra('emoji')}
              onTurn={writing.turn}
              isFormatting={isFormatting}
              onFormatting={() => setFormatting(!isFormatting)}
            />
          </Late>
        </span>
        <FieldForm
          describedBy={mode.kind === 'new' ? undefined : barId}
          id={thread === undefined ? skipTargetId.composer : undefined}
          {...{ field, label, mode, writing, edits, typing, sending, people, onUp, onCancelMode }}
          isPaused={wait.seconds > 0}
          onFiles={files?.add}
        />
      </div>
      <CharacterCount text={writing.stored} max={maxCodePoints} />
      <Extras {...{ extra, fallback, onPoll }} onEmoji={edits.insert} onClose={() => setExtra(undefined)} />
    </section>
  );
}

/** Sending in its place: with slow mode, the mode that ends and the others who saw her write. */
function useComposerSending(props: ComposerProps, writing: Writing, onLeft: () => void) {
  const { room, mode, files, people, onCancelMode } = props;
  const isEdit = mode.kind === 'edit';
  const wait = useWait({
    room: { slowModeSeconds: room.slowModeSeconds ?? 0, slowModeUntil: room.slowModeUntil },
    isExempt: (props.isSlowModeExempt ?? false) || isEdit,
    lastOwnAt: props.lastOwnAt,
  });
  const sending = useSending({
    ...{ mode, writing, thread: props.thread, onSend: props.onSend, onEdit: props.onEdit },
    files: isEdit ? undefined : files,
    countOf: people.countOf,
    isPaused: wait.seconds > 0,
    onDone() {
      onLeft();
      if (!isEdit) wait.sent();
      if (mode.kind !== 'new') onCancelMode();
    },
  });
  const { step } = sending;
  const { onAsk } = people;
  useEffect(() => {
    // How many it reaches may not have been asked for yet.
    if (step === 'askReach') onAsk();
  }, [step, onAsk]);
  async function poll(asked: OutgoingPoll): Promise<void> {
    try {
      await props.onPoll?.(asked);
      wait.sent();
    } catch (error) {
      wait.refused(error);
      throw error;
    }
  }
  return { sending, wait, onPoll: props.onPoll && poll };
}

/** To what is answered or edited the text belongs: the caret goes where it is written. */
function useFocusOnMode(field: { current: HTMLTextAreaElement | null }, mode: ComposerMode): void {
  const place = mode.kind === 'new' ? '' : `${mode.kind} ${mode.seq}`;
  useEffect(() => {
    const box = field.current;
    if (place === '' || !box) return;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }, [field, place]);
}
