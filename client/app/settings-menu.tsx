import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { autonyms, interfaceLanguages } from '#shared/i18n/languages.ts';
import { useChangeLanguage, useLanguage } from '#client/kernel/i18n-react.tsx';
import { Menu } from '#client/ui/menu.tsx';
import type { IconName } from '#client/ui/icon.tsx';
import { themes, type Theme } from './appearance.ts';
import { useAppearance } from './appearance-context.ts';

const themeIcons: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };

/** Language and appearance, at hand on every page, signed in or not. */
export function SettingsMenu() {
  const { t } = useTranslation('shell');
  const { language } = useLanguage();
  const changeLanguage = useChangeLanguage();
  const appearance = useAppearance();
  const theme = useSyncExternalStore(appearance.subscribe, appearance.theme);
  return (
    <Menu
      label={t('settings')}
      icon="languages"
      sections={[
        {
          title: t('language.label'),
          items: interfaceLanguages.map((tag) => ({
            id: tag,
            label: autonyms[tag],
            lang: tag,
            selected: tag === language,
            onSelect: () => void changeLanguage({ language: tag }),
          })),
        },
        {
          title: t('theme.label'),
          items: themes.map((name) => ({
            id: name,
            label: t(`theme.${name}`),
            icon: themeIcons[name],
            selected: name === theme,
            onSelect: () => appearance.setTheme(name),
          })),
        },
      ]}
    />
  );
}
