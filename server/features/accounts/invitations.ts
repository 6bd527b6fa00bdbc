import type * as z from 'zod/mini';
import type { CountryRole } from '#shared/access/permissions.ts';
import type { accounts as contract, Invitation, NewInvitation } from '#shared/features/accounts/contract.ts';
import { mayGiveCountryRole, mayGiveSpaceRole } from '#shared/features/accounts/rules.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { ErrorParams } from '#shared/kernel/errors.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { isCountry } from '#shared/reference/countries.ts';
import { languageOf, personById } from '#server/features/people/index.ts';
import { createCursors } from '#server/kernel/cursor.ts';
import type { Context, PublicContext, Service } from '#server/kernel/feature.ts';
import { hashToken, newToken } from '#server/platform/ids/ids.ts';
import type { Match } from '#server/platform/store/port.ts';
import type { Desk, DescribedSpace, SpaceGrant } from './desk.ts';
import { readInvitationCsv, type CsvRow, type RowFlaw } from './invitation-csv.ts';
import { qrSvg } from './own-second-factor.ts';
import type { InvitationRecord } from './repository.ts';

type Contract = typeof contract;
type Ctx = Context<Contract>;
type Invitations = Pick<
  Service<Contract>,
  'createInvitation' | 'importInvitations' | 'listInvitations' | 'withdrawInvitation' | 'readInvitation'
>;
type State = Invitation['state'];
type Told = z.output<typeof NewInvitation>;

const dayMs = 86_400_000;
/** Flaws named in one answer; a file that is wrong throughout needs no longer list. */
const maxFlaws = 20;

export function stateOf(invitation: InvitationRecord, now: Date): State {
  if (invitation.isWithdrawn) return 'withdrawn';
  if (invitation.isUsedUp) return 'used';
  return Date.parse(invitation.expiresAt) <= now.getTime() ? 'expired' : 'open';
}

function matchOf(country: string, state: State | undefined, now: Date): Match {
  const at = now.toISOString();
  if (state === undefined) return { country };
  if (state === 'withdrawn') return { country, isWithdrawn: true };
  if (state === 'used') return { country, isWithdrawn: false, isUsedUp: true };
  return { country, isWithdrawn: false, isUsedUp: false, expiresAt: state === 'open' ? { gt: at } : { lte: at } };
}

export function presentInvitation(invitation: InvitationRecord, now: Date): Invitation {
  const { id, email, country, language, spaces, countryRole, uses, maxUses, expiresAt, createdAt, createdBy, joined } = invitation;
  return {
    id,
    country,
    language,
    spaces,
    uses,
    maxUses,
    expiresAt,
    createdAt,
    createdBy,
    joined,
    state: stateOf(invitation, now),
    ...(email !== undefined && { email }),
    ...(countryRole !== undefined && { countryRole }),
  };
}

export interface Invited {
  country: string;
  email?: string | undefined;
  language: InterfaceLanguage;
  spaces: readonly SpaceGrant[];
  countryRole?: CountryRole | undefined;
  maxUses: number;
  validDays: number;
  createdBy: string;
}

/** An invitation and its secret, which is told once and stored as a hash. */
export function newInvitation(id: string, invited: Invited, now: Date): { record: InvitationRecord; token: string } {
  const token = newToken();
  const { email, country, language, spaces, countryRole, maxUses, validDays, createdBy } = invited;
  const record: InvitationRecord = {
    id,
    tokenHash: hashToken(token),
    country,
    language,
    spaces: [...spaces],
    uses: 0,
    maxUses,
    ...(email !== undefined && { email }),
    ...(countryRole !== undefined && { countryRole }),
    expiresAt: new Date(now.getTime() + validDays * dayMs).toISOString(),
    createdAt: now.toISOString(),
    createdBy,
    isWithdrawn: false,
    isUsedUp: false,
    joined: [],
    version: 1,
  };
  return { record, token };
}

