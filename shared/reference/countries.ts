import { defaultDigits, firstDayOfWeek, type Digits } from '../i18n/regional.ts';
import type { InterfaceLanguage } from '../i18n/languages.ts';

/**
 * ISO 3166-1 alpha-2, the 249 officially assigned codes (ISO 3166 Maintenance Agency). Names are not kept here:
 * `Intl.DisplayNames` has them in every interface language.
 */
export const countryCodes: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT ' +
  'MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');

const known: ReadonlySet<string> = new Set(countryCodes);

export function isCountry(code: string): boolean {
  return known.has(code);
}

/** Name of a country in a language, by the data of the platform; the code itself when the platform has none. */
export function countryName(code: string, language: InterfaceLanguage): string {
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** IANA zone of the capital (tz database 2025b, `zone1970.tab`), for the countries the hub began with; others choose. */
const capitalZones: Readonly<Record<string, string>> = {
  AE: 'Asia/Dubai',
  AT: 'Europe/Vienna',
  BH: 'Asia/Bahrain',
  CH: 'Europe/Zurich',
  DE: 'Europe/Berlin',
  DZ: 'Africa/Algiers',
  EG: 'Africa/Cairo',
  ES: 'Europe/Madrid',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  IQ: 'Asia/Baghdad',
  JO: 'Asia/Amman',
  KG: 'Asia/Bishkek',
  KW: 'Asia/Kuwait',
  KZ: 'Asia/Almaty',
  LB: 'Asia/Beirut',
  LY: 'Africa/Tripoli',
  MA: 'Africa/Casablanca',
  MR: 'Africa/Nouakchott',
  OM: 'Asia/Muscat',
  PS: 'Asia/Hebron',
  QA: 'Asia/Qatar',
  RU: 'Europe/Moscow',
  SA: 'Asia/Riyadh',
  SD: 'Africa/Khartoum',
  SY: 'Asia/Damascus',
  TJ: 'Asia/Dushanbe',
  TM: 'Asia/Ashgabat',
  TN: 'Africa/Tunis',
  TR: 'Europe/Istanbul',
  UZ: 'Asia/Tashkent',
  YE: 'Asia/Aden',
};

export interface CountryDefaults {
  digits: Digits;
  /** Everywhere Gregorian: the Umm al-Qura date is a second line a person may ask for. */
  calendar: 'gregory';
  timeZone: string;
  /** 1 Monday … 7 Sunday. */
  firstDayOfWeek: 1 | 6 | 7;
}

/** What is preselected for somebody from a country; each of it is a personal setting. Digits and week: CLDR 48. */
export function defaultsOf(country: string, language: InterfaceLanguage): CountryDefaults {
  return {
    digits: defaultDigits(language, country),
    calendar: 'gregory',
    timeZone: capitalZones[country] ?? 'Etc/UTC',
    firstDayOfWeek: firstDayOfWeek(country),
  };
}
