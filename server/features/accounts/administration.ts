import type { accounts as contract } from '#shared/features/accounts/contract.ts';
import { mayGiveCountryRole } from '#shared/features/accounts/rules.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { isCountry } from '#shared/reference/countries.ts';
import { moveToCountry, personsById, searchPersons, setInactive } from '#server/features/people/index.ts';
import { createCursors } from '#server/kernel/cursor.ts';
import type { Context, Service } from '#server/kernel/feature.ts';
import { GuardError } from '#server/platform/store/port.ts';
import type { Desk } from './desk.ts';
import { endSessions, tellSessionChanged } from './own-account.ts';
import { presentAccount } from './presenting.ts';
import type { AccountRecord } from './repository.ts';

type Contract = typeof contract;
type Ctx = Context<Contract>;
type Administration = Pick<
  Service<Contract>,
  | 'listAccounts'
  | 'suspendAccount'
  | 'restoreAccount'
  | 'endAccountSessions'
  | 'changeCountry'
  | 'grantHubRole'
  | 'revokeHubRole'
  | 'grantCountryRole'
  | 'revokeCountryRole'
  | 'listApprovals'
  | 'approve'
>;

const isHubAdministrator = (ctx: Ctx) => ctx.actor.hubRoles.includes('admin');

/** The account acted on: another's, and not one that stands above the actor. */
async function target(desk: Desk, ctx: Ctx, accountId: string): Promise<AccountRecord> {
  if (accountId === ctx.actor.userId) throw ctx.fail('ownAccount');
  const account = await desk.accounts.findById(accountId);
  if (!account) throw commonError('notFound');
  if (account.hubRoles.length > 0 && !isHubAdministrator(ctx)) throw ctx.fail('roleAboveOwn');
  return account;
}

/** The hub keeps an administrator who can act. */
async function keepAdministrator(desk: Desk, ctx: Ctx, account: AccountRecord): Promise<void> {
  if (account.hubRoles.includes('admin') && account.state === 'active' && (await desk.accounts.countAdministrators()) <= 1)
    throw ctx.fail('lastAdministrator');
}

/** Changes an account and makes the change felt: caches forget, live connections are checked anew, her clients ask again. */
async function changeAccount(desk: Desk, id: string, apply: (account: AccountRecord) => AccountRecord): Promise<void> {
  await desk.accounts.change(id, apply);
  await desk.tools.access.changed({ userIds: [id] });
  tellSessionChanged(desk, id);
}

const withoutRole = (account: AccountRecord, country: string, role: string) =>
  account.countryRoles.filter((held) => held.country !== country || held.role !== role);

function roleService(desk: Desk): Pick<Administration, 'grantHubRole' | 'revokeHubRole' | 'grantCountryRole' | 'revokeCountryRole'> {
  async function mayChangeCountryRole(ctx: Ctx, accountId: string, country: string): Promise<void> {
    const account = await target(desk, ctx, accountId);
    if (!isCountry(country)) throw commonError('invalidInput', { field: 'country' });
    const isHers = ctx.actor.countryRoles.some((held) => held.role === 'ncbAdmin' && held.country === country);
    if (!isHubAdministrator(ctx) && !isHers) throw ctx.fail('roleAboveOwn');
    if (!mayGiveCountryRole(ctx.actor)) throw ctx.fail('roleAboveOwn');
    // A role over a country belongs to somebody of that country.
    if (account.country !== country) throw commonError('invalidInput', { field: 'country' });
  }
  return {
    async grantHubRole(ctx, { accountId, role }) {
      await target(desk, ctx, accountId);
      await changeAccount(desk, accountId, (account) => ({ ...account, hubRoles: [...new Set([...account.hubRoles, role])] }));
      return {};
    },
    async revokeHubRole(ctx, { accountId, role }) {
      const account = await desk.accounts.findById(accountId);
      if (!account) throw commonError('notFound');
      if (role === 'admin') await keepAdministrator(desk, ctx, account);
      await changeAccount(desk, accountId, (current) => ({ ...current, hubRoles: current.hubRoles.filter((held) => held !== role) }));
      return {};
    },
    async grantCountryRole(ctx, { accountId, country, role }) {
      await mayChangeCountryRole(ctx, accountId, country);
      await changeAccount(desk, accountId, (account) => ({
        ...account,
        countryRoles: [...withoutRole(account, country, role), { country, role }],
      }));
      return {};
    },
    async revokeCountryRole(ctx, { accountId, country, role }) {
      await mayChangeCountryRole(ctx, accountId, country);
      await changeAccount(desk, accountId, (account) => ({ ...account, countryRoles: withoutRole(account, country, role) }));
      return {};
    },
  };
}

