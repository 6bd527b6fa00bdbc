import { can, type Actor, type Scope } from '#shared/access/can.ts';
import type { MyProfile, people, Person } from '#shared/features/people/contract.ts';
import { completeSettings, imitates, personName } from '#shared/features/people/rules.ts';
import { isFunction } from '#shared/reference/functions.ts';
import { cleanName } from '#shared/i18n/text.ts';
import { commonError, HubError } from '#shared/kernel/errors.ts';
import type { ErrorParams } from '#shared/kernel/errors.ts';
import type { ErrorReason, ParsedOf } from '#shared/kernel/contract.ts';
import type { Ports, Service, Tools } from '#server/kernel/feature.ts';
import { createCursors } from '#server/kernel/cursor.ts';
import { people as contract } from '#shared/features/people/contract.ts';
import { peopleRepository, type PeopleRepository, type PersonRecord } from './repository.ts';

/** What people need of features above them; given at composition. */
export interface PeopleWorld {
  /** Ids of the spaces a person is a member of. */
  spaceIdsOf(ports: Ports, userId: string): Promise<readonly string[]>;
  /** The address a person signs in with; her own eyes only. */
  emailOf(ports: Ports, userId: string): Promise<string>;
}

type Reason = ErrorReason<typeof people>;
export function fail(reason: Reason, params?: ErrorParams): HubError {
  return new HubError(`people/${reason}`, contract.errors[reason].status, params);
}

/** What others see of somebody. */
export function presentPerson(person: PersonRecord, institutionName: string | undefined): Person {
  const { id, displayName, latinName, rank, post, country, institutionId, languages, functions, isDemo, isInactive } = person;
  return {
    id,
    displayName,
    country,
    languages,
    functions,
    isDemo,
    isInactive,
    ...(latinName !== undefined && { latinName }),
    ...(rank !== undefined && { rank }),
    ...(post !== undefined && { post }),
    ...(institutionId !== undefined && { institutionId }),
    ...(institutionName !== undefined && { institutionName }),
  };
}

export async function presentAll(repository: PeopleRepository, persons: readonly PersonRecord[]): Promise<Person[]> {
  const ids = [...new Set(persons.flatMap(({ institutionId }) => institutionId ?? []))];
  const names = new Map((await repository.findInstitutions(ids)).map(({ id, name }) => [id, name]));
  return persons.map((person) => presentPerson(person, person.institutionId === undefined ? undefined : names.get(person.institutionId)));
}

/** The scope of a person: who may see her follows from her country and her spaces. */
export function scopeOf(person: PersonRecord, spaceIds: readonly string[]): Scope {
  return { id: person.id, ownerId: person.id, country: person.country, spaceIds };
}

/** A display or Latin name as it is stored. @throws people/nameRefused, people/nameTaken */
export async function acceptName(repository: PeopleRepository, raw: string, ownId: string | undefined): Promise<string> {
  const cleaned = personName(raw);
  if (!cleaned.ok) throw fail('nameRefused', { flaw: cleaned.flaw });
  const lookAlikes = await repository.listLookAlikes(cleaned.name);
  if (lookAlikes.some(({ id, displayName }) => id !== ownId && imitates(cleaned.name, displayName))) throw fail('nameTaken');
  return cleaned.name;
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // Intl has no other way to say that it does not know a zone.
    return false;
  }
}

export function acceptTimeZone(zone: string): string {
  if (!isTimeZone(zone)) throw fail('unknownTimeZone');
  return zone;
}

export async function acceptInstitution(repository: PeopleRepository, id: string, country: string): Promise<string> {
  const institution = await repository.findInstitution(id);
  if (!institution || institution.country !== country) throw fail('unknownInstitution');
  return id;
}

type ProfileChange = ParsedOf<typeof people, 'updateMyProfile'>;

