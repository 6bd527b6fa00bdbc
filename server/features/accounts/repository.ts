import type { CountryRole, HubRole, SpaceRole } from '#shared/access/permissions.ts';
import type { HouseDocument } from '#shared/features/accounts/contract.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import type * as z from 'zod/mini';
import type { Ports } from '#server/kernel/feature.ts';
import { GuardError, type Collection, type WriteOp } from '#server/platform/store/port.ts';

export type Storage = Pick<Ports, 'store'>;
export type HouseDocumentKind = z.output<typeof HouseDocument>['kind'];

/** What somebody is in the hub; how she proves who she is lies in `identity-rows.ts` under the same id. */
export type AccountRecord = {
  id: string;
  email: string;
  country: string;
  hubRoles: HubRole[];
  countryRoles: { country: string; role: CountryRole }[];
  state: 'active' | 'suspended';
  isDemo: boolean;
  acceptedRules: { kind: HouseDocumentKind; version: number; at: string }[];
  /** Keyed hashes of addresses from which she signed in, newest last: others' guesses must not lock her out there. */
  knownAddresses: string[];
  hasSecondFactor: boolean;
  /** Promised by an invitation and not yet given: the server may die between joining and membership. */
  pendingSpaces?: { spaceId: string; role: SpaceRole }[];
  createdAt: string;
  version: number;
};

/** A session; of its two secrets only hashes are kept. */
export type SessionRecord = {
  id: string;
  userId: string;
  cookieHash: string;
  bearerHash: string;
  createdAt: string;
  lastSeenAt: string;
  /** Never valid beyond this; also where idle sessions are swept. */
  endsAt: string;
  isSharedComputer: boolean;
  /** Milliseconds since the epoch; 0: never. */
  freshUntil: number;
  userAgent: string;
  address: string;
};

export type SecondFactorRecord = {
  /** The account's id. */
  id: string;
  /** Sealed with a key that is not in the store. */
  sealedSecret: string;
  state: 'begun' | 'on';
  /** Highest time step a code was accepted for: each code counts once. */
  lastStep: number;
  recoveryHashes: string[];
  version: number;
};

export type InvitationRecord = {
  id: string;
  tokenHash: string;
  email?: string;
  country: string;
  language: InterfaceLanguage;
  spaces: { spaceId: string; role: SpaceRole }[];
  countryRole?: CountryRole;
  uses: number;
  maxUses: number;
  expiresAt: string;
  createdAt: string;
  createdBy: string;
  isWithdrawn: boolean;
  /** `uses` reached `maxUses`: kept as a field so that lists can ask for it. */
  isUsedUp: boolean;
  joined: string[];
  version: number;
};

/** The one-time set-up link of a hub without an administrator. */
export type SetupRecord = { id: 'setup'; tokenHash: string; createdAt: string; isDone: boolean };

const accounts = ({ store }: Storage) =>
  store.collection<AccountRecord>('accounts', { schemaVersion: 1, unique: [['email']], indexes: [['country', 'email'], ['hubRoles']] });
const sessions = ({ store }: Storage) =>
  store.collection<SessionRecord>('sessions', {
    schemaVersion: 1,
    unique: [['cookieHash'], ['bearerHash']],
    indexes: [['userId', 'createdAt'], ['endsAt']],
  });
const secondFactors = ({ store }: Storage) => store.collection<SecondFactorRecord>('secondFactors', { schemaVersion: 1 });
const invitations = ({ store }: Storage) =>
  store.collection<InvitationRecord>('invitations', { schemaVersion: 1, unique: [['tokenHash']], indexes: [['country', 'createdAt']] });
const setups = ({ store }: Storage) => store.collection<SetupRecord>('setup', { schemaVersion: 1 });

const maxTries = 5;

/** Reads, changes and writes back one versioned record, again when somebody else was quicker. Undefined: unknown. */
async function changeVersioned<T extends { id: string; version: number }>(
  { store }: Storage,
  collection: Collection<T>,
  change: { id: string; apply: (record: T) => T; also?: readonly WriteOp[] },
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    const known = await collection.get(change.id);
    if (!known) return undefined;
    const changed = { ...change.apply(known), version: known.version + 1 };
    try {
      await store.commit([collection.replace(changed, { version: known.version }), ...(change.also ?? [])]);
      return changed;
    } catch (error) {
      if (!(error instanceof GuardError) || attempt >= maxTries) throw error;
    }
  }
}

