import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { chooseLanguage } from '#shared/i18n/languages.ts';
import { App } from './app/app.tsx';
import { bringFonts, createAppearance, reflectLanguage, rememberedLanguage } from './app/appearance.ts';
import { watchForNewVersion } from './app/new-version.ts';
import { takeEarlyAnswer } from './kernel/early-answers.ts';
import { loadCatalogue, loadTexts } from './kernel/i18n-catalogues.ts';
import { createLanguages } from './kernel/i18n.ts';
import { createPageServices } from './kernel/page-services.ts';

async function start(root: HTMLElement): Promise<void> {
  const language = chooseLanguage({
    link: new URLSearchParams(window.location.search).get('lang'),
    remembered: rememberedLanguage(),
    browser: navigator.languages,
  });
  const languages = await createLanguages({ settings: { language }, load: loadCatalogue, loadTexts });
  reflectLanguage(language);
  languages.subscribe(() => reflectLanguage(languages.current().language));
  const services = createPageServices({ takeEarlyAnswer });
  bringFonts(() => services.hub.connection.pending() === 0);
  createRoot(root).render(<App {...services} languages={languages} appearance={createAppearance()} newVersion={watchForNewVersion()} />);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void start(root);
