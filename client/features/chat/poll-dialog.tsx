import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction } from '#shared/kernel/fields.ts';
import { maxPollOptions } from '#shared/features/chat/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { Checkbox, RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import {
  changeOption,
  emptyPoll,
  endings,
  hasFlaws,
  maxOptionLength,
  maxQuestionLength,
  minPollOptions,
  moveOption,
  pollFlaws,
  pollOf,
  showings,
  withoutOption,
  withOption,
  type Ending,
  type OutgoingPoll,
  type PollFlaws,
  type PollForm,
} from './poll-dialog-form.ts';
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
        <Options {...{ form, flaws }} onForm={onForm} />
        <Rules {...{ form, flaws, change }} />
        {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
        <Button type="submit" look="primary" icon="send" wide busy={isBusy}>
          {t('poll.send')}
        </Button>
      </form>
    </Dialog>
  );
}

interface OptionsProps {
  form: PollForm;
  flaws: PollFlaws;
  onForm: (form: PollForm) => void;
}

function Options({ form, flaws, onForm }: OptionsProps) {
  const { t } = useTranslation('composing');
  const { announceState } = useAnnouncer();
  const list = useRef<HTMLOListElement>(null);
  const count = form.options.length;
  /** To the field of an answer, once it is there. */
  function focusOn(index: number): void {
    setTimeout(() => list.current?.querySelectorAll<HTMLElement>('input')[index]?.focus(), 0);
  }
  function move(key: number, from: number, step: -1 | 1): void {
    onForm(moveOption(form, key, step));
    announceState({ text: t('poll.moved', { position: from + step + 1, count }) });
  }
  return (
    <fieldset className={styles.options}>
      <legend className={styles.legend}>{t('poll.options')}</legend>
      <ol ref={list} className={styles.list}>
        {form.options.map(({ key, text }, index) => {
          const number = index + 1;
          const flaw = flaws.options.get(key);
          return (
            <li key={key} className={styles.option}>
              <div className={styles.field}>
                <TextField
                  label={t('poll.option', { number })}
                  value={text}
                  onChange={(next) => onForm(changeOption(form, key, next))}
                  maxCharacters={maxOptionLength}
                  error={flaw && t(`poll.optionFlaw.${flaw}`)}
                />
              </div>
              <div className={styles.tools}>
                <IconButton
                  icon="up"
                  label={t('poll.up', { number })}
                  aria-disabled={index === 0}
                  onClick={() => index > 0 && move(key, index, -1)}
                />
                <IconButton
                  icon="down"
                  label={t('poll.down', { number })}
                  aria-disabled={number === count}
                  onClick={() => number < count && move(key, index, 1)}
                />
                {count > minPollOptions && (
                  <IconButton
                    icon="delete"
                    label={t('poll.removeOption', { number })}
                    onClick={() => {
                      onForm(withoutOption(form, key));
                      focusOn(Math.max(0, index - 1));
                    }}
                  />
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {count < maxPollOptions ? (
        <Button
          icon="add"
          onClick={() => {
            onForm(withOption(form));
            focusOn(count);
          }}
        >
          {t('poll.addOption')}
        </Button>
      ) : (
        <p className={styles.note}>{t('poll.most', { max: maxPollOptions })}</p>
      )}
    </fieldset>
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