/** Applies fields: absent leaves, null clears. */
function withFields(person: PersonRecord, change: ProfileChange): PersonRecord {
  const next: PersonRecord = { ...person };
  for (const field of ['latinName', 'rank', 'post', 'institutionId'] as const) {
    const value = change[field];
    if (value === null) delete next[field];
    else if (value !== undefined) next[field] = value;
  }
  if (change.displayName !== undefined) next.displayName = change.displayName;
  if (change.languages !== undefined) next.languages = [...new Set(change.languages)];
  if (change.functions !== undefined) next.functions = [...new Set(change.functions)].filter(isFunction);
  return next;
}

async function acceptProfile(repository: PeopleRepository, person: PersonRecord, change: ProfileChange): Promise<ProfileChange> {
  const accepted = { ...change };
  if (change.displayName !== undefined) accepted.displayName = await acceptName(repository, change.displayName, person.id);
  if (typeof change.latinName === 'string') accepted.latinName = await acceptName(repository, change.latinName, person.id);
  for (const field of ['rank', 'post'] as const) {
    const value = change[field];
    if (typeof value === 'string') accepted[field] = cleanLine(value);
  }
  if (typeof change.institutionId === 'string') await acceptInstitution(repository, change.institutionId, person.country);
  return accepted;
}

/** Rank and post are the officer's own words; only what would turn or hide the line is refused. */
function cleanLine(raw: string): string {
  const cleaned = cleanName(raw);
  if (!cleaned.ok) throw fail('nameRefused', { flaw: cleaned.flaw });
  return cleaned.name;
}

export function peopleService(tools: Tools<typeof people>, world: PeopleWorld): Service<typeof people> {
  const repository = peopleRepository(tools);
  const cursors = createCursors(tools.secret);

  async function mine(actor: Actor): Promise<MyProfile> {
    const person = await repository.findById(actor.userId);
    if (!person) throw commonError('notFound');
    return profile(person);
  }
  async function profile(person: PersonRecord): Promise<MyProfile> {
    const [shown] = await presentAll(repository, [person]);
    if (!shown) throw commonError('notFound');
    return { person: shown, settings: completeSettings(person.settings), email: await world.emailOf(tools, person.id) };
  }
  async function tellOthers(personId: string): Promise<void> {
    const spaceIds = await world.spaceIdsOf(tools, personId);
    for (const audience of [`user:${personId}`, ...spaceIds.map((id) => `space:${id}`)])
      tools.publish('personChanged', audience, { personId });
  }
  async function isVisible(actor: Actor, person: PersonRecord): Promise<boolean> {
    return can(actor, 'account.read', scopeOf(person, await world.spaceIdsOf(tools, person.id)));
  }

  return {
    getMyProfile: (ctx) => mine(ctx.actor),
    async updateMyProfile(ctx, change) {
      const person = await repository.findById(ctx.actor.userId);
      if (!person) throw commonError('notFound');
      const accepted = await acceptProfile(repository, person, change);
      const changed = await repository.change(person.id, (current) => withFields(current, accepted));
      await tellOthers(person.id);
      return profile(changed ?? person);
    },
    async updateMySettings(ctx, change) {
      if (change.timeZone !== undefined) acceptTimeZone(change.timeZone);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const changed = await repository.change(ctx.actor.userId, (person) => ({ ...person, settings: { ...person.settings, ...given } }));
      if (!changed) throw commonError('notFound');
      tools.publish('personChanged', `user:${changed.id}`, { personId: changed.id });
      return profile(changed);
    },
    async getPerson(_ctx, { accountId }) {
      const person = await repository.findById(accountId);
      const [shown] = person ? await presentAll(repository, [person]) : [];
      if (!shown) throw commonError('notFound');
      return shown;
    },
    async getPeople(ctx, { ids }) {
      const known = await repository.findMany([...new Set(ids)]);
      const seen = await Promise.all(known.map(async (person) => ((await isVisible(ctx.actor, person)) ? [person] : [])));
      return { items: await presentAll(repository, seen.flat()) };
    },
    async listInstitutions(_ctx, { country }) {
      return { items: await repository.listInstitutions(country) };
    },
    async listCountryPeople(_ctx, { countryId, limit, cursor }) {
      const list = `people.country.${countryId}`;
      const page = await repository.listByCountry(countryId, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: await presentAll(repository, page.items), ...(next !== undefined && { next }) };
    },
  };
}