/** Link and QR code, for paper too: ministries' mail often blocks ours. */
export async function tellInvitation(publicUrl: string, made: { record: InvitationRecord; token: string }, now: Date): Promise<Told> {
  const url = `${publicUrl}/join/${made.token}`;
  return { invitation: presentInvitation(made.record, now), url, qrSvg: await qrSvg(url) };
}

/** The invitation behind a link, if it is open. Says what became of it otherwise. */
export async function openInvitation(desk: Desk, ctx: PublicContext<Contract>, token: string): Promise<InvitationRecord> {
  const invitation = await desk.invitations.findByToken(hashToken(token));
  if (!invitation) throw ctx.fail('invitationUnknown');
  const refusals = { withdrawn: 'invitationWithdrawn', used: 'invitationUsed', expired: 'invitationExpired' } as const;
  const state = stateOf(invitation, ctx.now);
  if (state !== 'open') throw ctx.fail(refusals[state]);
  return invitation;
}

/** Whether an inviter who is not the hub's administrator may invite into a space: one of her country, that she may know of. */
function isWithinReach(ctx: Ctx, space: DescribedSpace, country: string): boolean {
  const ownRole = ctx.actor.spaces.get(space.id);
  if (space.visibility === 'hidden' && ownRole === undefined) return false;
  if (space.joinRule === 'invite' && ownRole !== 'coordinator' && ownRole !== 'moderator') return false;
  return space.countries.length === 0 || space.countries.includes(country);
}

type GrantFlaw = { reason: 'roleAboveOwn' | 'unknownSpace'; params?: ErrorParams };

/** Nothing above the inviter's own role, nothing beyond her country. */
function grantFlaw(
  ctx: Ctx,
  known: ReadonlyMap<string, DescribedSpace>,
  wish: { country: string; spaces: readonly SpaceGrant[]; countryRole?: CountryRole | undefined },
): GrantFlaw | undefined {
  const isAdministrator = ctx.actor.hubRoles.includes('admin');
  if (wish.countryRole !== undefined && !mayGiveCountryRole(ctx.actor)) return { reason: 'roleAboveOwn' };
  for (const { spaceId, role } of wish.spaces) {
    const space = known.get(spaceId);
    if (!space || !(isAdministrator || isWithinReach(ctx, space, wish.country))) return { reason: 'unknownSpace', params: { spaceId } };
    if (!mayGiveSpaceRole(ctx.actor, role)) return { reason: 'roleAboveOwn' };
  }
  return undefined;
}

async function describe(desk: Desk, ids: readonly string[]): Promise<Map<string, DescribedSpace>> {
  const spaces = ids.length === 0 ? [] : await desk.world.describeSpaces(desk.tools, [...new Set(ids)]);
  return new Map(spaces.map((space) => [space.id, space]));
}

function csvInvalid(ctx: Ctx, flaws: readonly RowFlaw[]) {
  const [first] = flaws;
  const rows = flaws
    .slice(0, maxFlaws)
    .map(({ row, flaw }) => `${row}:${flaw}`)
    .join(' ');
  return ctx.fail('csvInvalid', { rows, count: flaws.length, row: first?.row ?? 1, flaw: first?.flaw ?? 'empty' });
}

function flawsOfGrants(
  ctx: Ctx,
  known: ReadonlyMap<string, DescribedSpace>,
  given: { country: string; rows: readonly CsvRow[] },
): RowFlaw[] {
  const { country, rows } = given;
  return rows.flatMap(({ row, space, countryRole }) => {
    const flaw = grantFlaw(ctx, known, { country, spaces: space ? [space] : [], countryRole });
    return flaw ? [{ row, flaw: flaw.reason === 'unknownSpace' ? ('spaceUnknown' as const) : flaw.reason }] : [];
  });
}

