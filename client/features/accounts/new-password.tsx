import { useTranslation } from 'react-i18next';
import { minPasswordLength, passwordFlaw, type Owner } from '#shared/features/accounts/rules.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { PasswordField } from '#client/ui/secret-fields.tsx';
import styles from './accounts.module.css';

interface NewPasswordProps {
  value: string;
  onChange: (value: string) => void;
  /** What it must not be made of. */
  owner: Owner;
  /** The form was sent: what is wrong is shown from then on. */
  isChecked: boolean;
  label?: string;
}

/** A password to be: the same rules as the server's, with the length told while typing. */
export function NewPassword({ value, onChange, owner, isChecked, label }: NewPasswordProps) {
  const { t } = useTranslation('accounts');
  const flaw = passwordFlaw(value, owner);
  const length = codePointCount(value);
  const isLongEnough = length >= minPasswordLength;
  return (
    <div>
      <PasswordField
        label={label ?? t('signIn.password')}
        hint={t('password.hint')}
        autoComplete="new-password"
        name="new-password"
        required
        value={value}
        onChange={onChange}
        error={
          flaw !== undefined && (isChecked || (isLongEnough && flaw !== 'passwordTooShort')) ? t(`errors.accounts.${flaw}`) : undefined
        }
      />
      {length > 0 && (
        <p className={styles.small}>
          {isLongEnough ? t('password.good') : t('password.length', { count: length, min: minPasswordLength })}
        </p>
      )}
    </div>
  );
}
