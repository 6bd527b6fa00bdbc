import { createContext, use, useContext, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import type { Feature, LazyFeature } from '#shared/i18n/catalogue.ts';
import { directionOfLanguage, type Direction } from '#shared/i18n/languages.ts';
import { localeTag } from '#shared/i18n/regional.ts';
import { createFormat, type Format } from './i18n-dates.ts';
import { createFormatters, isCompiled } from './i18n-icu.ts';
import type { Languages, LanguageSettings } from './i18n.ts';

const LanguagesContext = createContext<Languages | undefined>(undefined);
const FormatContext = createContext<Format | undefined>(undefined);
const phraseFormatter = createFormatters();

export function LanguageProvider({ languages, children }: { languages: Languages; children: ReactNode }) {
  return (
    <LanguagesContext value={languages}>
      <I18nextProvider i18n={languages.i18n} defaultNS="common">
        <FormatProvider>{children}</FormatProvider>
      </I18nextProvider>
    </LanguagesContext>
  );
}

function FormatProvider({ children }: { children: ReactNode }) {
  const settings = useLanguage();
  const { t } = useTranslation('common');
  const format = useMemo(
    () =>
      createFormat(settings, {
        today: t('days.today'),
        yesterday: t('days.yesterday'),
        tomorrow: t('days.tomorrow'),
        timeRange: (from, to) => t('range.time', { from, to }),
        dateRange: (from, to) => t('range.date', { from, to }),
      }),
    [settings, t],
  );
  return <FormatContext value={format}>{children}</FormatContext>;
}

function useLanguages(): Languages {
  const languages = useContext(LanguagesContext);
  if (!languages) throw new Error('LanguageProvider is missing');
  return languages;
}

/** What is spoken now. */
export function useLanguage(): LanguageSettings {
  const languages = useLanguages();
  return useSyncExternalStore(languages.subscribe, languages.current, languages.current);
}

interface WithTextsProps {
  of: readonly LazyFeature[];
  /** Called when there is something to wait for: fetches the page's code at the same time. */
  meanwhile: () => void;
  children: ReactNode;
}

/** Shows what is inside when the texts of the features are here; suspends until then, throws when they cannot be fetched. */
export function WithTexts({ of, meanwhile, children }: WithTextsProps): ReactNode {
  const languages = useLanguages();
  useLanguage();
  const missing = of.filter((feature) => !languages.has(feature));
  if (missing.length > 0) meanwhile();
  for (const coming of missing.map(languages.need)) use(coming);
  return children;
}

/** Direction of the page. */
export function usePageDirection(): Direction {
  return directionOfLanguage(useLanguage().language);
}

/** Changes language, country, digits or form of address at once, without a reload. */
export function useChangeLanguage(): Languages['change'] {
  return useLanguages().change;
}

/** Numbers, dates, countries as the person signed in reads them. */
export function useFormat(): Format {
  const format = useContext(FormatContext);
  if (!format) throw new Error('LanguageProvider is missing');
  return format;
}

export type PhraseValue = ReactNode | ((chunks: ReactNode[]) => ReactNode);

interface PhraseProps {
  /** `feature:key.of.message` */
  of: `${Feature}:${string}`;
  values: Record<string, PhraseValue>;
}

/**
 * A message with elements inside: `<Phrase of="chat:addedBy" values={{ name: <UserText>…</UserText> }} />`,
 * or with tags, `values={{ rules: (chunks) => <Link href="/help">{chunks}</Link> }}` for «<rules>…</rules>».
 */
export function Phrase({ of, values }: PhraseProps): ReactNode {
  const languages = useLanguages();
  const settings = useLanguage();
  const separator = of.indexOf(':');
  const message: unknown = languages.i18n.getResource(settings.language, of.slice(0, separator), of.slice(separator + 1));
  if (!isCompiled(message)) return typeof message === 'string' ? message : of;
  const parts = phraseFormatter(message, localeTag(settings)).format<ReactNode>(values as Record<string, ReactNode>);
  return Array.isArray(parts)
    ? parts.map((part, index) => (
        <span key={index} style={{ display: 'contents' }}>
          {part}
        </span>
      ))
    : parts;
}
