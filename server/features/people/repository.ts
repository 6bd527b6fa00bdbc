import { foldForSearch, searchTerms } from '#shared/i18n/search-text.ts';
import { skeleton } from '#shared/i18n/text.ts';
import type { Institution, Settings } from '#shared/features/people/contract.ts';
import type { Ports } from '#server/kernel/feature.ts';
import { GuardError } from '#server/platform/store/port.ts';

/** A person as stored; the id is that of her account. */
export type PersonRecord = {
  id: string;
  displayName: string;
  latinName?: string;
  rank?: string;
  post?: string;
  country: string;
  institutionId?: string;
  languages: string[];
  functions: string[];
  settings: Settings;
  isDemo: boolean;
  isInactive: boolean;
  createdAt: string;
  /** Raised by every change: two changes at once must not undo each other. */
  version: number;
};
type Stored = PersonRecord & { skeleton: string; sortName: string; terms: string[] };

type Storage = Pick<Ports, 'store'>;

const people = ({ store }: Storage) =>
  store.collection<Stored>('people', { schemaVersion: 1, indexes: [['country', 'sortName'], ['skeleton']], terms: 'terms' });
const institutions = ({ store }: Storage) =>
  store.collection<Institution>('institutions', { schemaVersion: 1, indexes: [['country', 'name']] });

/** What is derived from the names is written with them, so that it cannot fall behind. */
function stored(person: PersonRecord): Stored {
  const names = `${person.displayName} ${person.latinName ?? ''}`;
  return { ...person, skeleton: skeleton(person.displayName), sortName: foldForSearch(person.displayName), terms: searchTerms(names) };
}

/** Declares the collections. */
export function peopleRepository(ports: Storage) {
  const persons = people(ports);
  const bodies = institutions(ports);
  const maxTries = 5;
  return {
    findById: (id: string): Promise<PersonRecord | undefined> => persons.get(id),
    findMany: (ids: readonly string[]): Promise<PersonRecord[]> => persons.getMany(ids),
    /** Of people whose names look the same; at most 100. */
    async listLookAlikes(name: string): Promise<PersonRecord[]> {
      return (await persons.find({ match: { skeleton: skeleton(name) }, limit: 100 })).items;
    },
    listByCountry: (country: string, limit: number, after: (string | number | boolean | null)[] | undefined) =>
      persons.find({ match: { country }, sort: [['sortName', 1]], limit, ...(after && { after }) }),
    /** By words of the names, the last of them as a beginning. */
    async search(text: string, country: string | undefined, limit: number): Promise<PersonRecord[]> {
      const terms = searchTerms(text)
        .slice(0, 10)
        .map((term) => `${term}*`);
      if (terms.length === 0) return [];
      return (await persons.find({ terms, limit, ...(country !== undefined && { match: { country } }) })).items;
    },
    insert: (person: PersonRecord) => persons.insert(stored(person)),
    /** Changes one person, trying again when somebody else changed her meanwhile. Undefined: unknown. */
    async change(id: string, change: (person: PersonRecord) => PersonRecord): Promise<PersonRecord | undefined> {
      for (let attempt = 1; ; attempt++) {
        const known = await persons.get(id);
        if (!known) return undefined;
        const changed = { ...change(known), version: known.version + 1 };
        try {
          await ports.store.commit([persons.replace(stored(changed), { version: known.version })]);
          return changed;
        } catch (error) {
          if (!(error instanceof GuardError) || attempt >= maxTries) throw error;
        }
      }
    },
    findInstitution: (id: string) => bodies.get(id),
    findInstitutions: (ids: readonly string[]) => (ids.length === 0 ? Promise.resolve([]) : bodies.getMany(ids)),
    async listInstitutions(country: string | undefined) {
      return (await bodies.find({ ...(country !== undefined && { match: { country } }), sort: [['name', 1]], limit: 1000 })).items;
    },
    putInstitution: (institution: Institution) => bodies.put(institution),
  };
}
export type PeopleRepository = ReturnType<typeof peopleRepository>;
