import { describe, expect, test, vi } from 'vitest';
import { readCatalogue } from '#client/build/catalogues.ts';
import { commonError, HubError } from '#shared/kernel/errors.ts';
import type { LazyFeature } from '#shared/i18n/catalogue.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { chooseLanguage, interfaceLanguages } from '#shared/i18n/languages.ts';
import { firstDayOfWeek, localeTag, toLatinDigits } from '#shared/i18n/regional.ts';
import { errorMessage } from './error-message.ts';
import { createFormat } from './i18n-dates.ts';
import { createLanguages, type LanguageSettings, type LoadCatalogue } from './i18n.ts';

const root = new URL('../../shared/i18n', import.meta.url).pathname;
const load: LoadCatalogue = async (language) => readCatalogue(root, language) as Awaited<ReturnType<LoadCatalogue>>;
const start = (settings: LanguageSettings) => createLanguages({ settings, load });

const words = {
  today: 'T',
  yesterday: 'Y',
  tomorrow: 'M',
  timeRange: (a: string, b: string) => `${a}|${b}`,
  dateRange: (a: string, b: string) => `${a}|${b}`,
};

describe('messages', () => {
  test.each([
    [0, 'لا رسائل جديدة'],
    [1, 'رسالة جديدة واحدة'],
    [2, 'رسالتان جديدتان'],
    [3, '٣ رسائل جديدة'],
    [11, '١١ رسالةً جديدة'],
    [100, '١٠٠ رسالة جديدة'],
  ])('%i in Arabic with the digits of Egypt', async (count, expected) => {
    const { i18n } = await start({ language: 'ar', country: 'EG' });
    expect(i18n.t('states.unreadCount', { count })).toBe(expected);
  });

  test('digits follow the profile and change without a reload', async () => {
    const languages = await start({ language: 'ar', country: 'TN' });
    expect(languages.i18n.t('states.unreadCount', { count: 3 })).toBe('3 رسائل جديدة');
    await languages.change({ digits: 'arab' });
    expect(languages.i18n.t('states.unreadCount', { count: 3 })).toBe('٣ رسائل جديدة');
  });

  test.each([
    [1, '1 новое сообщение'],
    [3, '3 новых сообщения'],
    [11, '11 новых сообщений'],
    [21, '21 новое сообщение'],
  ])('%i in Russian', async (count, expected) => {
    const { i18n } = await start({ language: 'ru' });
    expect(i18n.t('states.unreadCount', { count })).toBe(expected);
  });

  test('the form of address is a value of every message', async () => {
    const languages = await start({ language: 'en' });
    languages.i18n.addResourceBundle(
      'en',
      'shell',
      (await import('#client/build/catalogues.ts')).compileTree(
        { probe: '{address, select, feminine {f} masculine {m} other {o}}' },
        'probe',
      ),
      true,
    );
    const probe = () => languages.i18n.t('probe' as 'settings', { ns: 'shell' });
    expect(probe()).toBe('o');
    await languages.change({ address: 'feminine' });
    expect(probe()).toBe('f');
    await languages.change({ address: 'unspecified' });
    expect(probe()).toBe('o');
  });

  test('a forgotten value leaves the rest of the message', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { i18n } = await start({ language: 'en' });
    expect(i18n.t('errorCode')).toBe('Code: ');
    expect(complaint).toHaveBeenCalledOnce();
    complaint.mockRestore();
  });
});

describe('change', () => {
  test('a catalogue is loaded before the switch and once only', async () => {
    const loaded: InterfaceLanguage[] = [];
    const languages = await createLanguages({ settings: { language: 'ar' }, load: (language) => (loaded.push(language), load(language)) });
    const seen: string[] = [];
    languages.subscribe(() => seen.push(languages.i18n.getResource(languages.current().language, 'common', 'actions.save')));
    await languages.change({ language: 'fr' });
    await languages.change({ language: 'ar' });
    await languages.change({ language: 'fr' });
    expect(seen).toEqual(['Enregistrer', 'حفظ', 'Enregistrer']);
    expect(loaded).toEqual(['ar', 'fr']);
  });

  test('the last one asked for wins', async () => {
    const open: Partial<Record<InterfaceLanguage, () => void>> = {};
    const slow: LoadCatalogue = async (language) => {
      if (language !== 'ar') await new Promise<void>((resolve) => (open[language] = resolve));
      return load(language);
    };
    const languages = await createLanguages({ settings: { language: 'ar' }, load: slow });
    const first = languages.change({ language: 'fr' });
    const second = languages.change({ language: 'ru' });
    open.ru?.();
    await second;
    open.fr?.();
    await first;
    expect([languages.current().language, languages.i18n.t('actions.save')]).toEqual(['ru', 'Сохранить']);
  });
});

