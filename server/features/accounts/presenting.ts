import type { AccountRow, Session } from '#shared/features/accounts/contract.ts';
import { mustHaveSecondFactor } from '#shared/features/accounts/rules.ts';
import { contractVersion } from '#shared/features/contracts.ts';
import type * as z from 'zod/mini';
import type { ActorPart } from '#server/kernel/feature.ts';
import type { Desk } from './desk.ts';
import type { House } from './house.ts';
import type { AccountRecord, SessionRecord } from './repository.ts';

/** An administrator without a second factor may do nothing as administrator. Personas of the demo have none to set up. */
export function needsSecondFactor(account: AccountRecord): boolean {
  return mustHaveSecondFactor(account) && !account.hasSecondFactor && !account.isDemo;
}

/** Roles in force: those that need a second factor wait for it. */
export function rolesInForce(account: AccountRecord): Pick<AccountRecord, 'hubRoles' | 'countryRoles'> {
  if (!needsSecondFactor(account)) return { hubRoles: account.hubRoles, countryRoles: account.countryRoles };
  return {
    hubRoles: [],
    countryRoles: account.countryRoles.filter((held) => !mustHaveSecondFactor({ hubRoles: [], countryRoles: [held] })),
  };
}

/** Fictional people have one password that everybody knows: where the demo is off they are closed, whatever the data hold. */
export const isClosed = (account: AccountRecord, isDemoOn: boolean): boolean => account.state !== 'active' || (account.isDemo && !isDemoOn);

/** The account's share of an actor; undefined when it is closed. */
export function actorPart(house: House, account: AccountRecord | undefined, isDemoOn: boolean): ActorPart | undefined {
  if (!account || isClosed(account, isDemoOn)) return undefined;
  return { country: account.country, ...rolesInForce(account), hasAcceptedRules: house.hasAccepted(account), isDemo: account.isDemo };
}

export async function presentSession(desk: Desk, account: AccountRecord, session: SessionRecord): Promise<Session> {
  const spaces = await desk.world.spacesOf(desk.tools, account.id);
  const isFresh = session.freshUntil > desk.tools.clock.now().getTime();
  return {
    userId: account.id,
    email: account.email,
    country: account.country,
    ...rolesInForce(account),
    spaces: spaces.map(({ spaceId, role }) => ({ spaceId, role })),
    hasAcceptedRules: desk.house.hasAccepted(account),
    hasSecondFactor: account.hasSecondFactor,
    needsSecondFactor: needsSecondFactor(account),
    isDemo: account.isDemo,
    isSharedComputer: session.isSharedComputer,
    freshUntil: isFresh ? new Date(session.freshUntil).toISOString() : null,
    contractVersion,
  };
}

export function presentAccount(account: AccountRecord, displayName: string): z.output<typeof AccountRow> {
  const { id, email, country, hubRoles, countryRoles, state, hasSecondFactor, createdAt, isDemo } = account;
  return { id, email, displayName, country, hubRoles, countryRoles, state, hasSecondFactor, createdAt, isDemo };
}
