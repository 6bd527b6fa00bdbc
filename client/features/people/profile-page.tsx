import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { people, type MyProfile } from '#shared/features/people/contract.ts';
import { autonyms, contentLanguages } from '#shared/i18n/languages.ts';
import { functions } from '#shared/reference/functions.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery, useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { InstitutionSelect } from './institution-select.tsx';
import { ManyChoice } from './many-choice.tsx';
import { MeTabs } from './me-tabs.tsx';
import styles from './people.module.css';

/** `/me`: what others see of me. */
export default function ProfilePage() {
  const { t, i18n } = useTranslation('people');
  const { data, error, refetch } = useHubQuery(people, 'getMyProfile', {});
  return (
    <Page title={t('profile.title')} lead={t('profile.lead')}>
      <MeTabs current="profile" />
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data ? <ProfileForm profile={data} /> : !error && <Skeleton lines={[4, 4, 4, 4, 4]} />}
    </Page>
  );
}

type Change = InputOf<typeof people, 'updateMyProfile'>;

function ProfileForm({ profile }: { profile: MyProfile }) {
  const { t, i18n } = useTranslation(['people', 'accounts']);
  const format = useFormat();
  const { person } = profile;
  const [displayName, setDisplayName] = useState(person.displayName);
  const [latinName, setLatinName] = useState(person.latinName ?? '');
  const [rank, setRank] = useState(person.rank ?? '');
  const [post, setPost] = useState(person.post ?? '');
  const [institutionId, setInstitution] = useState(person.institutionId ?? '');
  const [languages, setLanguages] = useState<readonly string[]>(person.languages);
  const [fields, setFields] = useState<readonly string[]>(person.functions);
  const { save, isBusy, error } = useSaveProfile();
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text);

  function submit(): void {
    void save({
      displayName,
      latinName: orNull(latinName),
      rank: orNull(rank),
      post: orNull(post),
      institutionId: orNull(institutionId),
      languages: [...languages],
      functions: [...fields],
    });
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={t('accounts:join.name')}
        hint={t('accounts:join.nameHint')}
        required
        value={displayName}
        onChange={setDisplayName}
        maxCharacters={60}
        autoComplete="name"
        error={displayName.trim() === '' ? t('accounts:join.nameNeeded') : undefined}
      />
      <TextField label={t('accounts:join.latinName')} optional value={latinName} onChange={setLatinName} maxCharacters={60} />
      <TextField
        label={t('accounts:join.rank')}
        hint={t('accounts:join.rankHint')}
        optional
        value={rank}
        onChange={setRank}
        maxCharacters={60}
      />
      <TextField
        label={t('people:profile.post')}
        optional
        value={post}
        onChange={setPost}
        maxCharacters={80}
        autoComplete="organization-title"
      />
      <InstitutionSelect country={person.country} value={institutionId} onChange={setInstitution} />
      <ManyChoice
        label={t('people:profile.languages')}
        max={8}
        chosen={languages}
        onChange={setLanguages}
        options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      <ManyChoice
        label={t('people:profile.functions')}
        max={10}
        chosen={fields}
        onChange={setFields}
        options={functions.map((value) => ({ value, label: t(`people:functions.${value}`) }))}
      />
      <dl className={styles.facts}>
        <dt>{t('people:profile.country')}</dt>
        <dd>
          {format.country(person.country)}
          <p className={styles.note}>{t('people:profile.countryHint')}</p>
        </dd>
        <dt>{t('people:profile.email')}</dt>
        <dd>
          <bdi dir="ltr">{profile.email}</bdi>
          <p className={styles.note}>{t('people:profile.emailHint')}</p>
        </dd>
      </dl>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      <div>
        <Button type="submit" look="primary" busy={isBusy}>
          {t('people:profile.save')}
        </Button>
      </div>
    </form>
  );
}

function useSaveProfile() {
  const { t } = useTranslation('people');
  const hub = useHub();
  const queries = useQueryClient();
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  async function save(change: Change): Promise<void> {
    const stored = await run(() => hub(people).call('updateMyProfile', change));
    if (!stored) return;
    queries.setQueryData(hubQuery(hub, people, { operation: 'getMyProfile', input: {} }).queryKey, stored);
    toast({ tone: 'success', text: t('profile.saved') });
  }
  return { save, isBusy, error };
}
