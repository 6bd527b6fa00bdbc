import { describe, expect, onTestFinished, test } from 'vitest';
import type { BackupSource, BackupTarget, DataRecord } from '#server/platform/backup/port.ts';
import { RestoreUnfinishedError } from '#server/platform/backup/port.ts';
import { createTally, tallied } from '#server/platform/backup/tally.ts';
import type { Log, NewEntry } from '#server/platform/log/port.ts';
import { runMigrations } from '#server/platform/store/migrations.ts';
import type { Store, Stored } from '#server/platform/store/port.ts';

/** A hub's storage that is running. */
export interface BackupWorld {
  log: Log;
  store: Store;
  source: BackupSource;
  close(): Promise<void>;
}
/** A place that is empty, and what stands there after a restore. */
export interface RestoreWorld {
  target: BackupTarget;
  /** Starts on what was loaded. @throws RestoreUnfinishedError */
  open(): Promise<BackupWorld>;
  close(): Promise<void>;
}
export interface BackupWorlds {
  running(): Promise<BackupWorld>;
  empty(): Promise<RestoreWorld>;
}

const at = '2026-01-02T03:04:05.678Z';
const entry = (data: NewEntry['data'], more: Partial<NewEntry> = {}): NewEntry => ({ type: 'note', at, actor: 'u1', data, ...more });
const spec = { schemaVersion: 3, indexes: [['tags']], unique: [['name']], terms: 'terms' };
interface Thing {
  id: string;
  name?: string;
  n?: number;
  tags?: string[];
  terms?: string[];
  more?: { [key: string]: string | number | boolean | null };
}

export async function allOf(source: BackupSource): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  for await (const page of source.dump()) records.push(...page);
  return records;
}

export async function hashOf(source: BackupSource): Promise<string> {
  const tally = createTally();
  for await (const page of tallied(source.dump(), tally)) void page;
  return tally.result().contentHash;
}

/** Content with everything that a store could lose. */
export async function fill({ log, store }: Pick<BackupWorld, 'log' | 'store'>): Promise<void> {
  const things = store.collection<Thing>('things', spec);
  store.collection('emptyOnes', { schemaVersion: 1 });
  await store.ready();
  await log.append('room:b', [entry({ text: 'أهلا\u0000 «x» \ud83d\ude00', deep: { a: [1, 2.5, -0, 1e21, null, true] } })]);
  await log.append('room:a', [
    entry({ n: 1 }, { idemKey: 'k1', fingerprint: 'f1' }),
    entry({ n: 2 }),
    entry({ n: 3 }, { idemKey: 'k3', fingerprint: 'f3' }),
  ]);
  await log.blank('room:a', 2);
  const bytes = Uint8Array.from({ length: 300 }, (_byte, index) => index % 256);
  await log.append('document:d', [entry({}, { bytes: bytes.subarray(7, 200) }), entry({}, { bytes: new Uint8Array(0) })]);
  // In two calls: what is trimmed ends in the middle of the second.
  const numbered = Array.from({ length: 30 }, (_entry, n) => entry({ n }, { idemKey: `t${n}`, fingerprint: 'f' }));
  await log.append('document:trimmed', numbered.slice(0, 12));
  await log.append('document:trimmed', numbered.slice(12));
  await log.trim('document:trimmed', 20);
  await log.append('snapshot:gone', [entry({ n: 1 }), entry({ n: 2 })]);
  await log.trim('snapshot:gone', 2);
  await store.commit([
    things.insert({ id: 'z', name: 'last', n: 1e15, tags: ['x', 'y'], terms: ['كتاب'] }),
    things.insert({ id: 'a', more: { $set: 1, 'a.b': 'dot', __proto__x: null, empty: '' } }),
    things.insert({ id: 'é', name: 'accent', n: 0.1 }),
  ]);
  await store.commit([things.increment('z', 'n', 2)]);
}

