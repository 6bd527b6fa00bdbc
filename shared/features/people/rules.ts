import { foldForSearch } from '../../i18n/search-text.ts';
import { cleanPersonName, codePointCount, skeleton, type NameFlaw } from '../../i18n/text.ts';
import type { InterfaceLanguage } from '../../i18n/languages.ts';
import { defaultsOf } from '../../reference/countries.ts';
import type { Settings } from './contract.ts';

/** Longest display name in code points; the contract allows as many UTF-16 units. */
export const maxDisplayName = 60;

export type PersonNameFlaw = NameFlaw | 'mixedScripts';
export type PersonName = { ok: true; name: string } | { ok: false; flaw: PersonNameFlaw };

const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Arabic}/u];

/** One word in letters of two scripts is how a name is forged: «Сlara» with a Cyrillic С. */
function mixesScripts(name: string): boolean {
  return name.split(' ').some((word) => scripts.filter((script) => script.test(word)).length > 1);
}

/** A person's name as it is stored, or why it cannot be one. */
export function personName(raw: string): PersonName {
  const cleaned = cleanPersonName(raw);
  if (!cleaned.ok) return cleaned;
  if (codePointCount(cleaned.name) > maxDisplayName) return { ok: false, flaw: 'tooLong' };
  if (mixesScripts(cleaned.name)) return { ok: false, flaw: 'mixedScripts' };
  return cleaned;
}

/**
 * Whether a new name imitates another: it looks the same and is written otherwise. Two officers may well bear one name,
 * and spellings with and without hamza or marks are the same name, so neither counts as imitation.
 */
export function imitates(name: string, other: string): boolean {
  return skeleton(name) === skeleton(other) && foldForSearch(name) !== foldForSearch(other);
}

/** Nothing sounds or shows itself unless asked for; a colleague who passes by reads no message on her screen. */
const quiet = { sound: 'off', desktopNotices: 'off', noticeContent: 'sender' } as const satisfies Partial<Settings>;

/** Settings as they were stored, with those that did not exist then. */
export function completeSettings(stored: Omit<Settings, keyof typeof quiet> & Partial<Settings>): Settings {
  return { ...quiet, ...stored };
}

/** Settings of a new person: from her country where it says something, and nothing assumed about form of address. */
export function initialSettings(country: string, language: InterfaceLanguage): Settings {
  const { digits, calendar, timeZone } = defaultsOf(country, language);
  return {
    language,
    addressForm: 'unspecified',
    digits,
    calendar,
    timeZone,
    theme: 'system',
    dataSaver: false,
    announcements: 'all',
    ...quiet,
    showPresence: true,
  };
}
