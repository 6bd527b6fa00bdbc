import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './banner.module.css';

interface BannerProps {
  tone: 'notice' | 'warning' | 'accent';
  icon: IconName;
  children: ReactNode;
  action?: { label: string; onPress: () => void } | undefined;
  /** Spoken when it appears; left out for what always stands there. */
  live?: boolean;
}

/** One line across the page about the state of the whole. */
export function Banner({ tone, icon, children, action, live = false }: BannerProps) {
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role={live ? 'status' : undefined}>
      <Icon name={icon} />
      <p className={styles.text}>{children}</p>
      {action && (
        <Button look="secondary" onClick={action.onPress}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

/** @param waiting messages kept on this device until the line is back */
export function OfflineBanner({ waiting = 0 }: { waiting?: number }) {
  const { t } = useTranslation('common');
  return (
    <Banner tone="warning" icon="offline" live>
      {waiting > 0 ? t('banner.offlineWaiting', { count: waiting }) : t('banner.offline')}
    </Banner>
  );
}

/** Nothing is lost yet: the hub is being reached again, or answers late. */
export function SlowLineBanner() {
  const { t } = useTranslation('common');
  return (
    <Banner tone="notice" icon="clock" live>
      {t('states.slow')}
    </Banner>
  );
}

/** The rule of the house, above every place where people write. */
export function NonOperationalBanner() {
  const { t } = useTranslation('common');
  return (
    <Banner tone="notice" icon="shield">
      {t('banner.nonOperational')}
    </Banner>
  );
}

export function NewVersionBanner({ onReload }: { onReload: () => void }) {
  const { t } = useTranslation('common');
  return (
    <Banner tone="accent" icon="retry" live action={{ label: t('actions.reload'), onPress: onReload }}>
      {t('banner.newVersion')}
    </Banner>
  );
}
