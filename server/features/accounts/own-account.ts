import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import { passwordFlaw, type Owner } from '#shared/features/accounts/rules.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { languageOf, personById } from '#server/features/people/index.ts';
import type { Context, PublicContext, Service } from '#server/kernel/feature.ts';
import { DuplicateError } from '#server/platform/store/port.ts';
import type { Desk } from './desk.ts';
import { changedAddress } from './identity-rows.ts';
import type { AccountRecord } from './repository.ts';
import type { EmailChange } from './letter-links.ts';
import { provePassword } from './signing-in.ts';

type Contract = typeof contract;
type OwnAccount = Pick<
  Service<Contract>,
  | 'listSessions'
  | 'endSession'
  | 'endOtherSessions'
  | 'changePassword'
  | 'changeEmail'
  | 'confirmEmail'
  | 'acceptRules'
  | 'listHouseDocuments'
>;

/** Refuses a password that is short, long, common, or the owner's own name. */
export function acceptPassword(ctx: PublicContext<Contract>, password: string, owner: Owner): void {
  const flaw = passwordFlaw(password, owner);
  if (flaw !== undefined) throw ctx.fail(flaw);
}

/** Personas of the demo share one known password, so nobody may change how they sign in. */
export function refusePersona(account: AccountRecord): void {
  if (account.isDemo) throw commonError('demoForbidden');
}

export async function ownAccount(desk: Desk, ctx: Context<Contract>): Promise<AccountRecord> {
  const account = await desk.accounts.findById(ctx.actor.userId);
  if (!account) throw commonError('notSignedIn');
  return account;
}

/** Names and address a password must not be made of. */
export async function ownerOf(desk: Desk, account: AccountRecord): Promise<Owner> {
  const person = await personById(desk.tools, account.id);
  return { email: account.email, names: [person?.displayName, person?.latinName] };
}

/** Ends sessions of an account and cuts their live connections. @returns how many ended */
export async function endSessions(desk: Desk, userId: string, except?: string): Promise<number> {
  const { tools, sessions } = desk;
  const ending = (await sessions.listByUser(userId)).filter(({ id }) => id !== except);
  if (ending.length > 0) await tools.store.commit(ending.map(({ id }) => sessions.delete(id)));
  await tools.access.changed({ userIds: [userId], sessionIds: ending.map(({ id }) => id) });
  return ending.length;
}

/** Tells the person's own clients to ask for the session again. */
export function tellSessionChanged(desk: Desk, userId: string): void {
  desk.tools.publish('sessionChanged', `user:${userId}`, { userId });
}

/** A notice to the owner of an account, in her language. */
export async function notify(desk: Desk, account: AccountRecord, kind: 'passwordChanged' | 'secondFactorRemoved'): Promise<void> {
  await desk.letters.post({ kind, to: account.email, language: await languageOf(desk.tools, account.id), values: {} });
}

async function changePassword(desk: Desk, ctx: Context<Contract>, given: { currentPassword: string; newPassword: string }): Promise<void> {
  const account = await ownAccount(desk, ctx);
  refusePersona(account);
  await provePassword(desk, ctx, given.currentPassword);
  acceptPassword(ctx, given.newPassword, await ownerOf(desk, account));
  await desk.identity.setPassword(account.id, given.newPassword);
  await endSessions(desk, account.id, ctx.actor.sessionId);
  await notify(desk, account, 'passwordChanged');
}

function readEmailChange(json: string): EmailChange {
  const change: EmailChange = JSON.parse(json);
  return change;
}

/** Whether the new address is free is told to its owner alone, by a letter; the answer here is always the same. */
async function requestEmailChange(desk: Desk, ctx: Context<Contract>, newEmail: string): Promise<void> {
  const account = await ownAccount(desk, ctx);
  refusePersona(account);
  await desk.letters.post({
    kind: 'confirmEmail',
    to: newEmail,
    language: await languageOf(desk.tools, account.id),
    values: { userId: account.id, from: account.email },
  });
}

async function confirmEmailChange(desk: Desk, ctx: PublicContext<Contract>, token: string): Promise<void> {
  const { tools, accounts, identity, letters } = desk;
  const link = await identity.readLink('changeEmail', token);
  if (!link || link.expiresAt <= ctx.now || !(await identity.consumeLink('changeEmail', token))) throw ctx.fail('linkExpired');
  const { userId, from, to } = readEmailChange(link.value);
  try {
    await accounts.change(
      userId,
      (account) => {
        if (account.email !== from || account.state !== 'active') throw ctx.fail('linkExpired');
        return { ...account, email: to };
      },
      await changedAddress(tools, { userId, email: to, now: ctx.now }),
    );
  } catch (error) {
    if (error instanceof DuplicateError) throw ctx.fail('emailTaken');
    throw error;
  }
  await letters.post({ kind: 'emailChanged', to: from, language: await languageOf(tools, userId), values: { newEmail: to } });
  await tools.audit.record({ actorId: userId, operation: 'accounts.confirmEmail', scopeId: userId, fields: {} });
  await tools.access.changed({ userIds: [userId] });
  tellSessionChanged(desk, userId);
}

export function ownAccountService(desk: Desk): OwnAccount {
  const { tools, accounts, sessions, house } = desk;
  return {
    async listSessions(ctx) {
      const held = await sessions.listByUser(ctx.actor.userId);
      const live = held.filter((session) => Date.parse(session.endsAt) > ctx.now.getTime());
      return {
        items: live.map(({ id, createdAt, lastSeenAt, userAgent, address }) => ({
          id,
          createdAt,
          lastSeenAt,
          userAgent,
          address,
          isCurrent: id === ctx.actor.sessionId,
        })),
      };
    },
    async endSession(ctx, { sessionId }) {
      const session = await sessions.findById(sessionId);
      if (session?.userId !== ctx.actor.userId) throw commonError('notFound');
      await tools.store.commit([sessions.delete(sessionId)]);
      await tools.access.changed({ sessionIds: [sessionId] });
      return {};
    },
    endOtherSessions: async (ctx) => ({ ended: await endSessions(desk, ctx.actor.userId, ctx.actor.sessionId) }),
    async changePassword(ctx, input) {
      await changePassword(desk, ctx, input);
      return {};
    },
    async changeEmail(ctx, { newEmail }) {
      await requestEmailChange(desk, ctx, newEmail);
      return {};
    },
    async confirmEmail(ctx, { token }) {
      await confirmEmailChange(desk, ctx, token);
      return {};
    },
    async acceptRules(ctx, { versions }) {
      const inForce = house.current();
      const isCurrent = inForce.every(({ kind, version }) => versions.some((given) => given.kind === kind && given.version === version));
      if (!isCurrent) throw ctx.fail('rulesOutdated');
      const at = ctx.now.toISOString();
      await accounts.change(ctx.actor.userId, (account) => ({
        ...account,
        // Every acceptance stays on record: which version, and when.
        acceptedRules: [...account.acceptedRules, ...inForce.map((accepted) => ({ ...accepted, at }))].slice(-60),
      }));
      await tools.access.changed({ userIds: [ctx.actor.userId] });
      tellSessionChanged(desk, ctx.actor.userId);
      return {};
    },
    listHouseDocuments: async (_ctx, { language }) => ({ items: house.list(language) }),
  };
}
