import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { maxPollOptions } from '#shared/features/chat/contract.ts';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import {
  changeOption,
  maxOptionLength,
  minPollOptions,
  moveOption,
  withoutOption,
  withOption,
  type PollFlaws,
  type PollForm,
} from './poll-dialog-form.ts';
import styles from './poll-dialog.module.css';

interface OptionsProps {
  form: PollForm;
  flaws: PollFlaws;
  onForm: (form: PollForm) => void;
}

/** Two to ten answers, each with buttons that move it: nothing has to be dragged. */
export function PollOptions({ form, flaws, onForm }: OptionsProps) {
  const { t } = useTranslation('composing');
  const list = useRef<HTMLOListElement>(null);
  const count = form.options.length;
  /** To the field of an answer, once it is there. */
  function focusOn(index: number): void {
    setTimeout(() => list.current?.querySelectorAll<HTMLElement>('input')[index]?.focus(), 0);
  }
  function add(): void {
    onForm(withOption(form));
    focusOn(count);
  }
  return (
    <fieldset className={styles.options}>
      <legend className={styles.legend}>{t('poll.options')}</legend>
      <ol ref={list} className={styles.list}>
        {form.options.map(({ key }, index) => (
          <Option key={key} {...{ form, flaws, onForm, index }} onRemoved={() => focusOn(Math.max(0, index - 1))} />
        ))}
      </ol>
      {count < maxPollOptions ? (
        <Button icon="add" onClick={add}>
          {t('poll.addOption')}
        </Button>
      ) : (
        <p className={styles.note}>{t('poll.most', { max: maxPollOptions })}</p>
      )}
    </fieldset>
  );
}

function Option({ form, flaws, onForm, index, onRemoved }: OptionsProps & { index: number; onRemoved: () => void }) {
  const { t } = useTranslation('composing');
  const { announceState } = useAnnouncer();
  const { key, text } = form.options[index] ?? { key: -1, text: '' };
  const flaw = flaws.options.get(key);
  const number = index + 1;
  const count = form.options.length;
  const mayMove = (step: -1 | 1): boolean => index + step >= 0 && index + step < count;
  function move(step: -1 | 1): void {
    if (!mayMove(step)) return;
    onForm(moveOption(form, key, step));
    announceState({ text: t('poll.moved', { position: number + step, count }) });
  }
  function remove(): void {
    onForm(withoutOption(form, key));
    onRemoved();
  }
  return (
    <li className={styles.option}>
      <TextField
        label={t('poll.option', { number })}
        value={text}
        onChange={(next) => onForm(changeOption(form, key, next))}
        maxCharacters={maxOptionLength}
        error={flaw && t(`poll.optionFlaw.${flaw}`)}
      />
      <div className={styles.tools}>
        <IconButton icon="up" label={t('poll.up', { number })} aria-disabled={!mayMove(-1)} onClick={() => move(-1)} />
        <IconButton icon="down" label={t('poll.down', { number })} aria-disabled={!mayMove(1)} onClick={() => move(1)} />
        {count > minPollOptions && <IconButton icon="delete" label={t('poll.removeOption', { number })} onClick={remove} />}
      </div>
    </li>
  );
}