export function invitationsService(desk: Desk): Invitations {
  const { tools, invitations, letters } = desk;
  const cursors = createCursors(tools.secret);

  async function postLetters(made: readonly { record: InvitationRecord; token: string }[], inviterId: string): Promise<void> {
    const inviter = (await personById(tools, inviterId))?.displayName ?? 'Multaqa';
    for (const { record, token } of made) {
      if (record.email === undefined) continue;
      const values = { inviter, expiryDate: record.expiresAt, url: `${tools.publicUrl()}/join/${token}` };
      await letters.post({ kind: 'invitation', to: record.email, language: record.language, values });
    }
  }

  return {
    async createInvitation(ctx, { countryId, email, language, spaces, countryRole, maxUses, validDays }) {
      if (!isCountry(countryId)) throw commonError('invalidInput', { field: 'countryId' });
      // A role over a country is for one person, never for whoever finds the link.
      if (countryRole !== undefined && maxUses > 1) throw commonError('invalidInput', { field: 'maxUses' });
      const known = await describe(
        desk,
        spaces.map(({ spaceId }) => spaceId),
      );
      const flaw = grantFlaw(ctx, known, { country: countryId, spaces, countryRole });
      if (flaw) throw ctx.fail(flaw.reason, flaw.params);
      const made = newInvitation(
        ctx.newId(),
        { country: countryId, email, language, spaces, countryRole, maxUses, validDays, createdBy: ctx.actor.userId },
        ctx.now,
      );
      await tools.store.commit([invitations.insert(made.record)]);
      await postLetters([made], ctx.actor.userId);
      return tellInvitation(tools.publicUrl(), made, ctx.now);
    },
    async importInvitations(ctx, { countryId, csv, validDays }) {
      if (!isCountry(countryId)) throw commonError('invalidInput', { field: 'countryId' });
      const read = readInvitationCsv(csv, countryId);
      if (!read.ok) throw csvInvalid(ctx, read.flaws);
      const known = await describe(
        desk,
        read.rows.flatMap(({ space }) => space?.spaceId ?? []),
      );
      const flaws = flawsOfGrants(ctx, known, { country: countryId, rows: read.rows });
      if (flaws.length > 0) throw csvInvalid(ctx, flaws);
      const fallback = await languageOf(tools, ctx.actor.userId);
      const made = read.rows.map(({ email, language = fallback, space, countryRole }) =>
        newInvitation(
          ctx.newId(),
          {
            country: countryId,
            email,
            language,
            spaces: space ? [space] : [],
            countryRole,
            maxUses: 1,
            validDays,
            createdBy: ctx.actor.userId,
          },
          ctx.now,
        ),
      );
      await tools.store.commit(made.map(({ record }) => invitations.insert(record)));
      await postLetters(made, ctx.actor.userId);
      return { items: await Promise.all(made.map((one) => tellInvitation(tools.publicUrl(), one, ctx.now))) };
    },
    async listInvitations(ctx, { countryId, state, limit, cursor }) {
      const list = `accounts.invitations.${countryId}.${state ?? 'all'}`;
      const page = await invitations.list(matchOf(countryId, state, ctx.now), limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: page.items.map((invitation) => presentInvitation(invitation, ctx.now)), ...(next !== undefined && { next }) };
    },
    async withdrawInvitation(_ctx, { countryId, invitationId }) {
      const known = await invitations.findById(invitationId);
      if (known?.country !== countryId) throw commonError('notFound');
      await invitations.change(invitationId, (invitation) => ({ ...invitation, isWithdrawn: true }));
      return {};
    },
    async readInvitation(ctx, { token }) {
      const { email, country, language, spaces, createdBy, expiresAt } = await openInvitation(desk, ctx, token);
      const known = await describe(
        desk,
        spaces.map(({ spaceId }) => spaceId),
      );
      const inviter = await personById(tools, createdBy);
      return {
        country,
        language,
        expiresAt,
        ...(email !== undefined && { email }),
        spaceNames: spaces.flatMap(({ spaceId }) => known.get(spaceId)?.name ?? []),
        invitedBy: inviter?.displayName ?? '',
      };
    },
  };
}
