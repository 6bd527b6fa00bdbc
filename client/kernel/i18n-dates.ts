import { localeTag, type Regional } from '#shared/i18n/regional.ts';

/** Words the dates need from the catalogue. */
export interface DateWords {
  today: string;
  yesterday: string;
  tomorrow: string;
  timeRange: (from: string, to: string) => string;
  dateRange: (from: string, to: string) => string;
}

export type DateLike = Date | string | number;

/** Numbers, dates and names as one person reads them; all of it `Intl`, memoised per settings. */
export interface Format {
  readonly locale: string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** @param share from 0 to 1 */
  percent(share: number): string;
  bytes(count: number): string;
  /** 14:05; put it into `<Ltr>` when it stands alone. */
  time(at: DateLike): string;
  date(at: DateLike, style?: 'short' | 'medium' | 'long' | 'full'): string;
  dateTime(at: DateLike): string;
  /** The time alone while it is still the same day. */
  moment(at: DateLike, now: DateLike): string;
  /** "Today", "Yesterday", else the weekday and date; the year when it is another one. */
  dayHeading(at: DateLike, now: DateLike): string;
  /** By a template of the language, never a dash: a dash turns around in a right-to-left line. */
  timeRange(from: DateLike, to: DateLike): string;
  dateRange(from: DateLike, to: DateLike): string;
  /** Umm al-Qura calendar: «14 جمادى الآخرة 1448 هـ». */
  hijri(at: DateLike): string;
  /** @param code ISO 3166-1 alpha-2; returned as it is when unknown */
  country(code: string): string;
  /** @param tag BCP 47 */
  languageName(tag: string): string;
  list(items: readonly string[], type?: 'conjunction' | 'disjunction'): string;
  compare(one: string, other: string): number;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** CLDR's long name for PS differs from the one the programme's documents use. */
const shortNamed = new Set(['PS']);

function memo<Options extends object, Made>(make: (options: Options) => Made): (options: Options) => Made {
  const made = new Map<string, Made>();
  return (options) => {
    const key = JSON.stringify(options);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(options);
    made.set(key, fresh);
    return fresh;
  };
}

export function createFormat(regional: Regional, words: DateWords): Format {
  const locale = localeTag(regional);
  const zone = regional.timeZone === undefined ? {} : { timeZone: regional.timeZone };
  const numbers = memo((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
  const dates = memo((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...zone, ...options }));
  const names = memo((options: Intl.DisplayNamesOptions) => new Intl.DisplayNames(locale, { fallback: 'code', ...options }));
  const dayKey = new Intl.DateTimeFormat('en-CA', { ...zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });

  const put = (at: DateLike, options: Intl.DateTimeFormatOptions): string => dates(options).format(new Date(at));
  const time = (at: DateLike): string => put(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = (at: DateLike, style: 'short' | 'medium' | 'long' | 'full' = 'long'): string => put(at, { dateStyle: style });
  const dateTime = (at: DateLike): string => put(at, { dateStyle: 'medium', timeStyle: 'short' });
  const dayNumber = (at: DateLike): number => Date.parse(dayKey.format(new Date(at))) / 86_400_000;

  return {
    locale,
    number: (value, options = {}) => numbers(options).format(value),
    percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    bytes(count) {
      const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
      const unit = units[step] ?? 'byte';
      return numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step === 0 ? 0 : 1 }).format(
        count / 1_000 ** step,
      );
    },
    time,
    date,
    dateTime,
    moment: (at, now) => (dayNumber(at) === dayNumber(now) ? time(at) : dateTime(at)),
    dayHeading(at, now) {
      const days = dayNumber(at) - dayNumber(now);
      if (days === 0) return words.today;
      if (days === -1) return words.yesterday;
      if (days === 1) return words.tomorrow;
      const sameYear = dayKey.format(new Date(at)).slice(0, 4) === dayKey.format(new Date(now)).slice(0, 4);
      return put(at, { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
    },
    timeRange: (from, to) => words.timeRange(time(from), time(to)),
    dateRange: (from, to) => words.dateRange(date(from), date(to)),
    hijri: (at) => new Intl.DateTimeFormat(`${locale}-ca-islamic-umalqura`, { ...zone, dateStyle: 'long' }).format(new Date(at)),
    country(code) {
      if (!/^[A-Z]{2}$/.test(code)) return code;
      return names({ type: 'region', style: shortNamed.has(code) ? 'short' : 'long' }).of(code) ?? code;
    },
    languageName(tag) {
      try {
        return names({ type: 'language' }).of(tag) ?? tag;
      } catch {
        // Not a BCP 47 tag: shown as it is.
        return tag;
      }
    },
    list: (items, type = 'conjunction') => new Intl.ListFormat(locale, { type, style: 'long' }).format(items),
    compare: (one, other) => collator.compare(one, other),
  };
}
