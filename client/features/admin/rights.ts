import { useMemo } from 'react';
import { useCan, useSignedIn } from '#client/kernel/session.tsx';

export interface Rights {
  /** Everybody's account, in every country. */
  isAdministrator: boolean;
  canApprove: boolean;
  canCreateSpace: boolean;
  canReadHealth: boolean;
  canReadAudit: boolean;
  canReadAuditHead: boolean;
  /** Countries whose people may be listed, for who is not the hub's administrator. */
  peopleOf: readonly string[];
  /** Countries for which invitations may be made. */
  invitesTo: readonly string[];
}

/** What the person may administer, by the same table the server asks. */
export function useRights(): Rights {
  const can = useCan();
  const { session } = useSignedIn();
  return useMemo(() => {
    const hub = { id: 'hub' };
    const countries = [...new Set(session.countryRoles.map(({ country }) => country))];
    return {
      isAdministrator: can('hub.manageAccounts', hub),
      canApprove: can('hub.grantRoles', hub),
      canCreateSpace: can('hub.createSpace', hub),
      canReadHealth: can('hub.readHealth', hub),
      canReadAudit: can('hub.readAudit', hub),
      canReadAuditHead: can('hub.readAuditHead', hub),
      peopleOf: countries.filter((country) => can('country.listPeople', { id: country, country })),
      invitesTo: countries.filter((country) => can('country.invite', { id: country, country })),
    };
  }, [can, session.countryRoles]);
}
