import type { FormEvent, KeyboardEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isAppleComputer } from '#client/kernel/shortcuts.ts';
import { IconButton } from '#client/ui/button.tsx';
import { useFileDrop, type ComposerFiles } from '#client/features/files/index.tsx';
import type { FieldEdits } from './composer-field.ts';
import { hasKeyboard, keyStep } from './composer-keys.ts';
import type { MentionPeople } from './composer-people.ts';
import type { Sending } from './composer-sending.ts';
import type { ComposerMode, Writing } from './composer-text.ts';
import { MentionField } from './mention-field.tsx';
import type { MentionText } from './mention-input.ts';
import type { TypingSender } from './typing.ts';
import styles from './composer.module.css';

interface FieldFormProps {
  id: string | undefined;
  describedBy: string | undefined;
  mode: ComposerMode;
  people: MentionPeople;
  onUp: () => void;
  onCancelMode: () => void;
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  writing: Writing;
  edits: FieldEdits;
  typing: TypingSender;
  sending: Sending;
  /** Slow mode asks to wait. */
  isPaused: boolean;
  onFiles: ComposerFiles['add'] | undefined;
}

/** The page's words in a field that runs the room's way: isolated, or their full stop jumps to the other end. */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** The field and its button. No form round more than them: dialogs that are opened beside them have forms of their own. */
export function FieldForm(props: FieldFormProps) {
  const { mode, writing, typing, sending, people, label } = props;
  const { t } = useTranslation(['chat', 'common']);
  const isEdit = mode.kind === 'edit';
  const onFiles = isEdit ? undefined : props.onFiles;
  const { onPaste } = useFileDrop((files) => onFiles?.(files));
  const onKeyDown = useKeys(props);
  const { flaw, step } = sending;
  const isBlocked = flaw !== undefined || props.isPaused || step === 'busy' || step === 'uploading';
  function onChange(state: MentionText): void {
    writing.set(state);
    if (state.text === '' || isEdit) typing.stop();
    else typing.typed();
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    sending.send();
  }
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.text} onBlur={typing.stop}>
        <MentionField
          ref={props.field}
          id={props.id}
          value={writing.state}
          onChange={onChange}
          options={people.options}
          onAsk={people.onAsk}
          onKeyDown={onKeyDown}
          onPaste={onFiles && onPaste}
          direction={writing.direction}
          aria-label={label}
          aria-describedby={props.describedBy}
          placeholder={isolated(t('chat:composer.placeholder'))}
          aria-invalid={flaw === 'tooLong' || flaw === 'tooManyMentions' || undefined}
          enterKeyHint={isEdit ? 'done' : 'enter'}
        />
      </div>
      <IconButton
        type="submit"
        look="primary"
        icon={isEdit ? 'check' : 'send'}
        label={isEdit ? t('common:actions.save') : t('common:actions.send')}
        aria-disabled={isBlocked}
      />
    </form>
  );
}

function useKeys({ mode, writing, edits, sending, onUp, onCancelMode }: FieldFormProps) {
  return (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const place = { hasKeyboard: hasKeyboard(), isApple: isAppleComputer(), isEmpty: writing.stored === '', hasMode: mode.kind !== 'new' };
    const step = keyStep(event.nativeEvent, place);
    if (step === undefined) return;
    event.preventDefault();
    if (step === 'send') sending.send();
    else if (step === 'up') onUp();
    else if (step === 'cancel') onCancelMode();
    else edits.format('bold');
  };
}
