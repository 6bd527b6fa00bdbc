import type { AnchorHTMLAttributes, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ButtonLook } from './button.tsx';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import buttonStyles from './button.module.css';
import styles from './link.module.css';

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'style' | 'href'> {
  href: string;
  /** `text` inside a sentence (always underlined), `plain` in lists and bars, or as a button. */
  look?: 'text' | 'plain' | ButtonLook;
  icon?: IconName | undefined;
  wide?: boolean | undefined;
  children: ReactNode;
}

/** A link; the router takes every same-origin one without a reload, so it needs nothing from here. */
export function Link({ look = 'text', icon, wide = false, children, target, ...rest }: LinkProps) {
  const { t } = useTranslation('common');
  const asButton = look !== 'text' && look !== 'plain';
  const looks = asButton ? classNames(buttonStyles.button, buttonStyles[look], wide && buttonStyles.wide) : styles[look];
  return (
    <a {...rest} className={looks} {...(target === '_blank' ? { target, rel: 'noopener noreferrer' } : { target })}>
      {icon && <Icon name={icon} />}
      {children}
      {target === '_blank' && <VisuallyHidden> ({t('newTab')})</VisuallyHidden>}
    </a>
  );
}
