import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction } from '#shared/kernel/fields.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { Button } from '#client/ui/button.tsx';
import { Checkbox, RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import {
  emptyPoll,
  endings,
  hasFlaws,
  maxQuestionLength,
  pollFlaws,
  pollOf,
  showings,
  type Ending,
  type OutgoingPoll,
  type PollFlaws,
  type PollForm,
} from './poll-dialog-form.ts';
import { PollOptions } from './poll-dialog-options.tsx';
import styles from './poll-dialog.module.css';

export interface PollDialogProps {
  /** As it was left when the dialog was closed; undefined: nothing was. */
  form: PollForm | undefined;
  onForm: (form: PollForm | undefined) => void;
  /** Direction of the room's language. */
  fallback: Direction;
  /** @throws as the hub refused it; the form stays open. */
  onSend: (poll: OutgoingPoll) => Promise<void>;
  onClose: () => void;
}

interface PartProps {
  form: PollForm;
  flaws: PollFlaws;
  change: (part: Partial<PollForm>) => void;
}

/** A question with two to ten answers. What was filled in stays when it is closed, refused or without a line. */
export default function PollDialog({ form = emptyPoll, onForm, fallback, onSend, onClose }: PollDialogProps) {
  const { t, i18n } = useTranslation('composing');
  const [isTold, setTold] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const element = useRef<HTMLFormElement>(null);
  // Tried again unchanged it is the same poll, to the moment in which it ends.
  const tried = useRef<{ form: PollForm; poll: OutgoingPoll }>(undefined);
  const found = pollFlaws(form, Date.now());
  const flaws: PollFlaws = isTold ? found : { options: new Map() };
  const change = (part: Partial<PollForm>): void => onForm({ ...form, ...part });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTold(true);
    if (isBusy) return;
    if (hasFlaws(found)) {
      // After the words are there.
      setTimeout(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 0);
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      if (tried.current?.form !== form) tried.current = { form, poll: pollOf(form, fallback, Date.now()) };
      await onSend(tried.current.poll);
      onForm(undefined);
      onClose();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  }
  return (
    <Dialog open onClose={onClose} title={t('poll.title')}>
      <form ref={element} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextArea
          label={t('poll.question')}
          required
          rows={2}
          value={form.question}
          onChange={(question) => change({ question })}
          maxCharacters={maxQuestionLength}
          fallback={fallback}
          error={flaws.question && t(`poll.questionFlaw.${flaws.question}`)}
        />
        <PollOptions {...{ form, flaws }} onForm={onForm} />
        <Rules {...{ form, flaws, change }} />
        {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
        <Button type="submit" look="primary" icon="send" wide busy={isBusy}>
          {t('poll.send')}
        </Button>
      </form>
    </Dialog>
  );
}

/** How it is answered, and when what is seen. */
function Rules({ form, flaws, change }: PartProps) {
  const { t } = useTranslation('composing');
  const { ending, date, time } = form;
  const isDate = ending === 'date';
  return (
    <>
      <Checkbox label={t('poll.multiple')} checked={form.isMultiple} onChange={(isMultiple) => change({ isMultiple })} />
      <Checkbox
        label={t('poll.anonymous')}
        hint={t('poll.anonymousHint')}
        checked={form.isAnonymous}
        onChange={(isAnonymous) => change({ isAnonymous })}
      />
      <RadioGroup
        label={t('poll.shows')}
        value={form.shows}
        onChange={(shows) => change({ shows })}
        options={showings.map((value) => ({ value, label: t(`poll.showsWhen.${value}`) }))}
      />
      <Select
        label={t('poll.ends')}
        value={ending}
        onChange={(value) => change({ ending: endings.find((one): one is Ending => one === value) ?? 'never' })}
        options={endings.map((value) => ({ value, label: t(`poll.endsWhen.${value}`) }))}
      />
      {isDate && (
        <div className={styles.when}>
          <TextField
            kind="date"
            label={t('poll.date')}
            value={date}
            onChange={(next) => change({ date: next })}
            error={flaws.ending && t(`poll.endingFlaw.${flaws.ending}`)}
          />
          <TextField kind="time" label={t('poll.time')} value={time} onChange={(next) => change({ time: next })} />
        </div>
      )}
    </>
  );
}
