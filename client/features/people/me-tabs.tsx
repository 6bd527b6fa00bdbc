import { useTranslation } from 'react-i18next';
import { TabNav } from '#client/ui/tabs.tsx';

export type MeTab = 'profile' | 'settings' | 'security' | 'reports';

/** The pages of one's own account. */
export function MeTabs({ current }: { current: MeTab }) {
  const { t } = useTranslation('people');
  return (
    <TabNav
      label={t('me.tabs')}
      links={[
        { href: '/me', label: t('me.profile'), current: current === 'profile' },
        { href: '/me/settings', label: t('me.settings'), current: current === 'settings' },
        { href: '/me/security', label: t('me.security'), current: current === 'security' },
        { href: '/me/reports', label: t('me.reports'), current: current === 'reports' },
      ]}
    />
  );
}
