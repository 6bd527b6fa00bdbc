import type { Ports } from '#server/kernel/feature.ts';
import { deriveKey } from '#server/platform/ids/ids.ts';

export type LinkPurpose = 'resetPassword' | 'changeEmail';

/** Proof of who somebody is: passwords and one-time links. Kept by better-auth on our store. */
export interface Identity {
  /** As slow for nobody as for somebody. */
  checkPassword(userId: string | undefined, password: string): Promise<boolean>;
  setPassword(userId: string, password: string): Promise<void>;
  /** A secret for a link; only its hash is kept. */
  issueLink(purpose: LinkPurpose, value: string, expiresAt: Date): Promise<string>;
  readLink(purpose: LinkPurpose, token: string): Promise<{ value: string; expiresAt: Date } | undefined>;
  /** False when it was used already. */
  consumeLink(purpose: LinkPurpose, token: string): Promise<boolean>;
  /** Uses a reset link up and sets the password. False when the link is no longer good. */
  resetPassword(token: string, newPassword: string): Promise<boolean>;
}

/** Loads the library on first use, or when told to: it costs a third of a second and more, which starting does not wait for. */
export function createIdentity(world: Pick<Ports, 'store'> & { secret: string }): Identity & { load(): Promise<unknown> } {
  let opened: Promise<Identity> | undefined;
  const open = () =>
    (opened ??= import('./better-auth.ts').then(({ openBetterAuth }) =>
      openBetterAuth({ store: world.store, secret: Buffer.from(deriveKey(world.secret, 'better-auth')).toString('base64url') }),
    ));
  return {
    load: open,
    checkPassword: async (userId, password) => (await open()).checkPassword(userId, password),
    setPassword: async (userId, password) => (await open()).setPassword(userId, password),
    issueLink: async (purpose, value, expiresAt) => (await open()).issueLink(purpose, value, expiresAt),
    readLink: async (purpose, token) => (await open()).readLink(purpose, token),
    consumeLink: async (purpose, token) => (await open()).consumeLink(purpose, token),
    resetPassword: async (token, newPassword) => (await open()).resetPassword(token, newPassword),
  };
}