function placesOf(worlds: BackupWorlds) {
  async function filled(): Promise<BackupWorld> {
    const world = await worlds.running();
    onTestFinished(() => world.close());
    await fill(world);
    return world;
  }
  async function empty(): Promise<RestoreWorld> {
    const world = await worlds.empty();
    onTestFinished(() => world.close());
    return world;
  }
  async function loaded(from: BackupSource): Promise<BackupWorld> {
    const place = await empty();
    expect(await place.target.refusal()).toBeUndefined();
    await place.target.load(from.dump());
    await place.target.finish();
    await place.target.close();
    const world = await place.open();
    onTestFinished(() => world.close());
    return world;
  }
  return { filled, empty, loaded };
}

/** What one store dumped, loaded into the other or the same. */
export function loadingConformance(worlds: BackupWorlds): void {
  const { filled, loaded } = placesOf(worlds);

  test('[BK2] a loaded hub gives back the same dump, and goes on where it was', async () => {
    const { source } = await filled();
    const restored = await loaded(source);
    expect(await hashOf(restored.source)).toBe(await hashOf(source));
    const { log, store } = restored;
    // Keys are known, numbers go on, blanked stays blanked.
    const [repeat] = await log.append('room:a', [entry({ n: 1 }, { idemKey: 'k1', fingerprint: 'f1' })]);
    expect(repeat).toMatchObject({ repeated: true, entry: { seq: 1, data: { n: 1 } } });
    const appended = await log.append('document:trimmed', [entry({ n: 'next' })]);
    expect(appended[0]?.entry.seq).toBe(31);
    expect((await log.append('snapshot:gone', [entry({})]))[0]?.entry.seq).toBe(3);
    expect((await log.read('document:trimmed', 0, 1000)).map(({ seq }) => seq)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
    await log.blank('document:trimmed', 25);
    expect((await log.read('document:trimmed', 24, 1))[0]).toMatchObject({ seq: 25, blanked: true, data: {} });
    expect((await log.read('document:d', 0, 10)).map(({ bytes }) => bytes?.byteLength)).toEqual([193, 0]);
    // Queries find through indexes and terms, and unique ones refuse.
    const things = store.collection<Thing>('things', spec);
    await store.ready();
    expect((await things.find({ match: { tags: 'y' }, limit: 9 })).items.map(({ id }) => id)).toEqual(['z']);
    expect((await things.find({ terms: ['كت*'], limit: 9 })).items.map(({ id }) => id)).toEqual(['z']);
    await expect(store.commit([things.insert({ id: 'new', name: 'last' })])).rejects.toMatchObject({ index: 'name' });
  });

  test('[BK2] documents of an older program are brought to the newer one after a restore', async () => {
    const world = await worlds.running();
    onTestFinished(() => world.close());
    const declared = { name: 'things', spec };
    world.store.collection<Thing>('things', spec);
    await runMigrations(world.store, [declared], []);
    await fill(world);
    const { store } = await loaded(world.source);
    const newer = { ...spec, schemaVersion: 4 };
    const things = store.collection<Thing>('things', newer);
    const step = { collection: 'things', from: 3, to: 4, migrate: (doc: Stored): Stored => ({ ...doc, n: 4 }) };
    const done = await runMigrations(store, [{ name: 'things', spec: newer }], [step]);
    expect(done).toEqual([{ collection: 'things', from: 3, to: 4, documents: 3 }]);
    expect((await things.find({ limit: 10 })).items.map(({ n }) => n)).toEqual([4, 4, 4]);
  });
}

export function backupConformance(worlds: BackupWorlds): void {
  const { filled, empty } = placesOf(worlds);

  test('[BK1] a dump holds every entry and document, in order, as it is stored', async () => {
    const { source } = await filled();
    const records = await allOf(source);
    expect(records.filter(({ kind }) => kind === 'stream').map((record) => 'name' in record && record.name)).toEqual([
      'document:d',
      'document:trimmed',
      'room:a',
      'room:b',
      'snapshot:gone',
    ]);
    const start = records.findIndex((record) => record.kind === 'stream' && record.name === 'room:a');
    expect(records.slice(start + 1, start + 4)).toEqual([
      {
        kind: 'entry',
        seq: 1,
        type: 'note',
        at,
        actor: 'u1',
        idemKey: 'k1',
        fingerprint: 'f1',
        text: '{"n":1}',
        bytes: null,
        isBlanked: false,
      },
      { kind: 'entry', seq: 2, type: 'note', at, actor: 'u1', idemKey: null, fingerprint: null, text: '{}', bytes: null, isBlanked: true },
      {
        kind: 'entry',
        seq: 3,
        type: 'note',
        at,
        actor: 'u1',
        idemKey: 'k3',
        fingerprint: 'f3',
        text: '{"n":3}',
        bytes: null,
        isBlanked: false,
      },
    ]);
    const trimmed = records.findIndex((record) => record.kind === 'stream' && record.name === 'document:trimmed');
    expect(records[trimmed + 1]).toMatchObject({ kind: 'entry', seq: 21 });
    expect(records.filter(({ kind }) => kind === 'collection')).toEqual([{ kind: 'collection', name: 'things' }]);
    const documents = records.flatMap((record) => (record.kind === 'document' ? [{ ...record, text: JSON.parse(record.text) }] : []));
    expect(documents.map(({ id, version }) => [id, version])).toEqual([
      ['a', 3],
      ['z', 3],
      ['é', 3],
    ]);
    expect(documents[1]?.text).toEqual({ id: 'z', name: 'last', n: 1e15 + 2, tags: ['x', 'y'], terms: ['كتاب'] });
  });

  loadingConformance(worlds);

  test('[BK3] a dump is of one moment, while writing goes on', async () => {
    const { source, log, store } = await filled();
    const things = store.collection<Thing>('things', spec);
    for (let n = 0; n < 1500; n += 500)
      await Promise.all(Array.from({ length: 500 }, (_one, index) => log.append(`many:${n + index}`, [entry({ before: true })])));
    const before = await hashOf(source);
    const tally = createTally();
    const pages = tallied(source.dump(), tally)[Symbol.asyncIterator]();
    let isFirst = true;
    for (let page = await pages.next(); !page.done; page = await pages.next()) {
      if (!isFirst) continue;
      isFirst = false;
      // Behind and before the place where the reading is.
      await log.append('zz:new', [entry({ late: 1 })]);
      await log.append('room:b', [entry({ late: 2 })]);
      await log.blank('room:a', 1);
      await log.trim('document:trimmed', 28);
      await store.commit([things.insert({ id: 'late' }), things.delete('z'), things.put({ id: 'a', n: 9 })]);
    }
    expect(tally.result().contentHash).toBe(before);
    expect(await hashOf(source)).not.toBe(before);
  });

  test('[BK4] a reading that is left ends, and the next one begins anew', async () => {
    const { source } = await filled();
    for await (const page of source.dump()) {
      expect(page.length).toBeGreaterThan(0);
      break;
    }
    expect((await allOf(source)).length).toBeGreaterThan(20);
  });

  describe('[BK5] what is not empty takes no restore', () => {
    test.each(['an entry', 'a document'])('%s', async (held) => {
      const place = await empty();
      const hub = await place.open();
      if (held === 'an entry') await hub.log.append('x', [entry({})]);
      else {
        const things = hub.store.collection<Thing>('things', spec);
        await hub.store.commit([things.insert({ id: 'x' })]);
      }
      const before = await hashOf(hub.source);
      await hub.close();
      expect(await place.target.refusal()).toMatch(/not empty|holds a hub/);
      await place.target.close();
      const after = await place.open();
      expect(await hashOf(after.source)).toBe(before);
      await after.close();
    });
  });

  test('[BK6] a restore that is cut off leaves a hub that does not start, and takes no other restore', async () => {
    const { source } = await filled();
    const place = await empty();
    async function* half(): AsyncGenerator<DataRecord[]> {
      for await (const page of source.dump()) {
        yield page.slice(0, 5);
        throw new Error('cut off');
      }
    }
    await expect(place.target.load(half())).rejects.toThrow('cut off');
    await place.target.close();
    await expect(place.open()).rejects.toThrow(RestoreUnfinishedError);
    expect(await place.target.refusal()).toMatch(/cut off/);
  });
}
