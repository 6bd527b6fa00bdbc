import type { Plugin } from 'vite';

const kept = new Set(['ar-AE', 'en-US', 'fr-FR', 'ru-RU', 'es-ES']);
const dictionary = /\/react-(?:aria|stately|aria-components)\/.*\/intl\/.*?([a-z]{2}-[A-Z]{2})\.mjs$/;

/** React Aria ships its own words in 34 languages; the hub speaks five, the others become empty. */
export function ariaLocales(): Plugin {
  return {
    name: 'aria-locales',
    enforce: 'pre',
    load(id) {
      const locale = dictionary.exec(id)?.[1];
      return locale && !kept.has(locale) ? 'export default {};' : undefined;
    },
  };
}
