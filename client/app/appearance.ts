import { directionOfLanguage, type InterfaceLanguage } from '#shared/i18n/languages.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'theme';
const languageKey = 'language';
const themeColours = { light: '#0b5a63', dark: '#1a2129' };

/** What this browser remembers between visits; boot.js reads the same two keys. Storage may be forbidden. */
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A private window without storage: the choice holds until the page is closed.
  }
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberedLanguage(): string | null {
  return recall(languageKey);
}

export function rememberedTheme(): Theme {
  const stored = recall(themeKey);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Tells the whole document what it speaks; focus, scroll and drafts are not touched. */
export function reflectLanguage(language: InterfaceLanguage): void {
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOfLanguage(language);
  remember(languageKey, language);
}

const quietMs = 200;

/** Fonts that boot.js put off are asked for when nothing else is. */
export function bringFonts(isQuiet: () => boolean): void {
  function look(): void {
    if (isQuiet()) delete document.documentElement.dataset.fonts;
    else setTimeout(look, quietMs);
  }
  if (document.documentElement.dataset.fonts) setTimeout(look, quietMs);
}

function reflectTheme(theme: Theme, prefersDark: boolean): void {
  const shown = theme === 'system' ? (prefersDark ? 'dark' : 'light') : theme;
  document.documentElement.dataset.theme = shown;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', themeColours[shown]);
}

export interface Appearance {
  theme(): Theme;
  setTheme(theme: Theme): void;
  subscribe(listener: () => void): () => void;
}

/** Light, dark, or as the device; follows the device while the page is open. */
export function createAppearance(): Appearance {
  let theme = rememberedTheme();
  const listeners = new Set<() => void>();
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const reflect = (): void => reflectTheme(theme, dark.matches);
  dark.addEventListener('change', reflect);
  reflect();
  return {
    theme: () => theme,
    setTheme(next) {
      theme = next;
      remember(themeKey, next);
      reflect();
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
