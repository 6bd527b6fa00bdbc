import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import styles from './field.module.css';

/** What every field has. */
export interface FieldProps {
  label: ReactNode;
  /** One short sentence under the label. */
  hint?: ReactNode;
  /** What is wrong and how to put it right; shown and tied to the control. */
  error?: string | undefined;
  required?: boolean | undefined;
  /** Says "optional" beside the label, where most fields of a form are required. */
  optional?: boolean | undefined;
}

export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  required: boolean | undefined;
}

interface FieldFrameProps extends FieldProps {
  /** Beside the error, for example the count of characters left. */
  aside?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}

/** Label, hint, control and error, tied together for the eye and for a screen reader. */
export function Field({ label, hint, error, required, optional, aside, children }: FieldFrameProps) {
  const { t } = useTranslation('common');
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && <span className={styles.optional}> ({t('field.optional')})</span>}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error === undefined ? undefined : true, required })}
      {(error !== undefined || aside !== undefined) && (
        <div className={styles.below}>
          {error !== undefined && <FieldError id={`${id}-error`}>{error}</FieldError>}
          {aside}
        </div>
      )}
    </div>
  );
}

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className={styles.error}>
      <Icon name="alert" size={18} />
      <span>{children}</span>
    </p>
  );
}
