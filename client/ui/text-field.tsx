import type { HTMLInputAutoCompleteAttribute, InputHTMLAttributes, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage, type Direction } from '#shared/i18n/languages.ts';
import { toLatinDigits } from '#shared/i18n/regional.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './field.module.css';

type Kind = 'text' | 'email' | 'url' | 'tel' | 'search' | 'number' | 'date' | 'time';

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  kind?: Kind;
  name?: string;
  autoComplete?: HTMLInputAutoCompleteAttribute;
  placeholder?: string;
  /** Counted in code points, as the server counts; shown when a fifth is left. */
  maxCharacters?: number;
  disabled?: boolean;
  inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  ref?: Ref<HTMLInputElement>;
}

const alwaysLtr: ReadonlySet<Kind> = new Set<Kind>(['email', 'url', 'tel', 'number']);

/** One line of text. Names and titles take the direction of what is written, addresses and numbers are left to right. */
export function TextField({
  value,
  onChange,
  kind = 'text',
  maxCharacters,
  label,
  hint,
  error,
  required,
  optional,
  ...rest
}: TextFieldProps) {
  const pageDirection = usePageSide();
  const isLtr = alwaysLtr.has(kind);
  return (
    <Field {...{ label, hint, error, required, optional }} aside={<CharacterCount text={value} max={maxCharacters} />}>
      {(control) => (
        <input
          {...rest}
          {...control}
          // type=number refuses ٢٤ and hides what was typed; digits are made 0–9 here instead.
          type={kind === 'number' ? 'text' : kind}
          {...(kind === 'number' ? { inputMode: 'decimal' as const } : {})}
          className={classNames(styles.control, isLtr && styles.ltr)}
          dir={isLtr ? 'ltr' : directionOf(value, pageDirection)}
          value={value}
          onChange={(event) => onChange(kind === 'number' || kind === 'tel' ? toLatinDigits(event.target.value) : event.target.value)}
        />
      )}
    </Field>
  );
}

/** The direction of the page, by the language it speaks. */
export function usePageSide(): Direction {
  const { i18n } = useTranslation('common');
  return directionOfLanguage(i18n.language);
}

/** "12 characters left", shown when it begins to matter. */
export function CharacterCount({ text, max }: { text: string; max: number | undefined }) {
  const { t } = useTranslation('common');
  if (max === undefined) return null;
  const left = max - codePointCount(text);
  if (left > max / 5) return null;
  return (
    <p className={classNames(styles.count, left < 0 && styles.over)}>
      {left < 0 ? t('field.charactersOver', { count: -left }) : t('field.charactersLeft', { count: left })}
    </p>
  );
}
