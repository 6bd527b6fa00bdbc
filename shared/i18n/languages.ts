/** Languages the interface speaks, Arabic first. */
export const interfaceLanguages = ['ar', 'en', 'fr', 'ru', 'es'] as const;
export type InterfaceLanguage = (typeof interfaceLanguages)[number];

/** Languages content may be written in: those of the interface, and the five of Central Asia (Uzbek in both scripts). */
export const contentLanguages = [...interfaceLanguages, 'kk', 'ky', 'tg', 'tk', 'uz-Latn', 'uz-Cyrl'] as const;
export type ContentLanguage = (typeof contentLanguages)[number];

/** Each language in its own words, so that a person finds hers whatever the page speaks. */
export const autonyms: Record<ContentLanguage, string> = {
  ar: 'العربية',
  en: 'English',
  fr: 'Français',
  ru: 'Русский',
  es: 'Español',
  kk: 'Қазақша',
  ky: 'Кыргызча',
  tg: 'Тоҷикӣ',
  tk: 'Türkmençe',
  'uz-Latn': 'Oʻzbekcha',
  'uz-Cyrl': 'Ўзбекча',
};

export type Direction = 'rtl' | 'ltr';

const rtlLanguages = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'ckb', 'dv', 'ug', 'sd', 'yi']);

/** Direction of a BCP 47 tag: by its primary language; `uz-Latn` is `ltr`. */
export function directionOfLanguage(tag: string): Direction {
  const [language = ''] = tag.toLowerCase().split('-');
  return rtlLanguages.has(language) ? 'rtl' : 'ltr';
}

export function isInterfaceLanguage(tag: unknown): tag is InterfaceLanguage {
  return interfaceLanguages.some((language) => language === tag);
}

/** Where the interface language may be learnt from, strongest first. */
export interface LanguageSources {
  /** The stored profile of the person signed in. */
  profile?: string | null | undefined;
  /** `?lang=` of a link. */
  link?: string | null | undefined;
  /** What this browser was last set to. */
  remembered?: string | null | undefined;
  /** `navigator.languages`. */
  browser?: readonly string[] | undefined;
}

/** The first source that names a language we speak; Arabic when none does. */
export function chooseLanguage({ profile, link, remembered, browser = [] }: LanguageSources): InterfaceLanguage {
  for (const tag of [profile, link, remembered, ...browser.slice(0, 20)]) {
    const language = tag?.toLowerCase().split('-')[0];
    if (isInterfaceLanguage(language)) return language;
  }
  return 'ar';
}
