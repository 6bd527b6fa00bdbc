import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import styles from './button.module.css';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style'> {
  look?: ButtonLook;
  icon?: IconName | undefined;
  /** Shows that the action is under way; the button stays focusable and does nothing meanwhile. */
  busy?: boolean | undefined;
  /** As wide as its column: the one action of a form on a phone. */
  wide?: boolean | undefined;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export function Button({ look = 'secondary', icon, busy = false, wide = false, children, onClick, type = 'button', ...rest }: ButtonProps) {
  const { t } = useTranslation('common');
  return (
    <button
      {...rest}
      type={type}
      className={classNames(styles.button, styles[look], wide && styles.wide, busy && styles.busy)}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {busy && <span className={styles.progress} aria-hidden="true" />}
      {busy && <VisuallyHidden>{t('states.loading')}</VisuallyHidden>}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style' | 'children'> {
  icon: IconName;
  /** The accessible name, also the tooltip. */
  label: string;
  look?: 'quiet' | 'primary' | 'secondary';
  /** Number of things waiting, shown as a clay badge; the label must say it in words. */
  badge?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export function IconButton({ icon, label, look = 'quiet', badge, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} className={classNames(styles.button, styles.iconOnly, styles[look])} aria-label={label} title={label}>
      <Icon name={icon} />
      {badge !== undefined && (
        <span className={styles.badge} aria-hidden="true">
          {badge}
        </span>
      )}
    </button>
  );
}
