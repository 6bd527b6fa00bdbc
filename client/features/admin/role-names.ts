import { useTranslation } from 'react-i18next';
import type { CountryRole, HubRole } from '#shared/access/permissions.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';

export interface HeldRoles {
  hubRoles?: readonly HubRole[] | undefined;
  countryRoles?: readonly { country: string; role: CountryRole }[] | undefined;
}

/** The roles somebody holds, in words. */
export function useRoleNames(): (held: HeldRoles) => string[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return ({ hubRoles = [], countryRoles = [] }) => [
    ...hubRoles.map((role) => t(`roles.hub.${role}`)),
    ...countryRoles.map(({ role, country }) =>
      t('roles.inCountry', { role: t(`roles.country.${role}`), country: format.country(country) }),
    ),
  ];
}
