import type { CountryRole, HubRole } from '#shared/access/permissions.ts';
import { preparePerson, type NewPerson } from '#server/features/people/index.ts';
import type { WriteOp } from '#server/platform/store/port.ts';
import { newIdentity } from './identity-rows.ts';
import { accountsRepository, type AccountRecord, type Storage } from './repository.ts';

export interface NewAccount {
  person: NewPerson;
  email: string;
  /** She got a letter at that address. */
  isEmailProven: boolean;
  passwordHash: string;
  hubRoles?: readonly HubRole[];
  countryRoles?: readonly { country: string; role: CountryRole }[];
  acceptedRules?: AccountRecord['acceptedRules'];
  knownAddresses?: readonly string[];
  pendingSpaces?: AccountRecord['pendingSpaces'];
}

/**
 * The writes that make an account with its person and identity: all or nothing.
 *
 * @throws people/nameRefused, people/nameTaken, people/unknownInstitution, people/unknownTimeZone; the commit throws
 *   DuplicateError (`email`) when the address has an account
 */
export async function prepareAccount(storage: Storage, given: NewAccount): Promise<{ account: AccountRecord; ops: WriteOp[] }> {
  const { person, email, passwordHash, isEmailProven } = given;
  const account: AccountRecord = {
    id: person.id,
    email,
    country: person.country,
    hubRoles: [...(given.hubRoles ?? [])],
    countryRoles: [...(given.countryRoles ?? [])],
    state: 'active',
    isDemo: person.isDemo ?? false,
    acceptedRules: given.acceptedRules ?? [],
    knownAddresses: [...(given.knownAddresses ?? [])],
    hasSecondFactor: false,
    ...(given.pendingSpaces && { pendingSpaces: given.pendingSpaces }),
    createdAt: person.createdAt.toISOString(),
    version: 1,
  };
  const ops = [
    accountsRepository(storage).insert(account),
    ...newIdentity(storage, { userId: account.id, email, isEmailProven, passwordHash, now: person.createdAt }),
    await preparePerson(storage, person),
  ];
  return { account, ops };
}
