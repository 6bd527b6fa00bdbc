import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { passwordFlaw } from '#shared/features/accounts/rules.ts';
import { autonyms, interfaceLanguages, isInterfaceLanguage } from '#shared/i18n/languages.ts';
import { defaultDigits } from '#shared/i18n/regional.ts';
import type { AddressForm, Digits } from '#shared/features/people/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useChangeLanguage, useLanguage } from '#client/kernel/i18n-react.tsx';
import { useNavigate } from '#client/kernel/router.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Checkbox } from '#client/ui/choices.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { AddressChoice, DigitsChoice, InstitutionSelect } from '#client/features/people/index.tsx';
import { looksLikeAddress } from './address.ts';
import type { Offer } from './join-page.tsx';
import { NewPassword } from './new-password.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

interface Answers {
  displayName: string;
  latinName: string;
  rank: string;
  institutionId: string;
  email: string;
  password: string;
  digits: Digits;
  addressForm: AddressForm;
  isSharedComputer: boolean;
}

interface PartProps {
  offer: Offer;
  answers: Answers;
  set: (part: Partial<Answers>) => void;
  /** The form was sent: what is missing is shown from then on. */
  isChecked: boolean;
  error: unknown;
}

function browserZone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function useJoining(offer: Offer, token: string) {
  const hub = useHub();
  const store = useSessionStore();
  const navigate = useNavigate();
  const { language } = useLanguage();
  const task = useTask();
  const [isChecked, setChecked] = useState(false);
  const [answers, setAnswers] = useState<Answers>(() => ({
    displayName: '',
    latinName: '',
    rank: '',
    institutionId: '',
    email: offer.email ?? '',
    password: '',
    digits: defaultDigits(language, offer.country),
    addressForm: 'unspecified',
    isSharedComputer: false,
  }));

  async function join(): Promise<void> {
    setChecked(true);
    const { displayName, latinName, rank, institutionId, email, password, ...rest } = answers;
    if (
      displayName.trim() === '' ||
      !looksLikeAddress(email) ||
      passwordFlaw(password, { email, names: [displayName, latinName] }) !== undefined
    ) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid]')?.focus());
      return;
    }
    const timeZone = browserZone();
    const entered = await task.run(() =>
      hub(accounts).call('acceptInvitation', {
        token,
        email,
        password,
        displayName,
        language,
        languages: [language],
        ...rest,
        ...(latinName.trim() !== '' && { latinName }),
        ...(rank.trim() !== '' && { rank }),
        ...(institutionId !== '' && { institutionId }),
        ...(timeZone !== undefined && { timeZone }),
      }),
    );
    if (!entered) return;
    store.enter(entered.session);
    navigate('/home', { replace: true });
  }
  return { answers, set: (part: Partial<Answers>) => setAnswers((last) => ({ ...last, ...part })), isChecked, join, task };
}

/** Everything on one page: name, signing in later, how it reads. What was typed stays when something is refused. */
export function JoinForm({ offer, token }: { offer: Offer; token: string }) {
  const { t } = useTranslation('accounts');
  const { answers, set, isChecked, join, task } = useJoining(offer, token);
  const part = { offer, answers, set, isChecked, error: task.error };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      <AboutYou {...part} />
      <SigningIn {...part} />
      <ReadingPart {...part} />
      <TaskNote error={task.error} />
      <Button type="submit" look="primary" wide icon="check" busy={task.isBusy}>
        {t('join.submit')}
      </Button>
    </form>
  );
}

function AboutYou({ offer, answers, set, isChecked, error }: PartProps) {
  const { t, i18n } = useTranslation('accounts');
  const isNameRefused = error instanceof HubError && (error.code === 'people/nameRefused' || error.code === 'people/nameTaken');
  const nameError =
    isChecked && answers.displayName.trim() === '' ? t('join.nameNeeded') : isNameRefused ? errorMessage(i18n, error) : undefined;
  return (
    <section className={styles.part}>
      <h2>{t('join.about')}</h2>
      <TextField
        label={t('join.name')}
        hint={t('join.nameHint')}
        required
        autoComplete="name"
        maxCharacters={60}
        value={answers.displayName}
        onChange={(displayName) => set({ displayName })}
        error={nameError}
      />
      <TextField
        label={t('join.latinName')}
        optional
        maxCharacters={60}
        value={answers.latinName}
        onChange={(latinName) => set({ latinName })}
      />
      <TextField
        label={t('join.rank')}
        hint={t('join.rankHint')}
        optional
        maxCharacters={60}
        value={answers.rank}
        onChange={(rank) => set({ rank })}
      />
      <InstitutionSelect country={offer.country} value={answers.institutionId} onChange={(institutionId) => set({ institutionId })} />
    </section>
  );
}

function SigningIn({ offer, answers, set, isChecked }: PartProps) {
  const { t } = useTranslation('accounts');
  return (
    <section className={styles.part}>
      <h2>{t('join.signingIn')}</h2>
      <TextField
        label={t('signIn.email')}
        kind="email"
        name="email"
        autoComplete="username"
        required
        disabled={offer.email !== undefined}
        hint={offer.email === undefined ? undefined : t('join.fixedEmail')}
        value={answers.email}
        onChange={(email) => set({ email })}
        error={isChecked && !looksLikeAddress(answers.email) ? t('join.emailNeeded') : undefined}
      />
      <NewPassword
        value={answers.password}
        onChange={(password) => set({ password })}
        isChecked={isChecked}
        owner={{ email: answers.email, names: [answers.displayName, answers.latinName] }}
      />
      <Checkbox
        label={t('signIn.shared')}
        hint={t('signIn.sharedHint')}
        checked={answers.isSharedComputer}
        onChange={(isSharedComputer) => set({ isSharedComputer })}
      />
    </section>
  );
}

function ReadingPart({ offer, answers, set }: PartProps) {
  const { t } = useTranslation(['accounts', 'people']);
  const { language } = useLanguage();
  const changeLanguage = useChangeLanguage();
  return (
    <section className={styles.part}>
      <h2>{t('accounts:join.reading')}</h2>
      <Select
        label={t('people:settings.language')}
        value={language}
        onChange={(tag) => {
          if (isInterfaceLanguage(tag)) void changeLanguage({ language: tag });
        }}
        options={interfaceLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      <DigitsChoice value={answers.digits} country={offer.country} onChange={(digits) => set({ digits })} />
      <AddressChoice value={answers.addressForm} onChange={(addressForm) => set({ addressForm })} />
    </section>
  );
}
