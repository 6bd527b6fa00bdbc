import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countryRoles, hubRoles } from '#shared/access/permissions.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useCan } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Select } from '#client/ui/select.tsx';
import type { PartProps } from './account-sheet.tsx';
import styles from './admin.module.css';

/** Roles held, each to be taken away, and one to be given. */
export function RolePart({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const can = useCan();
  const scope = { id: account.id, ownerId: account.id, country: account.country };
  if (!can('account.grantCountryRole', scope)) return null;
  const hasRoles = (account.hubRoles ?? []).length + (account.countryRoles ?? []).length > 0;
  return (
    <section className={styles.part}>
      <h3>{t('people.roles')}</h3>
      {account.isWhole && !hasRoles && <p className={styles.small}>{t('people.noRoles')}</p>}
      <HeldRoles account={account} act={act} isBusy={isBusy} />
      <GrantRole account={account} act={act} isBusy={isBusy} />
    </section>
  );
}

function HeldRoles({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id: accountId } = account;
  return (
    <ul className={styles.lines}>
      {(account.hubRoles ?? []).map((role) => (
        <li key={role} className={styles.line}>
          <span>{t(`roles.hub.${role}`)}</span>
          <Button busy={isBusy} onClick={() => void act('revokeHubRole', { accountId, role }, t('people.revoked'))}>
            {t('people.revoke', { role: t(`roles.hub.${role}`) })}
          </Button>
        </li>
      ))}
      {(account.countryRoles ?? []).map(({ role, country }) => (
        <li key={`${role}-${country}`} className={styles.line}>
          <span>{t('roles.inCountry', { role: t(`roles.country.${role}`), country: format.country(country) })}</span>
          <Button busy={isBusy} onClick={() => void act('revokeCountryRole', { accountId, country, role }, t('people.revoked'))}>
            {t('people.revoke', { role: t(`roles.country.${role}`) })}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function GrantRole({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const [role, setRole] = useState('');
  const { id: accountId, country } = account;
  const options = [
    ...countryRoles.map((name) => ({ value: name, label: t(`roles.country.${name}`) })),
    ...(account.isWhole ? hubRoles.map((name) => ({ value: name, label: t(`roles.hub.${name}`) })) : []),
  ];
  async function grant(): Promise<void> {
    const hubRole = hubRoles.find((name) => name === role);
    const countryRole = countryRoles.find((name) => name === role);
    const isDone = hubRole
      ? await act('grantHubRole', { accountId, role: hubRole }, t('people.granted'))
      : countryRole !== undefined && (await act('grantCountryRole', { accountId, country, role: countryRole }, t('people.granted')));
    if (isDone) setRole('');
  }
  return (
    <>
      <Select
        label={t('people.grant')}
        hint={account.isWhole ? t('people.grantHint') : undefined}
        value={role}
        onChange={setRole}
        options={options}
      />
      <div>
        <Button busy={isBusy} disabled={role === ''} onClick={() => void grant()}>
          {t('people.grant')}
        </Button>
      </div>
    </>
  );
}
