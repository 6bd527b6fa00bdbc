import { createInstance, type i18n as I18n, type ResourceKey } from 'i18next';
import { addressValue, type AddressForm } from '#shared/i18n/address.ts';
import type { LazyFeature } from '#shared/i18n/catalogue.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { localeTag, type Regional } from '#shared/i18n/regional.ts';
import { icuFormat } from './i18n-icu.ts';

/** Everything about one person that changes words, numbers and dates. */
export interface LanguageSettings extends Regional {
  address?: AddressForm | undefined;
}

export type CatalogueOfLanguage = Record<string, ResourceKey>;
export type LoadCatalogue = (language: InterfaceLanguage) => Promise<CatalogueOfLanguage>;

/** The texts of one feature that are not in the catalogue of the language. */
export type LoadTexts = (language: InterfaceLanguage, feature: LazyFeature) => Promise<ResourceKey>;

/** The languages of one page: what is spoken now, and how to change it without a reload. */
export interface Languages {
  readonly i18n: I18n;
  current(): LanguageSettings;
  subscribe(listener: () => void): () => void;
  /**
   * Changes any of the settings. The catalogue is loaded first, so the page never shows half a language;
   * when two changes overtake each other, the last one asked for wins.
   */
  change(settings: Partial<LanguageSettings>): Promise<void>;
  /** Whether the texts of a feature are here in the language spoken now. */
  has(feature: LazyFeature): boolean;
  /**
   * Brings the texts of a feature, and with every later change of language too. The same promise for the same
   * language.
   *
   * @throws when they cannot be fetched
   */
  need(feature: LazyFeature): Promise<void>;
}

export interface LanguagesOptions {
  settings: LanguageSettings;
  load: LoadCatalogue;
  /** Not needed where `load` gives everything. */
  loadTexts?: LoadTexts;
}

export async function createLanguages({ settings: first, load, loadTexts }: LanguagesOptions): Promise<Languages> {
  let settings = first;
  let asked = 0;
  const listeners = new Set<() => void>();
  const i18n = createInstance();
  i18n.use(icuFormat(() => localeTag(settings)));
  await i18n.init({
    lng: first.language,
    fallbackLng: false,
    load: 'languageOnly',
    defaultNS: 'common',
    resources: { [first.language]: await load(first.language) },
    returnNull: false,
    interpolation: { escapeValue: false, defaultVariables: { address: addressValue(first.address) } },
    react: { useSuspense: false },
  });

  async function ensureCatalogue(language: InterfaceLanguage): Promise<void> {
    if (i18n.hasResourceBundle(language, 'common')) return;
    const catalogue = await load(language);
    for (const [feature, texts] of Object.entries(catalogue)) i18n.addResourceBundle(language, feature, texts);
  }
  const needed = new Set<LazyFeature>();
  const coming = new Map<string, Promise<void>>();
  async function bring(language: InterfaceLanguage, feature: LazyFeature): Promise<void> {
    const texts = await loadTexts?.(language, feature);
    if (texts) i18n.addResourceBundle(language, feature, texts);
  }
  function ensureTexts(language: InterfaceLanguage, feature: LazyFeature): Promise<void> {
    if (i18n.hasResourceBundle(language, feature)) return Promise.resolve();
    const key = `${language}/${feature}`;
    // What failed stays failed until the page is loaded anew, as its code does: asking again in each rendering would never end.
    const promise = coming.get(key) ?? bring(language, feature);
    coming.set(key, promise);
    return promise;
  }

  return {
    i18n,
    current: () => settings,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    has: (feature) => i18n.hasResourceBundle(settings.language, feature),
    need(feature) {
      needed.add(feature);
      return ensureTexts(settings.language, feature);
    },
    async change(wanted) {
      asked += 1;
      const mine = asked;
      const next = { ...settings, ...wanted };
      await Promise.all([ensureCatalogue(next.language), ...[...needed].map((feature) => ensureTexts(next.language, feature))]);
      if (mine !== asked) return;
      settings = next;
      i18n.options.interpolation = { ...i18n.options.interpolation, defaultVariables: { address: addressValue(next.address) } };
      for (const listener of listeners) listener();
      // Told even when only digits changed, so that every text is put anew.
      await i18n.changeLanguage(next.language);
    },
  };
}
