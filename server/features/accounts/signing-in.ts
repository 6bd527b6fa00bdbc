import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import type { Session } from '#shared/features/accounts/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { PublicContext, Service } from '#server/kernel/feature.ts';
import { networkOf } from '#server/kernel/network.ts';
import { hmac } from '#server/platform/ids/ids.ts';
import { GuardError } from '#server/platform/store/port.ts';
import type { Desk } from './desk.ts';
import { givePendingSpaces } from './pending-spaces.ts';
import { presentSession } from './presenting.ts';
import type { AccountRecord } from './repository.ts';
import { clearedCookie, freshMs, makeRoom, newSession, sessionCookie } from './sessions.ts';

type Contract = typeof contract;
type SigningIn = Pick<Service<Contract>, 'signIn' | 'getSession' | 'signOut' | 'confirmIdentity'>;

/** Addresses remembered for an account; the oldest go. */
const maxKnownAddresses = 20;

export const addressHash = (desk: Desk, accountId: string, address: string) => hmac(desk.tools.secret, 'known address', accountId, address);

function tooMany(ctx: PublicContext<Contract>, waitMs: number) {
  return ctx.fail('tooManyAttempts', { retryAfterMs: Math.ceil(waitMs) });
}

/** Somebody whose identity is proved: a new session, never one that existed before (no fixation). */
export async function enter(
  desk: Desk,
  ctx: PublicContext<Contract>,
  entering: {
    account: AccountRecord;
    isSharedComputer: boolean;
    by: 'accounts.signIn' | 'accounts.acceptInvitation' | 'accounts.completeSetup';
  },
): Promise<{ token: string; session: Session }> {
  const { account, isSharedComputer, by } = entering;
  const { tools, sessions } = desk;
  await givePendingSpaces(desk, account);
  const opened = newSession({ userId: account.id, isSharedComputer, userAgent: ctx.userAgent, address: ctx.address, now: ctx.now });
  const { ended, ops } = await makeRoom(tools, account.id);
  const former = ctx.actor?.sessionId;
  const leaving = former === undefined || ended.some(({ id }) => id === former) ? [] : [sessions.delete(former)];
  await tools.store.commit([sessions.insert(opened.session), ...ops, ...leaving]);
  const endedIds = [...ended.map(({ id }) => id), ...(former === undefined ? [] : [former])];
  if (endedIds.length > 0) await tools.access.changed({ sessionIds: endedIds });
  ctx.setCookies([sessionCookie(tools.publicUrl(), opened.cookieToken, isSharedComputer)]);
  // The door knows nobody yet when somebody signs in, so who it was is recorded here.
  await tools.audit.record({ actorId: account.id, operation: by, scopeId: account.id, fields: {} });
  return { token: opened.bearer, session: await presentSession(desk, account, opened.session) };
}

/** The account a right password belongs to. Wrong address and wrong password look and last alike. */
async function withPassword(desk: Desk, ctx: PublicContext<Contract>, given: { email: string; password: string }): Promise<AccountRecord> {
  const { accounts, failures, identity } = desk;
  const account = await accounts.findByEmail(given.email);
  const waits = await Promise.all([
    failures.waitMs('accountAndAddress', given.email, networkOf(ctx.address)),
    failures.waitMs('address', networkOf(ctx.address)),
  ]);
  const waitMs = Math.max(...waits);
  // Where she signed in before, the right password passes however many others guessed from there.
  const isKnownHere = account?.knownAddresses.includes(addressHash(desk, account.id, ctx.address)) ?? false;
  if (waitMs > 0 && !isKnownHere) throw tooMany(ctx, waitMs);
  const isRight = await identity.checkPassword(account?.id, given.password);
  const isFictional = account?.isDemo === true && desk.world.demo === undefined;
  if (account && isRight && !isFictional) {
    await failures.forget('accountAndAddress', given.email, networkOf(ctx.address));
    return account;
  }
  await Promise.all([
    failures.note('accountAndAddress', given.email, networkOf(ctx.address)),
    failures.note('address', networkOf(ctx.address)),
  ]);
  desk.tools.logger.info(
    { event: 'signInRefused', accountId: account?.id, address: ctx.address, requestId: ctx.requestId },
    'a sign-in was refused',
  );
  throw waitMs > 0 ? tooMany(ctx, waitMs) : ctx.fail('wrongCredentials');
}

