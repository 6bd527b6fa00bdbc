import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { ContentRefusedError } from '#server/platform/errors.ts';
import {
  DuplicateError,
  GuardError,
  type Collection,
  type CollectionSpec,
  type Match,
  type Query,
  type Store,
  type WriteOp,
} from '#server/platform/store/port.ts';

/** A store, and another on the same data. */
export interface StoreWorld {
  store: Store;
  /** Another process's view of the same data: declares the collection anew. */
  reopen: () => Promise<Store>;
  close: () => Promise<void>;
}

interface Officer {
  id: string;
  country?: string | null;
  rank?: number | null;
  mail?: string | null;
  active?: boolean;
  roles?: Json[];
  words?: string[];
  note?: Json;
  logins?: number;
}

const spec = {
  schemaVersion: 1,
  indexes: [['country', 'rank'], ['roles'], ['active']],
  unique: [['mail'], ['country', 'rank', 'mail']],
  terms: 'words',
} satisfies CollectionSpec;

const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);
const sorted = (items: readonly { id: string }[]): string[] => ids(items).sort();

/** The store port's promises, for any adapter. */
export function storeConformance(open: () => Promise<StoreWorld>): void {
  let world: StoreWorld;
  let store: Store;
  let serial = 0;
  beforeAll(async () => {
    world = await open();
    store = world.store;
  });
  afterAll(async () => world.close());

  async function officers(docs: Officer[] = [], given: CollectionSpec = spec): Promise<Collection<Officer>> {
    serial += 1;
    const collection = store.collection<Officer>(`officers${serial}`, given);
    await store.commit(docs.map((doc) => collection.insert(doc)));
    return collection;
  }

  async function refusal(ops: WriteOp[]): Promise<unknown> {
    return store.commit(ops).then(
      () => 'committed',
      (error: unknown) => error,
    );
  }

  /** All pages, each of `limit`. */
  async function pages(collection: Collection<Officer>, query: Query): Promise<string[]> {
    const all: string[] = [];
    let page = await collection.find(query);
    for (;;) {
      expect(page.items.length).toBeLessThanOrEqual(query.limit);
      all.push(...ids(page.items));
      if (!page.next) return all;
      page = await collection.find({ ...query, after: page.next });
    }
  }

  test('[ST1] a document comes back as it was written, by id, in many, and from another process', async () => {
    const salma: Officer = { id: 'salma', country: 'TN', rank: 3, note: { deep: [1, null, { a: 'ب' }], empty: {}, list: [] }, roles: [] };
    const collection = await officers([salma, { id: 'amina' }]);
    expect(await collection.get('salma')).toEqual(salma);
    expect(await collection.get('nobody')).toBeUndefined();
    expect(sorted(await collection.getMany(['salma', 'amina', 'nobody']))).toEqual(['amina', 'salma']);
    expect(await collection.getMany([])).toEqual([]);
    const again = (await world.reopen()).collection<Officer>(collection.name, spec);
    expect(await again.get('salma')).toEqual(salma);
    expect(await again.findOne({ country: 'TN' })).toEqual(salma);
  });

  test('[ST1] undefined fields drop out, absent stays apart from null, schemaVersion does not show', async () => {
    const doc: Officer = { id: 'a', mail: null };
    Reflect.set(doc, 'country', undefined);
    const collection = await officers([doc]);
    expect(Object.entries((await collection.get('a')) ?? {}).sort()).toEqual([
      ['id', 'a'],
      ['mail', null],
    ]);
    const bearing: Officer = { id: 'b' };
    Reflect.set(bearing, 'schemaVersion', 7);
    expect(await refusal([collection.insert(bearing)])).toBeInstanceOf(ContentRefusedError);
  });

  test('[ST2] a unique index refuses by its name, on insert, put and replace, and in a commit of many', async () => {
    const collection = await officers([
      { id: 'a', mail: 'a@x', country: 'TN', rank: 1 },
      { id: 'b', mail: 'b@x' },
    ]);
    const cases: [WriteOp[], string][] = [
      [[collection.insert({ id: 'c', mail: 'a@x' })], 'mail'],
      [[collection.put({ id: 'b', mail: 'a@x' })], 'mail'],
      [[collection.replace({ id: 'b', mail: 'a@x' })], 'mail'],
      [[collection.insert({ id: 'a' })], 'id'],
      [[collection.insert({ id: 'd' }), collection.insert({ id: 'c', mail: 'a@x' })], 'mail'],
      [[collection.insert({ id: 'd' }), collection.insert({ id: 'd' })], 'id'],
      [[collection.insert({ id: 'd', mail: 'd@x' }), collection.put({ id: 'e', mail: 'd@x' })], 'mail'],
    ];
    for (const [ops, index] of cases) {
      const error = await refusal(ops);
      expect(error).toBeInstanceOf(DuplicateError);
      expect(error).toMatchObject({ index });
    }
    expect(await collection.count({})).toBe(2);
    const pairs = await officers([{ id: 'a', country: 'TN', rank: 1 }], { schemaVersion: 1, unique: [['country', 'rank']] });
    expect(await refusal([pairs.insert({ id: 'b', country: 'TN', rank: 1 })])).toMatchObject({ index: 'country+rank' });
    expect(await refusal([pairs.insert({ id: 'b', country: 'TN', rank: 2 })])).toBe('committed');
  });

  test('[ST2] documents in which a unique field is absent or null are not constrained; types stay apart', async () => {
    const collection = await officers([], { schemaVersion: 1, unique: [['country', 'rank']] });
    const docs: Officer[] = [
      { id: 'a', country: 'TN' },
      { id: 'b', country: 'TN' },
      { id: 'c', country: 'TN', rank: null },
      { id: 'd', rank: 1 },
      { id: 'e', rank: 1 },
      { id: 'f' },
    ];
    expect(await refusal(docs.map((doc) => collection.insert(doc)))).toBe('committed');
    const odd: Officer = { id: 'g', country: 'TN' };
    Reflect.set(odd, 'rank', '1');
    expect(await refusal([collection.insert({ id: 'h', country: 'TN', rank: 1 }), collection.insert(odd)])).toBe('committed');
    const list: Officer = { id: 'i', country: 'TN' };
    Reflect.set(list, 'rank', [1]);
    expect(await refusal([collection.insert(list)])).toBeInstanceOf(ContentRefusedError);
    expect(await refusal([collection.increment('h', 'rank', 1)])).toBeInstanceOf(ContentRefusedError);
  });

  test('[ST2] of many who take the same unique value at once, one gets it', async () => {
    const collection = await officers();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        refusal([collection.insert({ id: `${index}`, mail: 'one@x' }), collection.insert({ id: `with ${index}` })]),
      ),
    );
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    for (const result of results) if (result !== 'committed') expect(result).toMatchObject({ name: 'DuplicateError', index: 'mail' });
    expect(await collection.count({})).toBe(2);
  });

  test('[ST3] a guard that fails, and a document that is missing, refuse the whole commit', async () => {
    const collection = await officers([{ id: 'a', rank: 1, roles: ['x'] }]);
    const ops: WriteOp[] = [
      collection.replace({ id: 'a', rank: 2 }, { rank: 5 }),
      collection.replace({ id: 'a', rank: 2 }, { rank: 1, roles: 'y' }),
      collection.replace({ id: 'missing', rank: 2 }),
      collection.delete('a', { rank: 2 }),
      collection.delete('missing', { rank: 2 }),
      collection.increment('missing', 'logins', 1),
      collection.increment('a', 'roles', 1),
    ];
    for (const op of ops) {
      for (const list of [[op], [collection.insert({ id: 'n' }), op], [op, collection.insert({ id: 'n' })]]) {
        const error = await refusal(list);
        expect(error).toBeInstanceOf(GuardError);
        expect(error).toMatchObject({ collection: collection.name, id: 'id' in op ? op.id : op.doc.id });
      }
    }
    expect((await collection.find({ limit: 10 })).items).toEqual([{ id: 'a', rank: 1, roles: ['x'] }]);
    await store.commit([collection.replace({ id: 'a', rank: 2 }, { rank: 1, roles: 'x', mail: null })]);
    await store.commit([collection.delete('a', { rank: 2 }), collection.delete('missing')]);
    expect(await collection.count({})).toBe(0);
  });

  test('[ST3] operations of one commit see each other, over several collections', async () => {
    const [one, two] = [await officers(), await officers()];
    await store.commit([
      one.insert({ id: 'a', rank: 1 }),
      two.put({ id: 'b' }),
      one.increment('a', 'logins', 4),
      one.replace({ id: 'a', rank: 6 }, { rank: 1, logins: 4 }),
      two.delete('b', { country: null }),
    ]);
    expect(await one.get('a')).toEqual({ id: 'a', rank: 6 });
    expect(await two.count({})).toBe(0);
  });

  test('[ST3] of many guarded writers each change happens once', async () => {
    const collection = await officers([{ id: 'a', logins: 0 }]);
    const raise = async (): Promise<void> => {
      for (;;) {
        const doc = await collection.get('a');
        const was = doc?.logins ?? 0;
        const result = await refusal([collection.replace({ id: 'a', logins: was + 1 }, { logins: was })]);
        if (result === 'committed') return;
        expect(result).toBeInstanceOf(GuardError);
      }
    };
    await Promise.all(Array.from({ length: 15 }, raise));
    expect(await collection.get('a')).toEqual({ id: 'a', logins: 15 });
  });

  test('[ST4] increments add up, begin at 0 and keep whole numbers whole', async () => {
    const collection = await officers([{ id: 'a' }, { id: 'b', logins: 1.5 }]);
    await Promise.all(Array.from({ length: 50 }, () => store.commit([collection.increment('a', 'logins', 2)])));
    await store.commit([collection.increment('a', 'logins', -1), collection.increment('b', 'logins', 1)]);
    expect(await collection.get('a')).toEqual({ id: 'a', logins: 99 });
    expect(await collection.get('b')).toEqual({ id: 'b', logins: 2.5 });
    expect(sorted((await collection.find({ match: { logins: 99 }, limit: 5 })).items)).toEqual(['a']);
    expect(await refusal([collection.increment('a', 'logins', Number.NaN)])).toBeInstanceOf(ContentRefusedError);
  });

  test('[ST5] equality, membership, ranges and absence; types stay apart', async () => {
    const collection = await officers([
      { id: 'one', rank: 1, country: 'TN', active: true },
      { id: 'two', rank: 2, country: 'MA', active: false, mail: 'm@x' },
      { id: 'ten', rank: 10, country: 'TN', note: true },
      { id: 'null', rank: null, note: 1 },
      { id: 'none', note: '1' },
    ]);
    const cases: [Match, string[]][] = [
      [{}, ['none', 'null', 'one', 'ten', 'two']],
      [{ country: 'TN' }, ['one', 'ten']],
      [{ country: 'TN', rank: 10 }, ['ten']],
      [{ id: 'two' }, ['two']],
      [{ id: { in: ['two', 'ten', 'x'] } }, ['ten', 'two']],
      [{ rank: { in: [1, 2, 7] } }, ['one', 'two']],
      [{ rank: { in: [] } }, []],
      [{ rank: { gt: 1 } }, ['ten', 'two']],
      [{ rank: { gte: 1, lt: 10 } }, ['one', 'two']],
      [{ rank: { lte: 2 } }, ['one', 'two']],
      [{ country: { gte: 'MA', lt: 'TN' } }, ['two']],
      [{ rank: null }, ['none', 'null']],
      [{ mail: null, country: 'TN' }, ['one', 'ten']],
      [{ id: null }, []],
      [{ active: true }, ['one']],
      [{ active: false }, ['two']],
      [{ active: { in: [true, false] } }, ['one', 'two']],
      [{ note: true }, ['ten']],
      [{ note: 1 }, ['null']],
      [{ note: '1' }, ['none']],
      [{ note: { in: [1, '1', true] } }, ['none', 'null', 'ten']],
      [{ note: { gte: 0 } }, ['null']],
      [{ country: { gt: 0 } }, []],
      [{ rank: { gt: '' } }, []],
    ];
    for (const [match, expected] of cases) {
      expect([match, sorted((await collection.find({ match, limit: 100 })).items)]).toEqual([match, expected]);
      expect([match, await collection.count(match)]).toEqual([match, expected.length]);
    }
    expect(await collection.findOne({ rank: 7 })).toBeUndefined();
  });

  test('[ST5] on an array field equality means "contains", with an index and without one', async () => {
    const collection = await officers([
      { id: 'a', roles: ['mentor', 'trainer', 1, true], note: ['x', 2] },
      { id: 'b', roles: ['trainer', 'trainer'], note: 'x' },
      { id: 'c', roles: [], note: { x: 'x' } },
      { id: 'd', note: '["x",2]' },
    ]);
    const cases: [Match, string[]][] = [
      [{ roles: 'trainer' }, ['a', 'b']],
      [{ roles: 'mentor' }, ['a']],
      [{ roles: { in: ['mentor', 'trainer'] } }, ['a', 'b']],
      [{ roles: 1 }, ['a']],
      [{ roles: '1' }, []],
      [{ roles: true }, ['a']],
      [{ roles: null }, ['d']],
      [{ note: 'x' }, ['a', 'b']],
      [{ note: 2 }, ['a']],
      [{ note: '["x",2]' }, ['d']],
    ];
    for (const [match, expected] of cases)
      expect([match, sorted((await collection.find({ match, limit: 9 })).items)]).toEqual([match, expected]);
    await store.commit([
      collection.replace({ id: 'a', roles: ['mentor'] }),
      collection.delete('b'),
      collection.put({ id: 'c', roles: ['trainer'] }),
    ]);
    expect(sorted((await collection.find({ match: { roles: 'trainer' }, limit: 9 })).items)).toEqual(['c']);
    expect(sorted((await collection.find({ match: { roles: 'mentor' }, limit: 9 })).items)).toEqual(['a']);
    expect(await refusal([collection.replace({ id: 'a', roles: [] }, { roles: 'trainer' })])).toBeInstanceOf(GuardError);
    expect(await refusal([collection.replace({ id: 'a', roles: [] }, { roles: 'mentor' })])).toBe('committed');
  });

  test('[ST5] an index that a newer program adds also finds what was there before', async () => {
    const collection = await officers(
      [
        { id: 'a', roles: ['x'], country: 'TN' },
        { id: 'b', country: 'TN' },
      ],
      { schemaVersion: 1 },
    );
    const newer = (await world.reopen()).collection<Officer>(collection.name, {
      schemaVersion: 1,
      indexes: [['roles'], ['country', 'rank']],
      unique: [['mail']],
    });
    expect(sorted((await newer.find({ match: { roles: 'x' }, limit: 9 })).items)).toEqual(['a']);
    const unfit = (await world.reopen()).collection<Officer>(collection.name, { schemaVersion: 1, unique: [['country']] });
    await expect(unfit.get('a')).rejects.toThrow(DuplicateError);
  });

  test('[ST6] pages follow a total order, with equal keys, absent fields and both directions', async () => {
    const docs: Officer[] = Array.from({ length: 40 }, (_, index) => {
      const id = `o${String((index * 7) % 40).padStart(2, '0')}`;
      const rank = index % 5 === 0 ? {} : index % 5 === 1 ? { rank: null } : { rank: index % 4 };
      return { id, country: index % 3 ? 'TN' : 'MA', ...rank };
    });
    const collection = await officers(docs);
    const rankOf = ({ rank }: Officer): number => (typeof rank === 'number' ? rank : -1);
    const order =
      (direction: 1 | -1, idDirection: 1 | -1) =>
      (a: Officer, b: Officer): number =>
        (rankOf(a) - rankOf(b)) * direction || (a.id < b.id ? -1 : 1) * idDirection;
    for (const limit of [1, 3, 7, 40, 1000]) {
      expect(await pages(collection, { limit, sort: [['rank', 1]] })).toEqual(ids(docs.toSorted(order(1, 1))));
      expect(await pages(collection, { limit, sort: [['rank', -1]] })).toEqual(ids(docs.toSorted(order(-1, -1))));
      expect(
        await pages(collection, {
          limit,
          sort: [
            ['rank', -1],
            ['id', 1],
          ],
        }),
      ).toEqual(ids(docs.toSorted(order(-1, 1))));
      expect(await pages(collection, { limit })).toEqual(ids(docs).sort());
      expect(await pages(collection, { limit, sort: [['id', -1]] })).toEqual(ids(docs).sort().reverse());
    }
    const tunisian = docs.filter(({ country }) => country === 'TN');
    expect(await pages(collection, { limit: 4, match: { country: 'TN' }, sort: [['rank', -1]] })).toEqual(
      ids(tunisian.toSorted(order(-1, -1))),
    );
    const byCountry = docs.toSorted((a, b) =>
      a.country === b.country ? order(-1, -1)(a, b) : (a.country ?? '') < (b.country ?? '') ? -1 : 1,
    );
    expect(
      await pages(collection, {
        limit: 4,
        sort: [
          ['country', 1],
          ['rank', -1],
        ],
      }),
    ).toEqual(ids(byCountry));
  });

  test('[ST6] a cursor goes on behind its document, though that is gone', async () => {
    const collection = await officers(['a', 'b', 'c', 'd'].map((id) => ({ id, rank: 1 })));
    const query: Query = { limit: 2, sort: [['rank', 1]] };
    const first = await collection.find(query);
    await store.commit([collection.delete('b')]);
    expect(ids((await collection.find({ ...query, ...(first.next ? { after: first.next } : {}) })).items)).toEqual(['c', 'd']);
  });

  test('[ST6] texts sort by their characters, as Unicode numbers them, on every store', async () => {
    const countries = ['', 'Z', 'a', 'é', 'ب', '一', '\u{fffd}', '\u{1f600}'];
    const collection = await officers(countries.map((country, index) => ({ id: `${9 - index}`, country })));
    expect((await collection.find({ limit: 10, sort: [['country', 1]] })).items.map(({ country }) => country)).toEqual(countries);
    expect(await pages(collection, { limit: 1, sort: [['country', -1]] })).toHaveLength(countries.length);
  });

  test('[ST7] all terms must be there; a term with * matches by its beginning', async () => {
    const collection = await officers([
      { id: 'a', words: ['مدربه', 'شرطه', 'تونس'], country: 'TN' },
      { id: 'b', words: ['مدرب', 'شرطه', "o'neil", '100%', 'a_b', '*'] },
      { id: 'c', words: ['s:x', '\u{10fffe}z'] },
      { id: 'd' },
    ]);
    const cases: [string[], string[]][] = [
      [['شرطه'], ['a', 'b']],
      [['مدربه', 'شرطه'], ['a']],
      [['مدرب*'], ['a', 'b']],
      [['مدرب*', 'تون*'], ['a']],
      [['مدرب'], ['b']],
      [["o'neil"], ['b']],
      [['100%*'], ['b']],
      [['a_*'], ['b']],
      [['aXb'], []],
      [['.*'], []],
      [['x'], []],
      [['s:*'], ['c']],
      [['\u{10fffe}*'], ['c']],
      [['unknown'], []],
    ];
    for (const [terms, expected] of cases)
      expect([terms, sorted((await collection.find({ terms, limit: 9 })).items)]).toEqual([terms, expected]);
    expect(sorted((await collection.find({ terms: ['شرطه'], match: { country: 'TN' }, limit: 9 })).items)).toEqual(['a']);
    expect(await pages(collection, { terms: ['شرطه'], limit: 1 })).toEqual(['a', 'b']);
    await store.commit([collection.replace({ id: 'a', words: ['تونس'] })]);
    expect(sorted((await collection.find({ terms: ['شرطه'], limit: 9 })).items)).toEqual(['b']);
    const without = await officers([{ id: 'a', words: ['x'] }], { schemaVersion: 1 });
    expect((await without.find({ terms: ['x'], limit: 9 })).items).toEqual([]);
  });

  test('[ST8] odd names and texts are only names and texts', async () => {
    const odd: JsonObject = JSON.parse(
      '{"id":"odd","__proto__":{"polluted":true},"constructor":"c","$where":"sleep(1)","$set":{"id":"x"},"a.b":1,"note":{"$gt":"","$ne":null,"__proto__":{"x":1}}}',
    );
    const collection = store.collection<JsonObject & { id: string }>('odd', { schemaVersion: 1, indexes: [['constructor']] });
    await store.commit([
      collection.insert({ ...odd, id: 'odd' }),
      collection.insert({ id: "'; DROP TABLE c_odd; --", constructor: '"$.x\' OR 1=1' }),
    ]);
    expect(sortedJson(await collection.get('odd'))).toEqual(sortedJson(odd));
    await store.commit([collection.replace({ ...odd, id: 'odd', more: 1 }), collection.put({ ...odd, id: 'other' })]);
    expect(sortedJson(await collection.get('odd'))).toEqual(sortedJson({ ...odd, more: 1 }));
    expect(sortedJson(await collection.get('other'))).toEqual(sortedJson({ ...odd, id: 'other' }));
    expect(sorted((await collection.find({ match: { constructor: 'c' }, limit: 9 })).items)).toEqual(['odd', 'other']);
    expect((await collection.findOne({ constructor: '"$.x\' OR 1=1' }))?.id).toBe("'; DROP TABLE c_odd; --");
    expect((await collection.get("'; DROP TABLE c_odd; --"))?.id).toBeDefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('[ST8] what is no plain condition is refused, whatever a caller was talked into', async () => {
    const collection = await officers([{ id: 'a', country: 'TN' }]);
    const matches: unknown[] = [
      { $where: 'sleep(1)' },
      JSON.parse('{"__proto__":"x"}'),
      { 'a.b': 1 },
      { "x') OR 1=1 --": 1 },
      { country: { $ne: null } },
      { country: { $gt: '' } },
      { country: { in: [{ $ne: 1 }] } },
      { country: { in: 'TN' } },
      { country: {} },
      { country: ['TN'] },
      { country: { gt: 1, lt: 'x' } },
      { country: { gt: true } },
      { country: { gt: '', $where: '1' } },
      { country: 'a\u0000b' },
      { country: Number.NaN },
      { schemaVersion: 1 },
      { rank: { in: Array.from({ length: 1001 }, (_, index) => index) } },
    ];
    for (const match of matches) {
      await expect(collection.find({ match: match as Match, limit: 1 })).rejects.toThrow(ContentRefusedError);
      await expect(collection.count(match as Match)).rejects.toThrow(ContentRefusedError);
      expect(await refusal([collection.delete('a', match as Match)])).toBeInstanceOf(ContentRefusedError);
      expect(await refusal([collection.replace({ id: 'a' }, match as Match)])).toBeInstanceOf(ContentRefusedError);
    }
    for (const id of [{ $gt: '' }, '', 'a\u0000', 7, null, 'x'.repeat(2000)])
      await expect(collection.get(id as string)).rejects.toThrow(ContentRefusedError);
    const queries: unknown[] = [
      { limit: 0 },
      { limit: 1001 },
      { limit: 5, sort: [['$x', 1]] },
      { limit: 5, after: ['a', 'b'] },
      { limit: 5, terms: Array.from({ length: 11 }, String) },
      { limit: 5, terms: ['*'] },
    ];
    for (const query of queries) await expect(collection.find(query as Query)).rejects.toThrow(ContentRefusedError);
    expect(await collection.count({})).toBe(1);
  });

  test('[ST8] documents too deep, too large or not JSON are refused, and nothing of their commit is written', async () => {
    const collection = await officers();
    let deep: Json = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    const notes: unknown[] = [deep, 'x'.repeat(16 * 1024 * 1024), { 'a\u0000': 1 }, 1n];
    for (const note of notes)
      expect(await refusal([collection.insert({ id: 'fine' }), collection.insert({ id: 'bad', note: note as Json })])).toBeInstanceOf(
        Error,
      );
    for (const note of notes.slice(0, 3))
      expect(await refusal([collection.put({ id: 'bad', note: note as Json })])).toBeInstanceOf(ContentRefusedError);
    expect(await refusal(Array.from({ length: 1001 }, (_, index) => collection.insert({ id: `${index}` })))).toBeInstanceOf(
      ContentRefusedError,
    );
    expect(await refusal([{ kind: 'insert', collection: 'undeclared', doc: { id: 'x' } }])).toBeInstanceOf(ContentRefusedError);
    expect(await collection.count({})).toBe(0);
    const large: Officer = { id: 'large', note: 'م'.repeat(5_000_000) };
    await store.commit([collection.insert(large)]);
    expect(await collection.get('large')).toEqual(large);
    for (const name of ['', 'Bad', 'a.b', 'a"b', '$x', '__proto__'])
      expect(() => store.collection(name, { schemaVersion: 1 })).toThrow(ContentRefusedError);
  });

  test('[ST9] one name has one declaration; ready, ping and close do as they say', async () => {
    const name = `declared${randomUUID().slice(0, 4)}`;
    expect(store.collection(name, spec)).toBe(store.collection(name, { ...spec }));
    expect(() => store.collection(name, { schemaVersion: 2 })).toThrow('declared twice');
    await store.ready();
    await store.ping();
    const other = await world.reopen();
    const collection = other.collection<Officer>(name, spec);
    const writes = Promise.all(Array.from({ length: 20 }, (_, index) => other.commit([collection.insert({ id: `${index}` })])));
    await writes;
    await other.close();
    await expect(other.commit([collection.insert({ id: 'late' })])).rejects.toThrow('closed');
    await expect(collection.get('1')).rejects.toThrow('closed');
    await expect(other.ping()).rejects.toThrow('closed');
    expect(await store.collection<Officer>(name, spec).count({})).toBe(20);
  });
}

function sortedJson(doc: unknown): string {
  return JSON.stringify(Object.entries(doc ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
