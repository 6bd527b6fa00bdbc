import type { CountryRole, HubRole } from '#shared/access/permissions.ts';
import { passwordFlaw } from '#shared/features/accounts/rules.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { accounts as contract, type NewInvitation } from '#shared/features/accounts/contract.ts';
import type { NewPerson } from '#server/features/people/index.ts';
import type { Ports } from '#server/kernel/feature.ts';
import { hashToken, newId, newToken } from '#server/platform/ids/ids.ts';
import type * as z from 'zod/mini';
import { openHouse } from './house.ts';
import { newInvitation, tellInvitation, type Invited } from './invitations.ts';
import { prepareAccount } from './new-account.ts';
import { hashPassword } from './passwords.ts';
import { accountsRepository, invitationsRepository, setupRepository, type AccountRecord } from './repository.ts';

// What the demo world and the `hub` command do without anybody signed in. They answer to whoever holds the machine.

type Storage = Pick<Ports, 'store' | 'clock'>;

export interface DirectAccount extends Omit<NewPerson, 'createdAt'> {
  email: string;
  /** One of both; a hash when many share a password. */
  password?: string;
  passwordHash?: string;
  hubRoles?: readonly HubRole[];
  countryRoles?: readonly { country: string; role: CountryRole }[];
  /** The rules count as accepted in their present version. */
  hasAcceptedRules?: boolean;
  createdAt?: Date;
}

function checkPassword(password: string, { email, displayName, latinName }: DirectAccount): void {
  const flaw = passwordFlaw(password, { email, names: [displayName, latinName] });
  if (flaw !== undefined) throw new HubError(`accounts/${flaw}`, contract.errors[flaw].status);
}

/**
 * Makes an account with its person. The password is judged as everybody's, except of the demo, whose one is known.
 *
 * @throws DuplicateError (`email`, `id`) when there is one; accounts/password…; people/… as `preparePerson`
 */
export async function createAccountDirectly(ports: Storage, given: DirectAccount): Promise<AccountRecord> {
  const now = given.createdAt ?? ports.clock.now();
  if (given.password !== undefined && given.isDemo !== true) checkPassword(given.password, given);
  const passwordHash = given.passwordHash ?? (await hashPassword(given.password ?? newToken()));
  const { email: _email, password: _password, passwordHash: _hash, hubRoles, countryRoles, hasAcceptedRules = false, ...person } = given;
  const acceptedRules = hasAcceptedRules
    ? openHouse()
        .current()
        .map((accepted) => ({ ...accepted, at: now.toISOString() }))
    : [];
  const { account, ops } = await prepareAccount(ports, {
    person: { ...person, createdAt: now },
    email: given.email,
    isEmailProven: false,
    passwordHash,
    acceptedRules,
    ...(hubRoles && { hubRoles }),
    ...(countryRoles && { countryRoles }),
  });
  await ports.store.commit(ops);
  return account;
}

/** An invitation from the machine itself, as by `hub invite`: no letter is sent, the link is printed. */
export async function inviteDirectly(
  ports: Storage,
  publicUrl: string,
  invited: Omit<Invited, 'createdBy'>,
): Promise<z.output<typeof NewInvitation>> {
  const now = ports.clock.now();
  const made = newInvitation(newId(now), { ...invited, createdBy: 'system' }, now);
  await ports.store.commit([invitationsRepository(ports).insert(made.record)]);
  return tellInvitation(publicUrl, made, now);
}

/** Gives a hub role from the machine itself; the second factor is still asked for. Undefined: no such account. */
export async function grantHubRoleDirectly(ports: Storage, email: string, role: HubRole): Promise<AccountRecord | undefined> {
  const repository = accountsRepository(ports);
  const account = await repository.findByEmail(email);
  return account && repository.change(account.id, (current) => ({ ...current, hubRoles: [...new Set([...current.hubRoles, role])] }));
}

/**
 * A one-time link by which the first administrator of an empty hub makes her account. A new link at each start: the one
 * before opens nothing then. Undefined when there is an administrator.
 */
export async function firstSetupLink(ports: Storage, publicUrl: string): Promise<string | undefined> {
  if ((await accountsRepository(ports).countAdministrators()) > 0) return undefined;
  const token = newToken();
  await ports.store.commit([
    setupRepository(ports).put({ id: 'setup', tokenHash: hashToken(token), createdAt: ports.clock.now().toISOString(), isDone: false }),
  ]);
  return `${publicUrl}/setup/${token}`;
}
