import { betterAuth } from 'better-auth/minimal';
import type { Ports } from '#server/kernel/feature.ts';
import { newId, newToken } from '#server/platform/ids/ids.ts';
import { storeAdapter } from './better-auth-adapter.ts';
import type { Identity } from './identity.ts';
import { hashPassword, verifyNothing, verifyPassword } from './passwords.ts';

/** Bounds as the library counts them, in UTF-16 units; the true ones are in `shared/features/accounts/rules.ts`. */
const widest = { minPasswordLength: 1, maxPasswordLength: 512 };
const resetPrefix = 'reset-password:';
const emailPrefix = 'change-email:';

/**
 * The identity library on our store. Loaded when the first person proves who she is (identity.ts), and reached through
 * this file only; none of its HTTP paths exists.
 */
export function openBetterAuth(world: Pick<Ports, 'store'> & { secret: string }): Identity {
  const auth = betterAuth({
    // Needed to build links we never use: letters are ours, and their address is `publicUrl()`.
    baseURL: 'http://localhost',
    secret: world.secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    database: storeAdapter(world),
    advanced: { database: { generateId: () => newId() } },
    user: { modelName: 'users' },
    account: { modelName: 'credentials' },
    verification: { modelName: 'links', storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      autoSignIn: false,
      ...widest,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
  });

  /** Asks the store for nobody's too, so that an unknown address takes as long as a known one. */
  async function passwordOf(userId = 'nobody'): Promise<string | undefined> {
    const { internalAdapter } = await auth.$context;
    return (await internalAdapter.findCredentialAccount(userId))?.password ?? undefined;
  }
  async function checkPassword(userId: string | undefined, password: string): Promise<boolean> {
    const hash = await passwordOf(userId);
    const {
      password: { verify },
    } = await auth.$context;
    return hash === undefined ? verifyNothing(password) : verify({ hash, password });
  }
  const prefixes = { resetPassword: resetPrefix, changeEmail: emailPrefix };

  return {
    checkPassword,
    async setPassword(userId, password) {
      const {
        internalAdapter,
        password: { hash },
      } = await auth.$context;
      await internalAdapter.updatePassword(userId, await hash(password));
    },
    async issueLink(purpose, value, expiresAt) {
      const { internalAdapter } = await auth.$context;
      const token = newToken();
      await internalAdapter.createVerificationValue({ identifier: prefixes[purpose] + token, value, expiresAt });
      return token;
    },
    async readLink(purpose, token) {
      const { internalAdapter } = await auth.$context;
      const link = await internalAdapter.findVerificationValue(prefixes[purpose] + token);
      return link ? { value: link.value, expiresAt: new Date(link.expiresAt) } : undefined;
    },
    async consumeLink(purpose, token) {
      const { internalAdapter } = await auth.$context;
      return (await internalAdapter.consumeVerificationValue(prefixes[purpose] + token)) !== null;
    },
    async resetPassword(token, newPassword) {
      try {
        await auth.api.resetPassword({ body: { token, newPassword } });
        return true;
      } catch (error) {
        // The only refusal left after our own checks: somebody else used the link in between.
        if (error instanceof Error && 'statusCode' in error && error.statusCode === 400) return false;
        throw error;
      }
    },
  };
}
