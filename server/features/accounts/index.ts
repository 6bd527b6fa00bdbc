import type { HubRole } from '#shared/access/permissions.ts';
import { accounts } from '#shared/features/accounts/contract.ts';
import { isCountry } from '#shared/reference/countries.ts';
import { personById } from '#server/features/people/index.ts';
import { defineFeature, type Feature, type Ports } from '#server/kernel/feature.ts';
import type { AccountsWorld } from './desk.ts';
import { openHouse } from './house.ts';
import { actorPart } from './presenting.ts';
import { accountsRepository } from './repository.ts';
import { accountsService } from './service.ts';

export type { AccountsWorld, DescribedSpace, Persona, SpaceGrant } from './desk.ts';
export { createAccountDirectly, firstSetupLink, grantHubRoleDirectly, inviteDirectly, type DirectAccount } from './directly.ts';
export { mailJobKind } from './letters.ts';
export { hashPassword } from './passwords.ts';
export { createAuthenticator } from './sessions.ts';

/** Accounts, sessions, invitations. Owns the resources `account` and `country`. */
export function accountsFeature(world: AccountsWorld): Feature<typeof accounts> {
  const house = openHouse();
  return defineFeature({
    contract: accounts,
    service: (tools) => accountsService(tools, world, house),
    resources: {
      async account(ports, id) {
        const person = await personById(ports, id);
        const spaces = person ? await world.spacesOf(ports, id) : [];
        return person && { id, ownerId: id, country: person.country, spaceIds: spaces.map(({ spaceId }) => spaceId) };
      },
      country: async (_ports, id) => (isCountry(id) ? { id, country: id } : undefined),
    },
    actor: async (ports, userId) => actorPart(house, await accountsRepository(ports).findById(userId), world.demo !== undefined),
  });
}

/** Ids of those who hold a hub role, at most 100. */
export async function holdersOf(ports: Pick<Ports, 'store'>, role: HubRole): Promise<string[]> {
  return (await accountsRepository(ports).listHolders(role)).map(({ id }) => id);
}

/** The address somebody signs in with; '' when there is no such account. */
export async function emailOf(ports: Pick<Ports, 'store'>, userId: string): Promise<string> {
  return (await accountsRepository(ports).findById(userId))?.email ?? '';
}
