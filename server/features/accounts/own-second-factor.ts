import QRCode from 'qrcode';
import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import { mustHaveSecondFactor } from '#shared/features/accounts/rules.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Service } from '#server/kernel/feature.ts';
import type { Desk } from './desk.ts';
import { endSessions, notify, ownAccount, refusePersona, tellSessionChanged } from './own-account.ts';
import { provePassword } from './signing-in.ts';

type OwnSecondFactor = Pick<
  Service<typeof contract>,
  'beginSecondFactor' | 'enableSecondFactor' | 'renewRecoveryCodes' | 'disableSecondFactor' | 'resetSecondFactor'
>;

/** Black on white whatever the theme: scanners want the contrast. */
export const qrSvg = (text: string): Promise<string> => QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });

export function ownSecondFactor(desk: Desk): OwnSecondFactor {
  const { tools, accounts, factor, failures } = desk;

  /** Takes the second factor off and marks the account so, in one commit. */
  async function remove(userId: string): Promise<void> {
    const changed = await accounts.change(userId, (account) => ({ ...account, hasSecondFactor: false }), [factor.remove(userId)]);
    if (!changed) throw commonError('notFound');
    await failures.forget('secondFactor', userId);
    await notify(desk, changed, 'secondFactorRemoved');
    tellSessionChanged(desk, userId);
  }

  return {
    async beginSecondFactor(ctx, { password }) {
      const account = await ownAccount(desk, ctx);
      refusePersona(account);
      await provePassword(desk, ctx, password);
      const begun = await factor.begin(account.id, account.email);
      if (!begun) throw commonError('conflict');
      return { ...begun, qrSvg: await qrSvg(begun.otpauthUrl) };
    },
    async enableSecondFactor(ctx, { code }) {
      const account = await ownAccount(desk, ctx);
      refusePersona(account);
      if (!(await factor.hasBegun(account.id))) throw ctx.fail('secondFactorNotBegun');
      const prepared = await factor.prepare(account.id, code);
      if (!prepared) throw ctx.fail('wrongSecondFactor');
      const { recoveryCodes, op } = prepared;
      await accounts.change(account.id, (current) => ({ ...current, hasSecondFactor: true }), [op]);
      // Sessions begun with the password alone end, wherever they are; roles that waited come into force.
      await endSessions(desk, account.id, ctx.actor.sessionId);
      tellSessionChanged(desk, account.id);
      return { recoveryCodes };
    },
    async renewRecoveryCodes(ctx, { password }) {
      refusePersona(await ownAccount(desk, ctx));
      await provePassword(desk, ctx, password);
      const recoveryCodes = await factor.renewRecoveryCodes(ctx.actor.userId);
      if (!recoveryCodes) throw ctx.fail('secondFactorMissing');
      return { recoveryCodes };
    },
    async disableSecondFactor(ctx, { password }) {
      const account = await ownAccount(desk, ctx);
      refusePersona(account);
      if (!account.hasSecondFactor) throw ctx.fail('secondFactorMissing');
      // Who must have one changes it by asking two administrators, never by taking it off alone.
      if (mustHaveSecondFactor(account)) throw commonError('forbidden');
      await provePassword(desk, ctx, password);
      await remove(account.id);
      await tools.access.changed({ userIds: [account.id] });
      return {};
    },
    async resetSecondFactor(ctx, { accountId }) {
      if (accountId === ctx.actor.userId) throw ctx.fail('ownAccount');
      const account = await accounts.findById(accountId);
      if (!account?.hasSecondFactor) throw ctx.fail('secondFactorMissing');
      await remove(accountId);
      await endSessions(desk, accountId);
      return {};
    },
  };
}
