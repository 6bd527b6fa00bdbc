import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, joinRules, visibilities, type Space } from '#shared/features/spaces/contract.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { autonyms, contentLanguages } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { Button } from '#client/ui/button.tsx';
import { Card, Row, Stack } from '#client/ui/card.tsx';
import { Checkbox, RadioGroup } from '#client/ui/choices.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { FieldError } from '#client/ui/field.tsx';
import { Section } from '#client/ui/page.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { Muted } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import fieldStyles from './manage.module.css';

type Changes = Omit<InputOf<typeof spaces, 'updateSpace'>, 'spaceId'>;
const maxName = 80;
const maxSummary = 500;

function useUpdate(space: Space) {
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function update(changes: Changes, done: string): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await hub(spaces).call('updateSpace', { spaceId: space.id, ...changes });
      refresh(spaces);
      toast({ tone: 'success', text: done });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }
  return { update, isBusy, error };
}

/** Name, description, who sees the space and how one joins it. */
export function ManageSettings({ space }: { space: Space }) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const [name, setName] = useState(space.name);
  const [summary, setSummary] = useState(space.summary);
  const [visibility, setVisibility] = useState(space.visibility);
  const [joinRule, setJoinRule] = useState(space.joinRule);
  const [languages, setLanguages] = useState<readonly string[]>(space.workingLanguages);
  const { update, isBusy, error } = useUpdate(space);
  const isReady = name.trim() !== '' && name.length <= maxName && summary.length <= maxSummary && languages.length > 0;
  const save = (): void => {
    if (!isReady) return;
    void update(
      { name: name.trim(), summary: summary.trim(), visibility, joinRule, workingLanguages: [...languages] },
      t('spaces:manage.settings.saved'),
    );
  };
  return (
    <Section title={t('spaces:manage.settings.title')}>
      <Card>
        <Stack gap={5}>
          <TextField label={t('spaces:manage.settings.name')} required value={name} onChange={setName} maxCharacters={maxName} />
          <TextArea label={t('spaces:manage.settings.summary')} optional value={summary} onChange={setSummary} maxCharacters={maxSummary} />
          <RadioGroup
            label={t('spaces:manage.settings.visibility')}
            value={visibility}
            onChange={setVisibility}
            options={visibilities.map((value) => ({ value, label: t(`spaces:visibility.${value}`) }))}
          />
          <RadioGroup
            label={t('spaces:manage.settings.joinRule')}
            value={joinRule}
            onChange={setJoinRule}
            options={joinRules.map((value) => ({ value, label: t(`spaces:joinRule.${value}`) }))}
          />
          <LanguageChoice chosen={languages} onChange={setLanguages} />
          {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
          <Row>
            <Button look="primary" busy={isBusy} aria-disabled={!isReady} onClick={save}>
              {t('common:actions.save')}
            </Button>
          </Row>
        </Stack>
      </Card>
      <ArchiveSpace space={space} />
    </Section>
  );
}

function LanguageChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (languages: readonly string[]) => void }) {
  const { t } = useTranslation('spaces');
  return (
    <fieldset>
      <legend className={fieldStyles.legend}>{t('manage.settings.languages')}</legend>
      <div className={fieldStyles.choices}>
        {contentLanguages.map((tag) => (
          <Checkbox
            key={tag}
            label={<span lang={tag}>{autonyms[tag]}</span>}
            checked={chosen.includes(tag)}
            onChange={(isChosen) => onChange(isChosen ? [...chosen, tag] : chosen.filter((other) => other !== tag))}
          />
        ))}
      </div>
      {chosen.length === 0 && <FieldError id="languages-error">{t('manage.settings.languagesNeeded')}</FieldError>}
    </fieldset>
  );
}

function ArchiveSpace({ space }: { space: Space }) {
  const { t, i18n } = useTranslation('spaces');
  const { update, isBusy, error } = useUpdate(space);
  const next = !space.isArchived;
  return (
    <Card sunken>
      <Stack gap={2}>
        <Muted>{t('manage.settings.archiveText')}</Muted>
        {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
        <Row>
          <Button
            icon={next ? 'archive' : 'undo'}
            busy={isBusy}
            onClick={() => void update({ isArchived: next }, t(next ? 'manage.settings.archiveDone' : 'manage.settings.restoreDone'))}
          >
            {t(next ? 'manage.settings.archive' : 'manage.settings.restore')}
          </Button>
        </Row>
      </Stack>
    </Card>
  );
}
