import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { LoadCatalogue } from './i18n.ts';

const imports: Record<InterfaceLanguage, () => Promise<{ default: Awaited<ReturnType<LoadCatalogue>> }>> = {
  ar: () => import('virtual:catalogue/ar'),
  en: () => import('virtual:catalogue/en'),
  fr: () => import('virtual:catalogue/fr'),
  ru: () => import('virtual:catalogue/ru'),
  es: () => import('virtual:catalogue/es'),
};

/** One chunk for each language; the boot script has already asked for the likely one. */
export const loadCatalogue: LoadCatalogue = async (language) => (await imports[language]()).default;
