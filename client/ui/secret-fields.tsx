import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toLatinDigits } from '#shared/i18n/regional.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './field.module.css';

interface PasswordFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  /** `new-password` lets a password manager propose one. */
  autoComplete: 'current-password' | 'new-password';
  name?: string;
}

/** A password: paste and password managers allowed, shown on request, never changed on the way. */
export function PasswordField({ value, onChange, label, hint, error, required, optional, ...rest }: PasswordFieldProps) {
  const { t } = useTranslation('common');
  const [shown, setShown] = useState(false);
  return (
    <Field {...{ label, hint, error, required, optional }}>
      {(control) => (
        <div className={styles.withButton}>
          <input
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            dir="ltr"
            spellCheck={false}
            autoCapitalize="none"
            className={classNames(styles.control, styles.ltr)}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            icon={shown ? 'hide' : 'show'}
            label={t(shown ? 'field.hidePassword' : 'field.showPassword')}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  );
}

interface CodeFieldProps extends FieldProps {
  value: string;
  /** Digits typed or pasted in any script arrive as 0–9, without spaces. */
  onChange: (value: string) => void;
  /** Six for a time-based code; recovery codes are longer and have letters. */
  length?: number;
  lettersToo?: boolean;
  name?: string;
}

/** A one-time code in one field: paste and the phone's own suggestion work, nothing needs to be transcribed. */
export function CodeField({ value, onChange, length = 6, lettersToo = false, label, hint, error, required, ...rest }: CodeFieldProps) {
  const clean = (text: string): string => {
    const bare = toLatinDigits(text).replace(/\s/g, '');
    return lettersToo ? bare : bare.replace(/\D/g, '').slice(0, length);
  };
  return (
    <Field {...{ label, hint, error, required }}>
      {(control) => (
        <input
          {...rest}
          {...control}
          type="text"
          dir="ltr"
          inputMode={lettersToo ? 'text' : 'numeric'}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          className={classNames(styles.control, styles.ltr, styles.code)}
          value={value}
          onChange={(event) => onChange(clean(event.target.value))}
        />
      )}
    </Field>
  );
}
