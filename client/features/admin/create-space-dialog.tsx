import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { joinRules, purposes, spaces, visibilities } from '#shared/features/spaces/contract.ts';
import { autonyms, contentLanguages, directionOfLanguage } from '#shared/i18n/languages.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat, useLanguage } from '#client/kernel/i18n-react.tsx';
import { useNavigate } from '#client/kernel/router.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote } from '#client/features/accounts/index.tsx';
import { ManyChoice, useCountryOptions } from '#client/features/people/index.tsx';
import styles from './admin.module.css';

type Draft = Omit<InputOf<typeof spaces, 'createSpace'>, 'clientId' | 'networkId'> & { networkId: string };
interface PartProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  isChecked: boolean;
}

/** A new space; its rooms are made where it is managed. */
export function CreateSpaceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const { language } = useLanguage();
  const [draft, setDraft] = useState<Draft>({
    name: '',
    language,
    summary: '',
    visibility: 'listed',
    joinRule: 'request',
    purpose: 'nonOperational',
    countries: [],
    workingLanguages: [language],
    networkId: '',
  });
  const [isChecked, setChecked] = useState(false);
  const { create, isBusy, error } = useCreate(onClose);
  const part = { draft, set: (change: Partial<Draft>) => setDraft((last) => ({ ...last, ...change })), isChecked };
  function submit(): void {
    setChecked(true);
    if (draft.name.trim() !== '' && draft.workingLanguages.length > 0) void create(draft);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      look="sheet"
      title={t('admin:spaces.create')}
      actions={
        <>
          <Button look="primary" type="submit" form="create-space" busy={isBusy}>
            {t('common:actions.create')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <form
        id="create-space"
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NamePart {...part} />
        <RulePart {...part} />
        <CountryPart {...part} />
        <TaskNote error={error} />
      </form>
    </Dialog>
  );
}

function useCreate(onClose: () => void) {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { run, isBusy, error } = useTask();
  // The same id again is the same space: a second press after a lost answer makes no second one.
  const [clientId] = useState(() => crypto.randomUUID());
  async function create({ networkId, ...fields }: Draft): Promise<void> {
    const made = await run(() => hub(spaces).call('createSpace', { clientId, ...fields, ...(networkId !== '' && { networkId }) }));
    if (!made) return;
    refresh(spaces);
    onClose();
    toast({ tone: 'success', text: t('spaces.created') });
    navigate(`/s/${made.id}/manage`);
  }
  return { create, isBusy, error };
}

function NamePart({ draft, set, isChecked }: PartProps) {
  const { t } = useTranslation(['admin', 'spaces']);
  const { data } = useHubQuery(spaces, 'listNetworks', {});
  const networks = data?.items ?? [];
  const fallback = directionOfLanguage(draft.language);
  return (
    <>
      <TextField
        label={t('spaces:manage.settings.name')}
        required
        maxCharacters={80}
        value={draft.name}
        onChange={(name) => set({ name })}
        error={isChecked && draft.name.trim() === '' ? t('admin:spaces.nameNeeded') : undefined}
      />
      <Select
        label={t('admin:spaces.language')}
        value={draft.language}
        onChange={(language) => set({ language })}
        options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      <TextArea
        label={t('spaces:manage.settings.summary')}
        optional
        maxCharacters={500}
        fallback={fallback}
        value={draft.summary}
        onChange={(summary) => set({ summary })}
      />
      {networks.length > 0 && (
        <Select
          label={t('admin:spaces.network')}
          value={draft.networkId}
          onChange={(networkId) => set({ networkId })}
          placeholder={t('admin:spaces.noNetwork')}
          options={networks.map(({ id, name, language }) => ({ value: id, label: name, lang: language }))}
        />
      )}
    </>
  );
}

function RulePart({ draft, set, isChecked }: PartProps) {
  const { t } = useTranslation(['admin', 'spaces']);
  return (
    <>
      <RadioGroup
        label={t('spaces:manage.settings.visibility')}
        row
        value={draft.visibility}
        onChange={(visibility) => set({ visibility })}
        options={visibilities.map((value) => ({ value, label: t(`spaces:visibility.${value}`) }))}
      />
      <RadioGroup
        label={t('spaces:manage.settings.joinRule')}
        row
        value={draft.joinRule}
        onChange={(joinRule) => set({ joinRule })}
        options={joinRules.map((value) => ({ value, label: t(`spaces:joinRule.${value}`) }))}
      />
      <Select
        label={t('admin:spaces.purpose')}
        value={draft.purpose}
        onChange={(value) => set({ purpose: purposes.find((known) => known === value) ?? 'nonOperational' })}
        options={purposes.map((value) => ({ value, label: t(`spaces:purpose.${value}`) }))}
      />
      <ManyChoice
        label={t('spaces:manage.settings.languages')}
        max={12}
        chosen={draft.workingLanguages}
        onChange={(workingLanguages) => set({ workingLanguages })}
        options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      {isChecked && draft.workingLanguages.length === 0 && <p role="alert">{t('spaces:manage.settings.languagesNeeded')}</p>}
    </>
  );
}

function CountryPart({ draft, set }: PartProps) {
  const { t } = useTranslation(['admin', 'spaces']);
  const format = useFormat();
  const options = useCountryOptions().filter(({ value }) => !draft.countries.includes(value));
  return (
    <>
      <Select
        label={t('spaces:manage.settings.countries')}
        hint={t('admin:spaces.everyCountry')}
        value=""
        placeholder={t('admin:spaces.addCountry')}
        options={options}
        onChange={(code) => {
          if (code !== '') set({ countries: [...draft.countries, code] });
        }}
      />
      <Row>
        {draft.countries.map((code) => (
          <Button
            key={code}
            icon="close"
            aria-label={t('admin:spaces.removeCountry', { country: format.country(code) })}
            onClick={() => set({ countries: draft.countries.filter((other) => other !== code) })}
          >
            {format.country(code)}
          </Button>
        ))}
      </Row>
    </>
  );
}
