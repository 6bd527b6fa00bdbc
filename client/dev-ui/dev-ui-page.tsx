import { useEffect, useState } from 'react';
import { loadCatalogue } from '#client/kernel/i18n-catalogues.ts';
import { LanguageProvider } from '#client/kernel/i18n-react.tsx';
import { createLanguages, type Languages } from '#client/kernel/i18n.ts';
import { useSearch } from '#client/kernel/router.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { samples } from './samples.ts';
import { Specimen } from './specimen.tsx';
import styles from './dev-ui-page.module.css';

const panes = [
  { language: 'ar', theme: 'light' },
  { language: 'en', theme: 'light' },
  { language: 'ar', theme: 'dark' },
  { language: 'en', theme: 'dark' },
] as const;

/** `/dev/ui`: every piece of client/ui, four times; `?only=ar-light` shows one of them as a page would. */
export default function DevUiPage() {
  const [search] = useSearch();
  const only = search.get('only');
  const shown = panes.filter(({ language, theme }) => only === null || only === `${language}-${theme}`);
  return (
    <Page title="client/ui" width="full">
      <div className={shown.length > 1 ? styles.panes : ''}>
        {shown.map((pane) => (
          <Pane key={`${pane.language}-${pane.theme}`} {...pane} />
        ))}
      </div>
    </Page>
  );
}

function Pane({ language, theme }: (typeof panes)[number]) {
  const [languages, setLanguages] = useState<Languages>();
  useEffect(() => {
    const country = language === 'ar' ? 'EG' : 'TN';
    void createLanguages({ settings: { language, country }, load: loadCatalogue }).then(setLanguages);
  }, [language]);
  if (!languages) return <Skeleton />;
  return (
    <section
      lang={language}
      dir={directionOfLanguage(language)}
      data-theme={theme}
      className={styles.pane}
      aria-label={`${language} ${theme}`}
    >
      <LanguageProvider languages={languages}>
        <Specimen words={samples[language]} language={language} />
      </LanguageProvider>
    </section>
  );
}
