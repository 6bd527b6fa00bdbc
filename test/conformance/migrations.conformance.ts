import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataNewerThanCodeError } from '#server/platform/errors.ts';
import { noteDeclarations, runMigrations, type Migration } from '#server/platform/store/migrations.ts';
import type { CollectionSpec, Store, Stored } from '#server/platform/store/port.ts';
import type { StoreWorld } from './store.conformance.ts';

const version = (schemaVersion: number): CollectionSpec => ({ schemaVersion, indexes: [['step']] });
const raise = (from: number): Omit<Migration, 'collection'> => ({
  from,
  to: from + 1,
  // Not idempotent on purpose: a document migrated twice shows.
  migrate: (doc) => ({ ...doc, step: Number(doc['step']) * 10 + from }),
});

/** The migration runner on any store. */
export function migrationConformance(open: () => Promise<StoreWorld>): void {
  let world: StoreWorld;
  let serial = 0;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(async () => world.close());

  /** A collection of `count` documents that a program of version 1 wrote. */
  async function oldData(count: number): Promise<string> {
    serial += 1;
    const name = `migrated${serial}`;
    const collection = world.store.collection<Stored>(name, version(1));
    for (let start = 0; start < count; start += 500) {
      const size = Math.min(500, count - start);
      await world.store.commit(
        Array.from({ length: size }, (_, index) => collection.insert({ id: `d${String(start + index).padStart(5, '0')}`, step: 0 })),
      );
    }
    return name;
  }

  async function stepsOf(store: Store, name: string, spec: CollectionSpec): Promise<unknown[]> {
    const collection = store.collection<Stored>(name, spec);
    const steps: unknown[] = [];
    let page = await collection.find({ limit: 1000 });
    for (;;) {
      steps.push(...page.items.map((doc) => doc['step']));
      if (!page.next) return steps;
      page = await collection.find({ limit: 1000, after: page.next });
    }
  }

  test('[ST12] every document is brought to the declared version once, over several steps; then there is nothing to do', async () => {
    const name = await oldData(450);
    const { store, declared } = noteDeclarations(await world.reopen());
    store.collection(name, version(3));
    const migrations = [1, 2].map((from) => ({ collection: name, ...raise(from) }));
    expect(await runMigrations(store, declared(), migrations)).toEqual([{ collection: name, from: 1, to: 3, documents: 450 }]);
    const steps = await stepsOf(store, name, version(3));
    expect(steps).toHaveLength(450);
    expect(new Set(steps)).toEqual(new Set([12]));
    expect(await runMigrations(store, declared(), migrations)).toEqual([]);
  });

  test('[ST12] killed in mid-run it goes on where it was, and no document is migrated twice', async () => {
    const name = await oldData(1000);
    for (const seen of [1, 350, 650]) {
      const { store, declared } = noteDeclarations(await world.reopen());
      store.collection(name, version(2));
      let left = seen;
      const dying: Migration = {
        collection: name,
        ...raise(1),
        migrate(doc) {
          if (left-- === 0) throw new Error('killed');
          return raise(1).migrate(doc);
        },
      };
      await expect(runMigrations(store, declared(), [dying])).rejects.toThrow('killed');
    }
    const { store, declared } = noteDeclarations(await world.reopen());
    store.collection(name, version(2));
    const [run] = await runMigrations(store, declared(), [{ collection: name, ...raise(1) }]);
    expect(run?.documents).toBeLessThan(1000);
    const steps = await stepsOf(store, name, version(2));
    expect(steps).toHaveLength(1000);
    expect(new Set(steps)).toEqual(new Set([1]));
  });

  test('[ST12] a run that an older program left unfinished is finished before the next step', async () => {
    const name = await oldData(500);
    const older = noteDeclarations(await world.reopen());
    older.store.collection(name, version(2));
    let left = 300;
    const dying: Migration = {
      collection: name,
      ...raise(1),
      migrate(doc) {
        if (left-- === 0) throw new Error('killed');
        return raise(1).migrate(doc);
      },
    };
    await expect(runMigrations(older.store, older.declared(), [dying])).rejects.toThrow('killed');
    const { store, declared } = noteDeclarations(await world.reopen());
    store.collection(name, version(3));
    await runMigrations(
      store,
      declared(),
      [1, 2].map((from) => ({ collection: name, ...raise(from) })),
    );
    expect(new Set(await stepsOf(store, name, version(3)))).toEqual(new Set([12]));
  });

  test('[ST12] two nodes that start at once share the work', async () => {
    const name = await oldData(900);
    const runs = await Promise.all(
      [1, 2].map(async () => {
        const { store, declared } = noteDeclarations(await world.reopen());
        store.collection(name, version(2));
        return runMigrations(store, declared(), [{ collection: name, ...raise(1) }]);
      }),
    );
    expect(runs.flat().reduce((sum, { documents }) => sum + documents, 0)).toBe(900);
    const steps = await stepsOf(await world.reopen(), name, version(2));
    expect(new Set(steps)).toEqual(new Set([1]));
  });

  test('[ST12] a node that began before the other ended does not begin anew', async () => {
    const name = await oldData(300);
    const run = async (wrap: (store: Store) => Store) => {
      const { store, declared } = noteDeclarations(wrap(await world.reopen()));
      store.collection(name, version(2));
      return runMigrations(store, declared(), [{ collection: name, ...raise(1) }]);
    };
    let isLate = true;
    const runs = await run((store) => ({
      ...store,
      async commit(ops) {
        if (isLate) {
          isLate = false;
          await run((other) => other);
        }
        return store.commit(ops);
      },
    }));
    expect(runs).toEqual([]);
    expect(new Set(await stepsOf(await world.reopen(), name, version(2)))).toEqual(new Set([1]));
  });

  test('[ST13] data newer than the program are refused by name, and nothing is touched', async () => {
    const [name, older] = [await oldData(3), await oldData(3)];
    const newer = noteDeclarations(await world.reopen());
    newer.store.collection(name, version(2));
    await runMigrations(newer.store, newer.declared(), [{ collection: name, ...raise(1) }]);
    const { store, declared } = noteDeclarations(await world.reopen());
    store.collection(older, version(2));
    store.collection(name, version(1));
    const refusal = await runMigrations(store, declared(), [{ collection: older, ...raise(1) }]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DataNewerThanCodeError);
    expect(refusal).toMatchObject({ collection: name, found: 2, known: 1 });
    expect(await stepsOf(store, older, version(2))).toEqual([0, 0, 0]);
  });

  test('[ST12] a step that is missing is told before anything is written; a new collection needs none', async () => {
    const name = await oldData(2);
    const { store, declared } = noteDeclarations(await world.reopen());
    store.collection(name, version(4));
    await expect(runMigrations(store, declared(), [{ collection: name, ...raise(1) }])).rejects.toThrow('no migration from version 2');
    expect(await stepsOf(store, name, version(4))).toEqual([0, 0]);
    const fresh = noteDeclarations(await world.reopen());
    const collection = fresh.store.collection<Stored>(`${name}new`, version(5));
    expect(await runMigrations(fresh.store, fresh.declared(), [])).toEqual([]);
    await fresh.store.commit([collection.insert({ id: 'a' })]);
    expect(await runMigrations(fresh.store, fresh.declared(), [])).toEqual([]);
  });
}
