import type { Ports } from '#server/kernel/feature.ts';
import type { WriteOp } from '#server/platform/store/port.ts';

// The three collections better-auth works on, in the shape its adapter reads (better-auth.ts): dates are ISO texts.

/** Who can prove something: better-auth's `user`. */
export type UserRow = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  image?: string;
  createdAt: string;
  updatedAt: string;
};
/** How: better-auth's `account`; a password is provider `credential`. */
export type CredentialRow = {
  id: string;
  userId: string;
  providerId: string;
  accountId: string;
  password?: string;
  createdAt: string;
  updatedAt: string;
};
/** One-time links: better-auth's `verification`; the identifier is hashed. */
export type LinkRow = { id: string; identifier: string; value: string; expiresAt: string; createdAt: string; updatedAt: string };

type Storage = Pick<Ports, 'store'>;

export function identityCollections({ store }: Storage) {
  return {
    users: store.collection<UserRow>('users', { schemaVersion: 1, unique: [['email']] }),
    credentials: store.collection<CredentialRow>('credentials', {
      schemaVersion: 1,
      unique: [['providerId', 'accountId']],
      indexes: [['userId']],
    }),
    links: store.collection<LinkRow>('links', { schemaVersion: 1, indexes: [['identifier', 'createdAt'], ['expiresAt']] }),
  };
}

/**
 * The writes that make an identity with a password. Written by us rather than by better-auth's sign-up, so that it
 * commits together with the account, the person and the used invitation: half a person never exists.
 */
export function newIdentity(
  storage: Storage,
  identity: { userId: string; email: string; isEmailProven: boolean; passwordHash: string; now: Date },
): WriteOp[] {
  const { users, credentials } = identityCollections(storage);
  const at = identity.now.toISOString();
  const times = { createdAt: at, updatedAt: at };
  return [
    users.insert({ id: identity.userId, name: '', email: identity.email, emailVerified: identity.isEmailProven, ...times }),
    credentials.insert({
      id: identity.userId,
      userId: identity.userId,
      providerId: 'credential',
      accountId: identity.userId,
      password: identity.passwordHash,
      ...times,
    }),
  ];
}

/** The write that gives an identity another address; commits with the account's. */
export async function changedAddress(
  storage: Storage,
  { userId, email, now }: { userId: string; email: string; now: Date },
): Promise<WriteOp[]> {
  const { users } = identityCollections(storage);
  const user = await users.get(userId);
  return user ? [users.replace({ ...user, email, updatedAt: now.toISOString() }, { email: user.email })] : [];
}