function approvalService({ tools }: Desk): Pick<Administration, 'listApprovals' | 'approve'> {
  return {
    async listApprovals(ctx) {
      const waiting = await tools.approvals.waiting(ctx.now);
      return {
        items: waiting.map(({ id, operation, requestedBy, requestedAt, expiresAt, arguments: given }) => {
          const { accountId } = given;
          const asText = Object.fromEntries(
            Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
          );
          return {
            id,
            operation,
            requestedBy,
            requestedAt,
            expiresAt,
            arguments: asText,
            ...(typeof accountId === 'string' && { subjectId: accountId }),
          };
        }),
      };
    },
    async approve(ctx, { approvalId, decision }) {
      const approval = await tools.approvals.get(approvalId);
      if (approval?.state !== 'waiting') throw commonError('notFound');
      if (Date.parse(approval.expiresAt) <= ctx.now.getTime()) throw ctx.fail('approvalExpired');
      if (approval.requestedBy === ctx.actor.userId) throw ctx.fail('selfApproval');
      // Who loses or gains by it does not decide about it either.
      if (approval.arguments['accountId'] === ctx.actor.userId) throw ctx.fail('ownAccount');
      try {
        await tools.approvals.decide(approvalId, ctx.actor.userId, decision);
      } catch (error) {
        if (error instanceof GuardError) throw commonError('conflict');
        throw error;
      }
      return {};
    },
  };
}

export function administrationService(desk: Desk): Administration {
  const { tools, accounts } = desk;
  const cursors = createCursors(tools.secret);

  /** Accounts by address, whole, or by words of the name; one page of at most `limit`. */
  async function search(query: string, country: string | undefined, limit: number): Promise<AccountRecord[]> {
    const text = query.trim().toLowerCase();
    const byEmail = text.includes('@') ? await accounts.findByEmail(text) : undefined;
    const persons = await searchPersons(tools, { text: query, country, limit });
    const byName = await accounts.findMany(persons.map(({ id }) => id));
    const found = [...(byEmail && (country === undefined || byEmail.country === country) ? [byEmail] : []), ...byName];
    return [...new Map(found.map((account) => [account.id, account])).values()].slice(0, limit);
  }
  async function present(found: readonly AccountRecord[]) {
    const persons = await personsById(
      tools,
      found.map(({ id }) => id),
    );
    return found.map((account) => presentAccount(account, persons.get(account.id)?.displayName ?? ''));
  }

  return {
    ...roleService(desk),
    ...approvalService(desk),
    async listAccounts(_ctx, { query, country, limit, cursor }) {
      if (query !== undefined && query.trim() !== '') return { items: await present(await search(query, country, limit)) };
      const list = `accounts.${country ?? 'all'}`;
      const page = await accounts.list(country, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: await present(page.items), ...(next !== undefined && { next }) };
    },
    async suspendAccount(ctx, { accountId, reason: _audited }) {
      const account = await target(desk, ctx, accountId);
      await keepAdministrator(desk, ctx, account);
      await accounts.change(accountId, (current) => ({ ...current, state: 'suspended' }));
      await setInactive(tools, accountId, true);
      await endSessions(desk, accountId);
      return {};
    },
    async restoreAccount(ctx, { accountId }) {
      await target(desk, ctx, accountId);
      await setInactive(tools, accountId, false);
      await changeAccount(desk, accountId, (account) => ({ ...account, state: 'active' }));
      return {};
    },
    async endAccountSessions(ctx, { accountId }) {
      await target(desk, ctx, accountId);
      return { ended: await endSessions(desk, accountId) };
    },
    async changeCountry(ctx, { accountId, country }) {
      await target(desk, ctx, accountId);
      // A country administrator can let nobody in from elsewhere, and give nobody away.
      if (!isHubAdministrator(ctx)) throw ctx.fail('roleAboveOwn');
      if (!isCountry(country)) throw commonError('invalidInput', { field: 'country' });
      await moveToCountry(tools, accountId, country);
      await changeAccount(desk, accountId, (account) => ({
        ...account,
        country,
        countryRoles: account.country === country ? account.countryRoles : [],
      }));
      return {};
    },
  };
}
