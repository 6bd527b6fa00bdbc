import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import type { Service } from '#server/kernel/feature.ts';
import type { Desk } from './desk.ts';
import { acceptPassword, endSessions, notify, ownerOf, refusePersona } from './own-account.ts';
import { withSecondFactor } from './signing-in.ts';

type PasswordReset = Pick<Service<typeof contract>, 'requestPasswordReset' | 'resetPassword'>;

/** Reset by mail: the link proves the address and nothing more, so a second factor is asked for as at sign-in. */
export function passwordReset(desk: Desk): PasswordReset {
  const { accounts, identity, failures, letters } = desk;
  return {
    async requestPasswordReset(_ctx, { email, language }) {
      await letters.post({ kind: 'resetPassword', to: email, language, values: {} });
      return {};
    },
    async resetPassword(ctx, { token, newPassword, code }) {
      const link = await identity.readLink('resetPassword', token);
      const account = link && link.expiresAt > ctx.now ? await accounts.findById(link.value) : undefined;
      if (account?.state !== 'active') throw ctx.fail('linkExpired');
      refusePersona(account);
      acceptPassword(ctx, newPassword, await ownerOf(desk, account));
      await withSecondFactor(desk, ctx, { account, code });
      if (!(await identity.resetPassword(token, newPassword))) throw ctx.fail('linkExpired');
      await endSessions(desk, account.id);
      await failures.forget('accountAndAddress', account.email, ctx.address);
      await notify(desk, account, 'passwordChanged');
      await desk.tools.audit.record({ actorId: account.id, operation: 'accounts.resetPassword', scopeId: account.id, fields: {} });
      return {};
    },
  };
}
