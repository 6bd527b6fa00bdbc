import { initialSettings, personName } from '#shared/features/people/rules.ts';
import { people, type Institution, type Person, type Settings } from '#shared/features/people/contract.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { defineFeature, type Feature, type Ports } from '#server/kernel/feature.ts';
import type { WriteOp } from '#server/platform/store/port.ts';
import { peopleRepository, type PersonRecord } from './repository.ts';
import { acceptInstitution, acceptName, acceptTimeZone, fail, peopleService, presentAll, type PeopleWorld } from './service.ts';

export type { PersonRecord } from './repository.ts';
export type { PeopleWorld } from './service.ts';

type Storage = Pick<Ports, 'store'>;

export function peopleFeature(world: PeopleWorld): Feature<typeof people> {
  return defineFeature({ contract: people, service: (tools) => peopleService(tools, world) });
}

export interface NewPerson {
  id: string;
  displayName: string;
  country: string;
  language: InterfaceLanguage;
  latinName?: string;
  rank?: string;
  post?: string;
  institutionId?: string;
  languages?: readonly string[];
  functions?: readonly string[];
  /** What differs from the defaults of country and language. */
  settings?: Partial<Settings>;
  isDemo?: boolean;
  createdAt: Date;
}

/**
 * Checks a new person and gives the write that makes her, so that it commits together with her account.
 *
 * @throws people/nameRefused, people/nameTaken, people/unknownInstitution, people/unknownTimeZone
 */
export async function preparePerson(ports: Storage, person: NewPerson): Promise<WriteOp> {
  const repository = peopleRepository(ports);
  const displayName = await acceptName(repository, person.displayName, person.id);
  const latinName = person.latinName === undefined ? undefined : await acceptName(repository, person.latinName, person.id);
  if (person.institutionId !== undefined) await acceptInstitution(repository, person.institutionId, person.country);
  if (person.settings?.timeZone !== undefined) acceptTimeZone(person.settings.timeZone);
  return repository.insert(newRecord({ ...person, displayName, ...(latinName !== undefined && { latinName }) }));
}

function newRecord(person: NewPerson): PersonRecord {
  const { id, displayName, latinName, rank, post, country, institutionId } = person;
  return {
    id,
    displayName,
    country,
    ...(latinName !== undefined && { latinName }),
    ...(rank !== undefined && { rank }),
    ...(post !== undefined && { post }),
    ...(institutionId !== undefined && { institutionId }),
    languages: [...(person.languages ?? [person.language])],
    functions: [...(person.functions ?? [])],
    settings: { ...initialSettings(country, person.language), ...person.settings },
    isDemo: person.isDemo ?? false,
    isInactive: false,
    createdAt: person.createdAt.toISOString(),
    version: 1,
  };
}

/** Makes a person at once: for the demo world. @throws as `preparePerson` */
export async function createPerson(ports: Storage, person: NewPerson): Promise<void> {
  await ports.store.commit([await preparePerson(ports, person)]);
}

export function personById(ports: Storage, id: string): Promise<PersonRecord | undefined> {
  return peopleRepository(ports).findById(id);
}

/** At most 1000 ids; unknown ones are absent. */
export async function personsById(ports: Storage, ids: readonly string[]): Promise<Map<string, PersonRecord>> {
  const persons = ids.length === 0 ? [] : await peopleRepository(ports).findMany([...new Set(ids)]);
  return new Map(persons.map((person) => [person.id, person]));
}

/** As others see them, with the names of their institutions. The caller has checked who may see whom. */
export async function presentPersons(ports: Storage, ids: readonly string[]): Promise<Map<string, Person>> {
  const repository = peopleRepository(ports);
  const persons = ids.length === 0 ? [] : await repository.findMany([...new Set(ids)]);
  return new Map((await presentAll(repository, persons)).map((person) => [person.id, person]));
}

/** By words of the name, for administrators' lists. */
export function searchPersons(
  ports: Storage,
  query: { text: string; country?: string | undefined; limit: number },
): Promise<PersonRecord[]> {
  return peopleRepository(ports).search(query.text, query.country, query.limit);
}

/** Shown greyed, and cannot be written to, while inactive. */
export async function setInactive(ports: Storage, id: string, isInactive: boolean): Promise<void> {
  await peopleRepository(ports).change(id, (person) => ({ ...person, isInactive }));
}

/** Moves somebody to another country: her institution stays behind. */
export async function moveToCountry(ports: Storage, id: string, country: string): Promise<void> {
  await peopleRepository(ports).change(id, ({ institutionId: _left, ...person }) => ({ ...person, country }));
}

/** For the demo world and `hub`: an institution known by its id. */
export async function putInstitution(ports: Storage, institution: Institution): Promise<void> {
  await ports.store.commit([peopleRepository(ports).putInstitution(institution)]);
}

/** The language letters to somebody are written in. */
export async function languageOf(ports: Storage, id: string): Promise<InterfaceLanguage> {
  return (await personById(ports, id))?.settings.language ?? 'ar';
}

/** Refuses a name before anything else is done, as while an invitation is filled in. @throws people/nameRefused */
export function checkName(raw: string): void {
  const cleaned = personName(raw);
  if (!cleaned.ok) throw fail('nameRefused', { flaw: cleaned.flaw });
}
