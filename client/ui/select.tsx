import { useTranslation } from 'react-i18next';
import { Field, type FieldProps } from './field.tsx';
import { Icon } from './icon.tsx';
import styles from './field.module.css';

export interface SelectOption {
  value: string;
  label: string;
  lang?: string | undefined;
}

interface SelectProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  options: readonly SelectOption[];
  /** First line when nothing is chosen yet; "Choose" when absent and the value is empty. */
  placeholder?: string;
  name?: string;
  autoComplete?: string;
  disabled?: boolean;
}

/** The browser's own list: the phone's wheel, typing to find, and no code. */
export function Select({ value, onChange, options, placeholder, label, hint, error, required, optional, ...rest }: SelectProps) {
  const { t } = useTranslation('common');
  const needsPlaceholder = placeholder !== undefined || !options.some((option) => option.value === value);
  return (
    <Field {...{ label, hint, error, required, optional }}>
      {(control) => (
        <div className={styles.select}>
          <select {...rest} {...control} className={styles.control} value={value} onChange={(event) => onChange(event.target.value)}>
            {needsPlaceholder && <option value="">{placeholder ?? t('field.choose')}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value} lang={option.lang}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </div>
      )}
    </Field>
  );
}