/** Declares the collections of accounts. */
export function accountsRepository(ports: Storage) {
  const all = accounts(ports);
  return {
    findById: (id: string) => all.get(id),
    findMany: (ids: readonly string[]) => (ids.length === 0 ? Promise.resolve([]) : all.getMany(ids)),
    findByEmail: (email: string) => all.findOne({ email }),
    insert: (account: AccountRecord) => all.insert(account),
    /** `apply` may throw to refuse. `also` is written in the same commit. */
    change: (id: string, apply: (account: AccountRecord) => AccountRecord, also: readonly WriteOp[] = []) =>
      changeVersioned(ports, all, { id, apply, also }),
    list: (country: string | undefined, limit: number, after: (string | number | boolean | null)[] | undefined) =>
      all.find({ ...(country !== undefined && { match: { country } }), sort: [['email', 1]], limit, ...(after && { after }) }),
    // Fictional administrators do not count: they cannot act where the demo is off.
    /** Active ones; a hub role is held by few. */
    async listHolders(role: HubRole) {
      return (await all.find({ match: { hubRoles: role, state: 'active' }, limit: 100 })).items;
    },
    countAdministrators: () => all.count({ hubRoles: 'admin', state: 'active', isDemo: false }),
    async listDemo() {
      return (await all.find({ match: { isDemo: true }, sort: [['createdAt', 1]], limit: 200 })).items;
    },
  };
}

export function sessionsRepository(ports: Storage) {
  const all = sessions(ports);
  return {
    findById: (id: string) => all.get(id),
    findByCookie: (cookieHash: string) => all.findOne({ cookieHash }),
    findByBearer: (bearerHash: string) => all.findOne({ bearerHash }),
    /** Newest first; at most 200. */
    async listByUser(userId: string) {
      return (await all.find({ match: { userId }, sort: [['createdAt', -1]], limit: 200 })).items;
    },
    async listEnded(now: Date) {
      return (await all.find({ match: { endsAt: { lt: now.toISOString() } }, limit: 500 })).items;
    },
    insert: (session: SessionRecord) => all.insert(session),
    delete: (id: string) => all.delete(id),
    /** Only if it is still as it was read: an ended session must not come back, nor a confirmation be undone. */
    replace: (session: SessionRecord, read: SessionRecord) =>
      all.replace(session, { lastSeenAt: read.lastSeenAt, freshUntil: read.freshUntil }),
  };
}

export function secondFactorsRepository(ports: Storage) {
  const all = secondFactors(ports);
  return {
    findById: (id: string) => all.get(id),
    put: (factor: SecondFactorRecord) => all.put(factor),
    /** Only if nobody used a code meanwhile. */
    replace: (factor: SecondFactorRecord) => all.replace({ ...factor, version: factor.version + 1 }, { version: factor.version }),
    delete: (id: string) => all.delete(id),
  };
}

export function invitationsRepository(ports: Storage) {
  const all = invitations(ports);
  return {
    findById: (id: string) => all.get(id),
    findByToken: (tokenHash: string) => all.findOne({ tokenHash }),
    insert: (invitation: InvitationRecord) => all.insert(invitation),
    replace: (invitation: InvitationRecord) =>
      all.replace({ ...invitation, version: invitation.version + 1 }, { version: invitation.version }),
    change: (id: string, apply: (invitation: InvitationRecord) => InvitationRecord) => changeVersioned(ports, all, { id, apply }),
    list: (match: Parameters<typeof all.count>[0], limit: number, after: (string | number | boolean | null)[] | undefined) =>
      all.find({ match, sort: [['createdAt', -1]], limit, ...(after && { after }) }),
  };
}

export function setupRepository(ports: Storage) {
  const all = setups(ports);
  return {
    find: () => all.get('setup'),
    put: (setup: SetupRecord) => all.put(setup),
    replace: (setup: SetupRecord, tokenHash: string) => all.replace(setup, { tokenHash, isDone: false }),
  };
}
