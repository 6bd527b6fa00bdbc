import { DataNewerThanCodeError } from '../errors.ts';
import { DuplicateError, GuardError, type Collection, type CollectionSpec, type Store, type Stored, type WriteOp } from './port.ts';

/** One step of one collection. `migrate` must be pure: after a kill it may see the same document again. */
export interface Migration {
  collection: string;
  from: number;
  to: number;
  migrate(doc: Stored): Stored;
}

/** A collection as its feature declared it. */
export interface Declaration {
  name: string;
  spec: CollectionSpec;
}

export interface Migrated {
  collection: string;
  from: number;
  to: number;
  /** Documents that this run rewrote. */
  documents: number;
}

/** Where a collection's migration stands. */
interface Progress {
  id: string;
  version: number;
  /** Documents up to this id are already at `target`. Absent when nothing is under way. */
  reached?: string;
  target?: number;
}

const progressName = 'migrations';
const progressSpec: CollectionSpec = { schemaVersion: 1 };
const pageSize = 200;
/** How often another node may be met at the same work; each time it has done a page of it. */
const maxMeetings = 10_000;

/** The same store, which also remembers what was declared on it: what `runMigrations` then looks after. */
export function noteDeclarations(store: Store): { store: Store; declared: () => Declaration[] } {
  const specs = new Map<string, CollectionSpec>();
  return {
    store: {
      ...store,
      collection<T extends { id: string }>(name: string, spec: CollectionSpec): Collection<T> {
        const collection = store.collection<T>(name, spec);
        specs.set(name, spec);
        return collection;
      },
    },
    declared: () => [...specs].map(([name, spec]) => ({ name, spec })),
  };
}

/** The version of each collection, as `runMigrations` left it. */
export async function recordedVersions(store: Store): Promise<ReadonlyMap<string, number>> {
  const { items } = await store.collection<Progress>(progressName, progressSpec).find({ limit: 1000 });
  return new Map(items.map(({ id, version }) => [id, version]));
}

/**
 * Brings every collection to the version its feature declares; to be called after all declared theirs and before
 * anything is served. Each page of documents is committed together with the progress, so a run that was killed goes on
 * where it was, and two nodes that start at once share the work. No node of the older program may still be writing.
 *
 * @throws DataNewerThanCodeError when the data were written by a newer program; nothing is changed then
 */
export async function runMigrations(store: Store, declared: readonly Declaration[], migrations: readonly Migration[]): Promise<Migrated[]> {
  const progress = store.collection<Progress>(progressName, progressSpec);
  const done: Migrated[] = [];
  const others = declared.filter(({ name }) => name !== progressName);
  const known = new Map<string, Progress>();
  for (const declaration of others) {
    const at = await progressOf(store, progress, declaration);
    const found = Math.max(at.version, at.target ?? 0);
    if (found > declaration.spec.schemaVersion) {
      throw new DataNewerThanCodeError({ collection: declaration.name, found, known: declaration.spec.schemaVersion });
    }
    known.set(declaration.name, at);
  }
  for (const declaration of others) {
    const from = known.get(declaration.name)?.version ?? declaration.spec.schemaVersion;
    if (from === declaration.spec.schemaVersion) continue;
    // A missing step is told before anything is written.
    chainOf(declaration.name, { from, to: declaration.spec.schemaVersion }, migrations);
    const documents = await migrateCollection(store, { progress, declaration, migrations });
    done.push({ collection: declaration.name, from, to: declaration.spec.schemaVersion, documents });
  }
  return done;
}

/** The recorded progress; a collection without a record is new when it is empty, and of version 1 when it is not. */
async function progressOf(store: Store, progress: Collection<Progress>, { name, spec }: Declaration): Promise<Progress> {
  const recorded = await progress.get(name);
  if (recorded) return recorded;
  const isEmpty = (await store.collection<Stored>(name, spec).find({ limit: 1 })).items.length === 0;
  const fresh: Progress = { id: name, version: isEmpty ? spec.schemaVersion : 1 };
  try {
    await store.commit([progress.insert(fresh)]);
    return fresh;
  } catch (error) {
    // Another node wrote it first and may be far already: beginning anew would migrate its documents twice.
    const theirs = error instanceof DuplicateError ? await progress.get(name) : undefined;
    if (!theirs) throw error;
    return theirs;
  }
}

/** All steps as one, so that a document is rewritten once and never stands between two versions. */
function chainOf(name: string, { from, to }: { from: number; to: number }, migrations: readonly Migration[]): (doc: Stored) => Stored {
  const steps: Migration[] = [];
  for (let version = from; version < to;) {
    const step = migrations.find(
      (migration) => migration.collection === name && migration.from === version && migration.to > version && migration.to <= to,
    );
    if (!step) throw new Error(`${name} has no migration from version ${version} towards ${to}`);
    steps.push(step);
    version = step.to;
  }
  return (doc) => steps.reduce((before, step) => step.migrate(before), doc);
}

interface Work {
  progress: Collection<Progress>;
  declaration: Declaration;
  migrations: readonly Migration[];
}

async function migrateCollection(store: Store, work: Work): Promise<number> {
  const { progress, declaration } = work;
  let documents = 0;
  for (let meetings = 0; meetings < maxMeetings;) {
    const at = await progress.get(declaration.name);
    if (!at || at.version === declaration.spec.schemaVersion) return documents;
    try {
      documents += await migratePage(store, work, at);
    } catch (error) {
      // Another node did this page: go on behind it.
      if (!(error instanceof GuardError && error.collection === progressName)) throw error;
      meetings += 1;
    }
  }
  throw new Error(`${declaration.name}: another node stood in the way too often`);
}

async function migratePage(store: Store, { progress, declaration, migrations }: Work, at: Progress): Promise<number> {
  const { name, spec } = declaration;
  // A run that an older program began is ended as it began, since a part of the documents is at its target already.
  const target = at.target ?? spec.schemaVersion;
  const step = chainOf(name, { from: at.version, to: target }, migrations);
  const collection = store.collection<Stored>(name, spec);
  const page = await collection.find({ limit: pageSize, ...(at.reached === undefined ? {} : { match: { id: { gt: at.reached } } }) });
  const last = page.items.at(-1);
  const next: Progress = page.next && last ? { ...at, reached: last.id, target } : { id: name, version: target };
  const stillThere = { version: at.version, reached: at.reached ?? null };
  // First the progress: when another node was quicker, its guard is what fails.
  const ops: WriteOp[] = [progress.replace(next, stillThere), ...page.items.map((doc) => collection.replace(step(doc)))];
  await store.commit(ops);
  return page.items.length;
}
