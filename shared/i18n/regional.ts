import type { InterfaceLanguage } from './languages.ts';

/** Unicode numbering systems the hub offers: 0–9 and ٠–٩. */
export const digitSystems = ['latn', 'arab'] as const;
export type Digits = (typeof digitSystems)[number];

/** How one person wants numbers, dates and words put; stored in the profile. */
export interface Regional {
  language: InterfaceLanguage;
  /** ISO 3166-1 alpha-2; decides month names, order of the date, first day of the week. */
  country?: string | undefined;
  digits?: Digits | undefined;
  /** IANA zone; the browser's own when absent. */
  timeZone?: string | undefined;
}

// CLDR 48: Arabic-speaking countries whose default numbering system is `arab`. The Maghreb and the Emirates use 0–9.
const arabicDigitCountries = new Set([
  'BH',
  'DJ',
  'EG',
  'ER',
  'IL',
  'IQ',
  'JO',
  'KM',
  'KW',
  'LB',
  'MR',
  'OM',
  'PS',
  'QA',
  'SA',
  'SD',
  'SO',
  'SS',
  'SY',
  'TD',
  'YE',
]);

/** The digits preselected for a country; only Arabic has a choice to make. */
export function defaultDigits(language: InterfaceLanguage, country: string | undefined): Digits {
  return language === 'ar' && country !== undefined && arabicDigitCountries.has(country) ? 'arab' : 'latn';
}

/**
 * BCP 47 tag for `Intl`, for example `ar-TN-u-nu-latn`; an unknown country is left out. English is British, as its
 * texts are: an officer of Tunis who reads English expects "22 November", and `en-TN` would fall back to American.
 * The digits a person chose are those of her Arabic: «١٧ nov ٢٠٢٦» falls apart in a left-to-right line.
 */
export function localeTag({ language, country, digits }: Regional): string {
  const region = language === 'en' && country !== 'US' ? 'GB' : country;
  const suffix = region !== undefined && /^[A-Z]{2}$/.test(region) ? `-${region}` : '';
  const numbering = language === 'ar' ? (digits ?? defaultDigits(language, country)) : 'latn';
  return `${language}${suffix}-u-nu-${numbering}`;
}

const saturdayStart = new Set(['AE', 'AF', 'BH', 'DJ', 'DZ', 'EG', 'IQ', 'IR', 'JO', 'KW', 'LY', 'OM', 'QA', 'SD', 'SY']);
const sundayStart = new Set([
  'BR',
  'CA',
  'CO',
  'DO',
  'GT',
  'HN',
  'IL',
  'IN',
  'JP',
  'KE',
  'MX',
  'NI',
  'PA',
  'PE',
  'PH',
  'PT',
  'PY',
  'SA',
  'SV',
  'TH',
  'US',
  'VE',
  'YE',
  'ZA',
]);

/** First day of the week, 1 Monday … 7 Sunday (CLDR 48); a space may override it. */
export function firstDayOfWeek(country: string | undefined): 1 | 6 | 7 {
  if (country !== undefined && saturdayStart.has(country)) return 6;
  if (country !== undefined && sundayStart.has(country)) return 7;
  return 1;
}

const digitOffsets = [0x0660, 0x06f0];

/** Whatever digits were typed (٢٤, ۲۴, 24), the same digits 0–9. */
export function toLatinDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const offset = digitOffsets.find((zero) => code >= zero && code <= zero + 9) ?? code;
    return String(code - offset);
  });
}
