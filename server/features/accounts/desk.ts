import type { accounts } from '#shared/features/accounts/contract.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import type { Ports, Tools } from '#server/kernel/feature.ts';
import { createFailures, type Failures } from './failures.ts';
import type { House } from './house.ts';
import { createIdentity, type Identity } from './identity.ts';
import { createLetters, type Letters } from './letters.ts';
import { letterLinks } from './letter-links.ts';
import { accountsRepository, invitationsRepository, sessionsRepository, setupRepository } from './repository.ts';
import { createSecondFactor, type SecondFactor } from './second-factor.ts';

export interface SpaceGrant {
  spaceId: string;
  role: SpaceRole;
}

export interface DescribedSpace {
  id: string;
  name: string;
  /** Empty: for every country. */
  countries: readonly string[];
  visibility: 'open' | 'listed' | 'hidden';
  joinRule: 'open' | 'request' | 'invite';
}

export interface Persona {
  id: string;
  email: string;
  displayName: string;
  country: string;
  language: InterfaceLanguage;
  role: string;
}

/** What accounts need of the spaces above them; given at composition. */
export interface AccountsWorld {
  /** Spaces of a person, with her role in each. */
  spacesOf(ports: Ports, userId: string): Promise<readonly SpaceGrant[]>;
  /** Those of the ids that exist. */
  describeSpaces(ports: Ports, ids: readonly string[]): Promise<readonly DescribedSpace[]>;
  /** Makes somebody a member; idempotent, since it is repeated when the server died in between. */
  grantSpaces(ports: Ports, userId: string, grants: readonly SpaceGrant[]): Promise<void>;
  /** The fictional people offered for sign-in, and their one documented password. */
  demo?: { password: string; personas: readonly Persona[] };
}

/** Everything the use cases of accounts work with. */
export interface Desk {
  tools: Tools<typeof accounts>;
  world: AccountsWorld;
  house: House;
  identity: Identity & { load(): Promise<unknown> };
  failures: Failures;
  factor: SecondFactor;
  letters: Letters;
  accounts: ReturnType<typeof accountsRepository>;
  sessions: ReturnType<typeof sessionsRepository>;
  invitations: ReturnType<typeof invitationsRepository>;
  setup: ReturnType<typeof setupRepository>;
}

export function openDesk(tools: Tools<typeof accounts>, world: AccountsWorld, house: House): Desk {
  const identity = createIdentity(tools);
  const accounts = accountsRepository(tools);
  return {
    tools,
    world,
    house,
    identity,
    accounts,
    failures: createFailures({ store: tools.store, clock: tools.clock, secret: tools.secret, isOn: tools.config.hasLimits }),
    factor: createSecondFactor(tools),
    letters: createLetters(tools, letterLinks({ tools, identity, accounts })),
    sessions: sessionsRepository(tools),
    invitations: invitationsRepository(tools),
    setup: setupRepository(tools),
  };
}
