import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { isCountry } from '#shared/reference/countries.ts';
import { hashToken } from '#server/platform/ids/ids.ts';
import type { PublicContext, Service } from '#server/kernel/feature.ts';
import { DuplicateError, GuardError } from '#server/platform/store/port.ts';
import type { Desk } from './desk.ts';
import { openInvitation } from './invitations.ts';
import { prepareAccount, type NewAccount } from './new-account.ts';
import { acceptPassword } from './own-account.ts';
import { hashPassword } from './passwords.ts';
import type { AccountRecord, InvitationRecord } from './repository.ts';
import { addressHash, enter } from './signing-in.ts';

type Contract = typeof contract;
type Joining = Pick<Service<Contract>, 'acceptInvitation' | 'completeSetup'>;

/** A whole class may join by one link at the same moment: each tries again when another was counted first. */
const maxTries = 50;

function usedBy(invitation: InvitationRecord, userId: string): InvitationRecord {
  const uses = invitation.uses + 1;
  return { ...invitation, uses, isUsedUp: uses >= invitation.maxUses, joined: [...invitation.joined, userId] };
}

/** Commits a new account together with the use of the invitation; the invitation is read anew each time. */
async function join(
  desk: Desk,
  ctx: PublicContext<Contract>,
  given: { token: string; account: (invitation: InvitationRecord) => NewAccount },
): Promise<AccountRecord> {
  const { tools, invitations } = desk;
  for (let attempt = 1; ; attempt++) {
    const invitation = await openInvitation(desk, ctx, given.token);
    const { account, ops } = await prepareAccount(tools, given.account(invitation));
    try {
      await tools.store.commit([...ops, invitations.replace(usedBy(invitation, account.id))]);
      return account;
    } catch (error) {
      if (error instanceof DuplicateError) throw ctx.fail('emailTaken');
      if (!(error instanceof GuardError) || attempt >= maxTries) throw error;
    }
  }
}

export function joiningService(desk: Desk): Joining {
  const { tools, setup } = desk;
  return {
    async acceptInvitation(ctx, input) {
      const { token, email, password, displayName, latinName, rank, institutionId, language, languages, addressForm, digits, timeZone } =
        input;
      const first = await openInvitation(desk, ctx, token);
      if (first.email !== undefined && first.email !== email) throw ctx.fail('invitationForAnother');
      acceptPassword(ctx, password, { email, names: [displayName, latinName] });
      const passwordHash = await hashPassword(password);
      const id = ctx.newId();
      const account = await join(desk, ctx, {
        token,
        account: (invitation) => ({
          email,
          isEmailProven: false,
          passwordHash,
          knownAddresses: [addressHash(desk, id, ctx.address)],
          countryRoles: invitation.countryRole === undefined ? [] : [{ country: invitation.country, role: invitation.countryRole }],
          ...(invitation.spaces.length > 0 && { pendingSpaces: invitation.spaces }),
          person: {
            id,
            displayName,
            country: invitation.country,
            language,
            createdAt: ctx.now,
            ...(latinName !== undefined && { latinName }),
            ...(rank !== undefined && { rank }),
            ...(institutionId !== undefined && { institutionId }),
            ...(languages !== undefined && { languages }),
            settings: { addressForm, digits, ...(timeZone !== undefined && { timeZone }) },
          },
        }),
      });
      return enter(desk, ctx, { account, isSharedComputer: input.isSharedComputer ?? false, by: 'accounts.acceptInvitation' });
    },
    async completeSetup(ctx, { token, email, password, displayName, country, language }) {
      const known = await setup.find();
      const isRight = known !== undefined && known.tokenHash === hashToken(token);
      if (!isRight) throw ctx.fail('linkExpired');
      if (known.isDone || (await desk.accounts.countAdministrators()) > 0) throw ctx.fail('setupDone');
      if (!isCountry(country)) throw commonError('invalidInput', { field: 'country' });
      acceptPassword(ctx, password, { email, names: [displayName] });
      const id = ctx.newId();
      const { account, ops } = await prepareAccount(tools, {
        email,
        isEmailProven: false,
        passwordHash: await hashPassword(password),
        hubRoles: ['admin'],
        knownAddresses: [addressHash(desk, id, ctx.address)],
        person: { id, displayName, country, language, createdAt: ctx.now },
      });
      try {
        await tools.store.commit([...ops, setup.replace({ ...known, isDone: true }, known.tokenHash)]);
      } catch (error) {
        if (error instanceof DuplicateError) throw ctx.fail('emailTaken');
        // Somebody else used the link in the same moment.
        if (error instanceof GuardError) throw ctx.fail('setupDone');
        throw error;
      }
      return enter(desk, ctx, { account, isSharedComputer: false, by: 'accounts.completeSetup' });
    },
  };
}