describe('texts that come with their page', () => {
  const first: LoadCatalogue = async (language) => ({ common: (await load(language))['common'] ?? {} });
  const texts = async (language: InterfaceLanguage, feature: LazyFeature) => (await load(language))[feature] ?? {};

  test('are fetched once, and with every later change of language before it is seen', async () => {
    const asked: string[] = [];
    const languages = await createLanguages({
      settings: { language: 'ar' },
      load: first,
      loadTexts: (language, feature) => (asked.push(`${language}/${feature}`), texts(language, feature)),
    });
    expect(languages.has('help')).toBe(false);
    await Promise.all([languages.need('help'), languages.need('help')]);
    expect([languages.has('help'), languages.i18n.t('help:title')]).toEqual([true, 'المساعدة']);
    const seen: boolean[] = [];
    languages.subscribe(() => seen.push(languages.has('help')));
    await languages.change({ language: 'ru' });
    await languages.change({ language: 'ar' });
    expect([seen, asked]).toEqual([
      [true, true],
      ['ar/help', 'ru/help'],
    ]);
  });

  test('cannot be fetched: the page is told, and the language stays', async () => {
    const languages = await createLanguages({
      settings: { language: 'ar' },
      load: first,
      loadTexts: () => Promise.reject(new Error('no line')),
    });
    await expect(languages.need('help')).rejects.toThrow('no line');
    await expect(languages.change({ language: 'fr' })).rejects.toThrow('no line');
    expect(languages.current().language).toBe('ar');
  });
});

describe('errors', () => {
  test.each(interfaceLanguages)('every common reason has words in %s', async (language) => {
    const { i18n } = await start({ language });
    const { commonErrors } = await import('#shared/kernel/errors.ts');
    for (const reason of Object.keys(commonErrors) as (keyof typeof commonErrors)[]) {
      const text = errorMessage(i18n, commonError(reason));
      expect(text).not.toContain('errors.');
      if (reason !== 'internal') expect(text).not.toBe(errorMessage(i18n, commonError('internal')));
    }
  });

  test('an unknown code reads as internal, no answer as unreachable', async () => {
    const { i18n } = await start({ language: 'en' });
    expect(errorMessage(i18n, new HubError('chat/neverHeardOf', 409))).toBe(errorMessage(i18n, commonError('internal')));
    expect(errorMessage(i18n, new TypeError('Failed to fetch'))).toMatch(/cannot be reached/);
  });
});

describe('dates and numbers', () => {
  const at = '2026-11-24T13:05:00Z';
  const format = (settings: LanguageSettings) => createFormat({ timeZone: 'Africa/Tunis', ...settings }, words);

  test('month names and digits follow the country', () => {
    expect(format({ language: 'ar', country: 'MA' }).date(at)).toContain('نونبر');
    expect(format({ language: 'ar', country: 'JO' }).date(at)).toContain('تشرين الثاني');
    expect(format({ language: 'ar', country: 'EG' }).time(at)).toBe('١٤:٠٥');
    expect(format({ language: 'ar', country: 'TN' }).time(at)).toBe('14:05');
  });

  test('a day is a day where the person is', () => {
    const late = '2026-11-24T23:30:00Z';
    expect(format({ language: 'en' }).moment(late, late)).toMatch(/^\d\d:\d\d$/);
    expect(format({ language: 'en' }).moment('2026-11-20T12:00:00Z', at)).toContain('2026');
    expect(format({ language: 'en' }).dayHeading(late, at)).toBe('M');
    expect(format({ language: 'en', timeZone: 'UTC' }).dayHeading(late, at)).toBe('T');
    expect(format({ language: 'en' }).dayHeading('2026-11-23T12:00:00Z', at)).toBe('Y');
    expect(format({ language: 'en' }).dayHeading('2026-11-20T12:00:00Z', at)).toBe('Friday 20 November');
    expect(format({ language: 'en' }).dayHeading('2025-11-20T12:00:00Z', at)).toContain('2025');
  });

  test('names, sizes, lists', () => {
    expect(format({ language: 'ar' }).country('PS')).toBe('فلسطين');
    expect(format({ language: 'fr' }).country('DZ')).toBe('Algérie');
    expect(format({ language: 'en' }).country('not a code')).toBe('not a code');
    expect(format({ language: 'en' }).bytes(1_234_567)).toBe('1.2 MB');
    expect(format({ language: 'en' }).bytes(0)).toBe('0 byte');
    expect(format({ language: 'ar' }).list(['أ', 'ب'])).toBe('أ وب');
    expect(format({ language: 'ar', country: 'TN' }).hijri(at)).toContain('جمادى الآخرة');
    expect(format({ language: 'en' }).languageName('??')).toBe('??');
  });

  test('locale, week and typed digits', () => {
    expect(localeTag({ language: 'ar', country: 'DZ' })).toBe('ar-DZ-u-nu-latn');
    expect(localeTag({ language: 'fr', country: 'x"' })).toBe('fr-u-nu-latn');
    expect([
      localeTag({ language: 'es', country: 'EG', digits: 'arab' }),
      localeTag({ language: 'ar', country: 'DZ', digits: 'arab' }),
    ]).toEqual(['es-EG-u-nu-latn', 'ar-DZ-u-nu-arab']);
    expect([localeTag({ language: 'en', country: 'TN' }), localeTag({ language: 'en', country: 'US' })]).toEqual([
      'en-GB-u-nu-latn',
      'en-US-u-nu-latn',
    ]);
    expect([firstDayOfWeek('JO'), firstDayOfWeek('MA'), firstDayOfWeek(undefined)]).toEqual([6, 1, 1]);
    expect(toLatinDigits('٢٤ ۲۴ 24')).toBe('24 24 24');
  });
});

test('where the language comes from', () => {
  expect(chooseLanguage({ profile: 'fr', link: 'ru', remembered: 'es', browser: ['en'] })).toBe('fr');
  expect(chooseLanguage({ profile: null, link: 'ru', remembered: 'es' })).toBe('ru');
  expect(chooseLanguage({ link: 'xx', remembered: null, browser: ['de-DE', 'es-MX'] })).toBe('es');
  expect(chooseLanguage({ browser: ['de'] })).toBe('ar');
});
