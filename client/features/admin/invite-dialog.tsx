import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { mayGiveSpaceRole } from '#shared/features/accounts/rules.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import { countryRoles, spaceRoles, type SpaceRole } from '#shared/access/permissions.ts';
import { autonyms, interfaceLanguages, isInterfaceLanguage, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat, useLanguage } from '#client/kernel/i18n-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { TaskNote, useSecureTask } from '#client/features/accounts/index.tsx';
import type { Made } from './invitations-page.tsx';
import styles from './admin.module.css';

interface InviteDialogProps {
  country: string;
  onMade: (made: Made) => void;
  onClose: () => void;
}

interface Wish {
  email: string;
  language: InterfaceLanguage;
  spaceId: string;
  spaceRole: SpaceRole;
  countryRole: string;
  maxUses: string;
  validDays: string;
}

const limits = { maxUses: { min: 1, max: 500 }, validDays: { min: 1, max: 90 } };

function isWithin(text: string, { min, max }: { min: number; max: number }): boolean {
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= min && value <= max;
}

function inputOf(country: string, wish: Wish) {
  const { email, language, spaceId, spaceRole, countryRole, maxUses, validDays } = wish;
  const role = countryRoles.find((name) => name === countryRole);
  return {
    countryId: country,
    language,
    validDays: Number(validDays),
    maxUses: email.trim() === '' ? Number(maxUses) : 1,
    spaces: spaceId === '' ? [] : [{ spaceId, role: spaceRole }],
    ...(email.trim() !== '' && { email }),
    ...(role !== undefined && { countryRole: role }),
  };
}

/** One invitation: for an address, or a link for several people. */
export function InviteDialog({ country, onMade, onClose }: InviteDialogProps) {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const hub = useHub();
  const { language } = useLanguage();
  const { run, isBusy, error, dialog } = useSecureTask();
  const [wish, setWish] = useState<Wish>({
    email: '',
    language,
    spaceId: '',
    spaceRole: 'member',
    countryRole: '',
    maxUses: '1',
    validDays: '14',
  });
  const [isChecked, setChecked] = useState(false);
  const set = (part: Partial<Wish>): void => setWish((last) => ({ ...last, ...part }));

  async function create(): Promise<void> {
    setChecked(true);
    if (!isWithin(wish.maxUses, limits.maxUses) || !isWithin(wish.validDays, limits.validDays)) return;
    const made = await run(() => hub(accounts).call('createInvitation', inputOf(country, wish)));
    if (made) onMade(made);
  }
  return (
    <>
      <Dialog
        open
        onClose={onClose}
        look="sheet"
        title={`${t('admin:invitations.create')} · ${format.country(country)}`}
        actions={
          <>
            <Button look="primary" type="submit" form="invite" busy={isBusy}>
              {t('common:actions.create')}
            </Button>
            <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <form
          id="invite"
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          <TextField
            label={t('admin:invitations.email')}
            hint={t('admin:invitations.emailHint')}
            kind="email"
            optional
            value={wish.email}
            onChange={(email) => set({ email })}
          />
          <Select
            label={t('admin:invitations.language')}
            value={wish.language}
            onChange={(tag) => {
              if (isInterfaceLanguage(tag)) set({ language: tag });
            }}
            options={interfaceLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
          />
          <SpaceChoice wish={wish} set={set} />
          <Select
            label={t('admin:invitations.countryRole')}
            value={wish.countryRole}
            onChange={(countryRole) => set({ countryRole, ...(countryRole !== '' && { maxUses: '1' }) })}
            placeholder={t('admin:invitations.noCountryRole')}
            options={countryRoles.map((role) => ({ value: role, label: t(`admin:roles.country.${role}`) }))}
          />
          {wish.email.trim() === '' && wish.countryRole === '' && (
            <TextField
              label={t('admin:invitations.maxUses')}
              kind="number"
              value={wish.maxUses}
              onChange={(maxUses) => set({ maxUses })}
              error={isChecked && !isWithin(wish.maxUses, limits.maxUses) ? t('admin:invitations.numberNeeded', limits.maxUses) : undefined}
            />
          )}
          <TextField
            label={t('admin:invitations.validDays')}
            kind="number"
            value={wish.validDays}
            onChange={(validDays) => set({ validDays })}
            error={
              isChecked && !isWithin(wish.validDays, limits.validDays) ? t('admin:invitations.numberNeeded', limits.validDays) : undefined
            }
          />
          <TaskNote error={error} />
        </form>
      </Dialog>
      {dialog}
    </>
  );
}

function SpaceChoice({ wish, set }: { wish: Wish; set: (part: Partial<Wish>) => void }) {
  const { t } = useTranslation(['admin', 'spaces']);
  const { session } = useSignedIn();
  const { data } = useHubQuery(spaces, 'listSpaces', { limit: 100 });
  const given = spaceRoles.filter((role) => mayGiveSpaceRole(session, role));
  return (
    <>
      <Select
        label={t('admin:invitations.space')}
        value={wish.spaceId}
        onChange={(spaceId) => set({ spaceId })}
        placeholder={t('admin:invitations.noSpace')}
        options={(data?.items ?? [])
          .filter(({ isArchived }) => !isArchived)
          .map(({ id, name, language }) => ({ value: id, label: name, lang: language }))}
      />
      {wish.spaceId !== '' && (
        <Select
          label={t('admin:invitations.spaceRole')}
          value={wish.spaceRole}
          onChange={(value) => set({ spaceRole: given.find((role) => role === value) ?? 'member' })}
          options={given.map((role) => ({ value: role, label: t(`spaces:role.${role}`) }))}
        />
      )}
    </>
  );
}
