import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { FieldError } from './field.tsx';
import styles from './field.module.css';

interface ChoiceProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  name?: string;
  disabled?: boolean;
  required?: boolean;
}

function Choice({ label, hint, error, checked, onChange, isSwitch = false, ...rest }: ChoiceProps & { isSwitch?: boolean }) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.group}>
      <div className={classNames(styles.choice, isSwitch && styles.switch)}>
        <input
          {...rest}
          id={id}
          type="checkbox"
          role={isSwitch ? 'switch' : undefined}
          checked={checked}
          aria-describedby={described || undefined}
          aria-invalid={error === undefined ? undefined : true}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className={styles.choiceText}>
          <label htmlFor={id}>{label}</label>
          {hint !== undefined && (
            <span id={`${id}-hint`} className={styles.hint}>
              {hint}
            </span>
          )}
        </span>
      </div>
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

/** Something to agree to or to choose; takes effect when the form is sent. */
export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} />;
}

/** A setting that takes effect at once. */
export function Switch(props: ChoiceProps) {
  return <Choice {...props} isSwitch />;
}

export interface RadioOption<Value extends string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  lang?: string | undefined;
}

interface RadioGroupProps<Value extends string> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly RadioOption<Value>[];
  /** Side by side, for short labels. */
  row?: boolean;
}

/** One of a few. */
export function RadioGroup<Value extends string>({ label, hint, error, value, onChange, options, row = false }: RadioGroupProps<Value>) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <fieldset className={styles.group} aria-describedby={described || undefined}>
      <legend className={styles.label}>{label}</legend>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <div className={classNames(styles.options, row && styles.row)}>
        {options.map((option) => (
          <label key={option.value} className={styles.choice} lang={option.lang}>
            <input type="radio" name={id} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span className={styles.choiceText}>
              <span>{option.label}</span>
              {option.hint !== undefined && <span className={styles.hint}>{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
