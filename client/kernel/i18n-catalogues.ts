import type { LazyFeature } from '#shared/i18n/catalogue.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { CatalogueOfLanguage, LoadCatalogue, LoadTexts } from './i18n.ts';

type Part = Promise<{ default: CatalogueOfLanguage }>;

const imports: Record<InterfaceLanguage, () => Part> = {
  ar: () => import('virtual:catalogue/ar'),
  en: () => import('virtual:catalogue/en'),
  fr: () => import('virtual:catalogue/fr'),
  ru: () => import('virtual:catalogue/ru'),
  es: () => import('virtual:catalogue/es'),
};
// Written out, because the bundler must know every part by its name.
const lazyImports: Record<LazyFeature, Record<InterfaceLanguage, () => Part>> = {
  accounts: {
    ar: () => import('virtual:catalogue/ar/accounts'),
    en: () => import('virtual:catalogue/en/accounts'),
    fr: () => import('virtual:catalogue/fr/accounts'),
    ru: () => import('virtual:catalogue/ru/accounts'),
    es: () => import('virtual:catalogue/es/accounts'),
  },
  admin: {
    ar: () => import('virtual:catalogue/ar/admin'),
    en: () => import('virtual:catalogue/en/admin'),
    fr: () => import('virtual:catalogue/fr/admin'),
    ru: () => import('virtual:catalogue/ru/admin'),
    es: () => import('virtual:catalogue/es/admin'),
  },
  composing: {
    ar: () => import('virtual:catalogue/ar/composing'),
    en: () => import('virtual:catalogue/en/composing'),
    fr: () => import('virtual:catalogue/fr/composing'),
    ru: () => import('virtual:catalogue/ru/composing'),
    es: () => import('virtual:catalogue/es/composing'),
  },
  demo: {
    ar: () => import('virtual:catalogue/ar/demo'),
    en: () => import('virtual:catalogue/en/demo'),
    fr: () => import('virtual:catalogue/fr/demo'),
    ru: () => import('virtual:catalogue/ru/demo'),
    es: () => import('virtual:catalogue/es/demo'),
  },
  documents: {
    ar: () => import('virtual:catalogue/ar/documents'),
    en: () => import('virtual:catalogue/en/documents'),
    fr: () => import('virtual:catalogue/fr/documents'),
    ru: () => import('virtual:catalogue/ru/documents'),
    es: () => import('virtual:catalogue/es/documents'),
  },
  files: {
    ar: () => import('virtual:catalogue/ar/files'),
    en: () => import('virtual:catalogue/en/files'),
    fr: () => import('virtual:catalogue/fr/files'),
    ru: () => import('virtual:catalogue/ru/files'),
    es: () => import('virtual:catalogue/es/files'),
  },
  help: {
    ar: () => import('virtual:catalogue/ar/help'),
    en: () => import('virtual:catalogue/en/help'),
    fr: () => import('virtual:catalogue/fr/help'),
    ru: () => import('virtual:catalogue/ru/help'),
    es: () => import('virtual:catalogue/es/help'),
  },
  home: {
    ar: () => import('virtual:catalogue/ar/home'),
    en: () => import('virtual:catalogue/en/home'),
    fr: () => import('virtual:catalogue/fr/home'),
    ru: () => import('virtual:catalogue/ru/home'),
    es: () => import('virtual:catalogue/es/home'),
  },
  inbox: {
    ar: () => import('virtual:catalogue/ar/inbox'),
    en: () => import('virtual:catalogue/en/inbox'),
    fr: () => import('virtual:catalogue/fr/inbox'),
    ru: () => import('virtual:catalogue/ru/inbox'),
    es: () => import('virtual:catalogue/es/inbox'),
  },
  moderation: {
    ar: () => import('virtual:catalogue/ar/moderation'),
    en: () => import('virtual:catalogue/en/moderation'),
    fr: () => import('virtual:catalogue/fr/moderation'),
    ru: () => import('virtual:catalogue/ru/moderation'),
    es: () => import('virtual:catalogue/es/moderation'),
  },
  panels: {
    ar: () => import('virtual:catalogue/ar/panels'),
    en: () => import('virtual:catalogue/en/panels'),
    fr: () => import('virtual:catalogue/fr/panels'),
    ru: () => import('virtual:catalogue/ru/panels'),
    es: () => import('virtual:catalogue/es/panels'),
  },
  people: {
    ar: () => import('virtual:catalogue/ar/people'),
    en: () => import('virtual:catalogue/en/people'),
    fr: () => import('virtual:catalogue/fr/people'),
    ru: () => import('virtual:catalogue/ru/people'),
    es: () => import('virtual:catalogue/es/people'),
  },
  rooms: {
    ar: () => import('virtual:catalogue/ar/rooms'),
    en: () => import('virtual:catalogue/en/rooms'),
    fr: () => import('virtual:catalogue/fr/rooms'),
    ru: () => import('virtual:catalogue/ru/rooms'),
    es: () => import('virtual:catalogue/es/rooms'),
  },
  notices: {
    ar: () => import('virtual:catalogue/ar/notices'),
    en: () => import('virtual:catalogue/en/notices'),
    fr: () => import('virtual:catalogue/fr/notices'),
    ru: () => import('virtual:catalogue/ru/notices'),
    es: () => import('virtual:catalogue/es/notices'),
  },
  switcher: {
    ar: () => import('virtual:catalogue/ar/switcher'),
    en: () => import('virtual:catalogue/en/switcher'),
    fr: () => import('virtual:catalogue/fr/switcher'),
    ru: () => import('virtual:catalogue/ru/switcher'),
    es: () => import('virtual:catalogue/es/switcher'),
  },
};

/** One chunk for each language; the boot script has already asked for the likely one. */
export const loadCatalogue: LoadCatalogue = async (language) => (await imports[language]()).default;

/** The texts of one feature, a chunk of its own; the boot script has asked for those of the page opened. */
export const loadTexts: LoadTexts = async (language, feature) => (await lazyImports[feature][language]()).default;
