import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { autonyms, interfaceLanguages } from '#shared/i18n/languages.ts';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { Menu } from '#client/ui/menu.tsx';
import type { IconName } from '#client/ui/icon.tsx';
import { themes, type Theme } from './appearance.ts';
import { useAppearance } from './appearance-context.ts';
import { useChangeSettings } from './change-settings.ts';
import styles from './shell.module.css';

const themeIcons: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };

/** Language and appearance, at hand on every page, signed in or not. */
export function SettingsMenu() {
  const { t } = useTranslation('shell');
  const { language } = useLanguage();
  const change = useChangeSettings();
  const appearance = useAppearance();
  const theme = useSyncExternalStore(appearance.subscribe, appearance.theme);
  return (
    <Menu
      label={`${t('settings')}: ${autonyms[language]}`}
      icon="languages"
      sections={[
        {
          title: t('language.label'),
          items: interfaceLanguages.map((tag) => ({
            id: tag,
            label: autonyms[tag],
            lang: tag,
            selected: tag === language,
            onSelect: () => change({ language: tag }),
          })),
        },
        {
          title: t('theme.label'),
          items: themes.map((name) => ({
            id: name,
            label: t(`theme.${name}`),
            icon: themeIcons[name],
            selected: name === theme,
            onSelect: () => change({ theme: name }),
          })),
        },
      ]}
    >
      <span className={styles.languageName}>{autonyms[language]}</span>
    </Menu>
  );
}
