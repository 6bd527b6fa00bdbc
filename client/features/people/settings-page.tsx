import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { people, type Settings } from '#shared/features/people/contract.ts';
import { autonyms, interfaceLanguages, isInterfaceLanguage } from '#shared/i18n/languages.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery, useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat, WithTexts } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { RadioGroup, Switch } from '#client/ui/choices.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page, Section } from '#client/ui/page.tsx';
import { Select } from '#client/ui/select.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { MeTabs } from './me-tabs.tsx';
import { NoticeSettings } from './notice-settings.tsx';
import { AddressChoice, DigitsChoice } from './reading-choices.tsx';
import styles from './people.module.css';

type Change = InputOf<typeof people, 'updateMySettings'>;

/**
 * `/me/settings`: language, numerals, calendar, theme; each takes effect and is stored at once.
 *
 * @param contact  who may write to the person, and whom she has blocked
 */
export default function SettingsPage({ contact }: { contact?: ReactNode }) {
  const { t, i18n } = useTranslation('people');
  const { data, error, refetch } = useHubQuery(people, 'getMyProfile', {});
  const { change, error: failure } = useChange();
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <MeTabs current="settings" />
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {failure !== undefined && <ErrorNote code={errorCode(failure)}>{errorMessage(i18n, failure)}</ErrorNote>}
      {data ? (
        <div className={styles.form}>
          <Reading settings={data.settings} country={data.person.country} change={change} />
          <Privacy settings={data.settings} change={change} />
          {contact}
          <Device settings={data.settings} change={change} />
          <Suspense fallback={<Skeleton lines={[2, 3, 3]} />}>
            <WithTexts of={['notices']} meanwhile={nothingMore}>
              <NoticeSettings settings={data.settings} change={change} />
            </WithTexts>
          </Suspense>
        </div>
      ) : (
        !error && <Skeleton lines={[4, 4, 4, 4, 4]} />
      )}
    </Page>
  );
}

/** The code came with the page. */
function nothingMore(): void {}

/** Shows a change before it is stored, and takes it back when it could not be. */
function useChange() {
  const hub = useHub();
  const queries = useQueryClient();
  const { run, error } = useTask();
  const { queryKey } = hubQuery(hub, people, { operation: 'getMyProfile', input: {} });
  async function change(part: Change): Promise<void> {
    // An answer that is still on its way knows nothing of this change, and would take it back.
    void queries.cancelQueries({ queryKey });
    const before = queries.getQueryData(queryKey);
    const defined = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
    if (before) queries.setQueryData(queryKey, { ...before, settings: { ...before.settings, ...defined } });
    const stored = await run(() => hub(people).call('updateMySettings', part));
    if (stored ?? before) queries.setQueryData(queryKey, stored ?? before);
  }
  return { change: (part: Change) => void change(part), error };
}

interface PartProps {
  settings: Settings;
  change: (part: Change) => void;
}

function Reading({ settings, country, change }: PartProps & { country: string }) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const hasHijri = settings.calendar === 'islamic-umalqura';
  const [now] = useState(() => Date.now());
  return (
    <Section title={t('settings.reading')}>
      <Select
        label={t('settings.language')}
        value={settings.language}
        onChange={(tag) => {
          if (isInterfaceLanguage(tag)) change({ language: tag });
        }}
        options={interfaceLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      <DigitsChoice value={settings.digits} country={country} onChange={(digits) => change({ digits })} />
      <Switch
        label={t('settings.hijri')}
        checked={hasHijri}
        onChange={(isOn) => change({ calendar: isOn ? 'islamic-umalqura' : 'gregory' })}
        hint={
          <>
            {t('settings.hijriHint')} {t('settings.sample', { sample: `${format.date(now)} · ${format.hijri(now)}` })}
          </>
        }
      />
      <TimeZone settings={settings} change={change} />
    </Section>
  );
}

function timeZones(current: string): string[] {
  // Older browsers cannot list them; the one in force is shown at least.
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return known.includes(current) ? known : [current, ...known];
}

const minuteMs = 60_000;

function TimeZone({ settings, change }: PartProps) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const [zones] = useState(() => timeZones(settings.timeZone));
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minuteMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <Select
      label={t('settings.timeZone')}
      hint={t('settings.now', { time: format.time(now) })}
      value={settings.timeZone}
      onChange={(timeZone) => change({ timeZone })}
      options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' '), lang: 'en' }))}
    />
  );
}

function Privacy({ settings, change }: PartProps) {
  const { t } = useTranslation('people');
  return (
    <Section title={t('settings.privacy')}>
      <AddressChoice value={settings.addressForm} onChange={(addressForm) => change({ addressForm })} />
      <Switch
        label={t('settings.presence')}
        hint={t('settings.presenceHint')}
        checked={settings.showPresence}
        onChange={(showPresence) => change({ showPresence })}
      />
    </Section>
  );
}

const themes = ['system', 'light', 'dark'] as const;
const announcementKinds = ['all', 'mentions', 'off'] as const;

function Device({ settings, change }: PartProps) {
  const { t } = useTranslation('people');
  return (
    <Section title={t('settings.device')}>
      <RadioGroup
        label={t('settings.theme')}
        row
        value={settings.theme}
        onChange={(theme) => change({ theme })}
        options={themes.map((theme) => ({ value: theme, label: t(`settings.themes.${theme}`) }))}
      />
      <RadioGroup
        label={t('settings.announcements')}
        row
        value={settings.announcements}
        onChange={(announcements) => change({ announcements })}
        options={announcementKinds.map((kind) => ({ value: kind, label: t(`settings.announcementKinds.${kind}`) }))}
      />
      <Switch
        label={t('settings.dataSaver')}
        hint={t('settings.dataSaverHint')}
        checked={settings.dataSaver}
        onChange={(dataSaver) => change({ dataSaver })}
      />
    </Section>
  );
}