/** Asks for a code where the account has a second factor. Used by everything that proves identity anew, the reset by mail included. */
export async function withSecondFactor(
  desk: Desk,
  ctx: PublicContext<Contract>,
  given: { account: AccountRecord; code: string | undefined },
): Promise<void> {
  const { account, code } = given;
  if (!account.hasSecondFactor) return;
  if (code === undefined) throw ctx.fail('secondFactorRequired');
  const waitMs = await desk.failures.take('secondFactor', account.id);
  if (waitMs > 0) throw tooMany(ctx, waitMs);
  if (!(await desk.factor.useCode(account.id, code))) {
    desk.tools.logger.info(
      { event: 'secondFactorRefused', accountId: account.id, address: ctx.address, requestId: ctx.requestId },
      'a second factor was refused',
    );
    throw ctx.fail('wrongSecondFactor');
  }
  await desk.failures.forget('secondFactor', account.id);
}

async function rememberAddress(desk: Desk, account: AccountRecord, address: string): Promise<AccountRecord> {
  const hash = addressHash(desk, account.id, address);
  if (account.knownAddresses.at(-1) === hash) return account;
  const changed = await desk.accounts.change(account.id, (current) => ({
    ...current,
    knownAddresses: [...current.knownAddresses.filter((known) => known !== hash), hash].slice(-maxKnownAddresses),
  }));
  return changed ?? account;
}

export function signingIn(desk: Desk): SigningIn {
  const { accounts, sessions, tools } = desk;
  return {
    async signIn(ctx, { email, password, totp, isSharedComputer = false }) {
      const account = await withPassword(desk, ctx, { email, password });
      if (account.state === 'suspended') throw ctx.fail('suspended');
      await withSecondFactor(desk, ctx, { account, code: totp });
      return enter(desk, ctx, { account: await rememberAddress(desk, account, ctx.address), isSharedComputer, by: 'accounts.signIn' });
    },
    async getSession(ctx) {
      if (!ctx.actor) return { session: null };
      const [account, session] = await Promise.all([accounts.findById(ctx.actor.userId), sessions.findById(ctx.actor.sessionId)]);
      return { session: account && session ? await presentSession(desk, account, session) : null };
    },
    async signOut(ctx) {
      await tools.store.commit([sessions.delete(ctx.actor.sessionId)]);
      ctx.setCookies([clearedCookie(tools.publicUrl())]);
      await tools.access.changed({ sessionIds: [ctx.actor.sessionId] });
      return {};
    },
    async confirmIdentity(ctx, { password, code }) {
      const account = await accounts.findById(ctx.actor.userId);
      if (!account) throw commonError('notSignedIn');
      if (code !== undefined) await proveByCode(desk, ctx, { account, code });
      else if (password !== undefined) await provePassword(desk, ctx, password);
      else throw commonError('invalidInput', { field: 'password' });
      const freshUntil = ctx.now.getTime() + freshMs;
      await makeFresh(desk, ctx.actor.sessionId, freshUntil);
      await tools.access.changed({ userIds: [account.id] });
      return { freshUntil: new Date(freshUntil).toISOString() };
    },
  };
}

/** Notes the step-up on a session, again when its last use was noted in the same moment. */
async function makeFresh({ tools, sessions }: Desk, sessionId: string, freshUntil: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const session = await sessions.findById(sessionId);
    if (!session) throw commonError('notSignedIn');
    try {
      await tools.store.commit([sessions.replace({ ...session, freshUntil }, session)]);
      return;
    } catch (error) {
      if (!(error instanceof GuardError) || attempt >= 5) throw error;
    }
  }
}

async function proveByCode(desk: Desk, ctx: PublicContext<Contract>, given: { account: AccountRecord; code: string }): Promise<void> {
  if (!given.account.hasSecondFactor) throw ctx.fail('secondFactorMissing');
  await withSecondFactor(desk, ctx, given);
}

/** The password of somebody signed in, once more. @throws accounts/wrongCredentials, accounts/tooManyAttempts */
export async function provePassword(desk: Desk, ctx: PublicContext<Contract>, password: string): Promise<void> {
  const userId = ctx.actor?.userId ?? '';
  const waitMs = await desk.failures.waitMs('accountAndAddress', userId, networkOf(ctx.address));
  if (waitMs > 0) throw tooMany(ctx, waitMs);
  if (await desk.identity.checkPassword(userId, password)) return;
  await desk.failures.note('accountAndAddress', userId, networkOf(ctx.address));
  throw ctx.fail('wrongCredentials');
}
