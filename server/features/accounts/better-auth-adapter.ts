import { createAdapterFactory, type CleanedWhere, type CustomAdapter } from 'better-auth/adapters';
import type { Ports } from '#server/kernel/feature.ts';
import { GuardError, type Collection, type Match, type Query, type Scalar, type Stored } from '#server/platform/store/port.ts';
import { identityCollections } from './identity-rows.ts';

type Storage = Pick<Ports, 'store'>;
type Row = Stored;

const maxTries = 5;

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The filters the library uses on the three models; anything else is a mistake to be seen, not guessed at. */
function matchOf(where: readonly CleanedWhere[] = []): Match {
  const match: Match = {};
  for (const { field, operator, value, connector } of where) {
    if (operator === 'ne') continue;
    if (connector === 'OR' && where.length > 1) throw new Error(`the identity store has no OR (${field})`);
    if (field in match) throw new Error(`the identity store takes one condition a field (${field})`);
    match[field] = conditionOf(field, operator, value);
  }
  return match;
}

/** "Not equal" is asked of few rows (the other links of one address), so they are read and left out. */
function isExcepted(row: Row, where: readonly CleanedWhere[] = []): boolean {
  return where.some(({ field, operator, value }) => operator === 'ne' && row[field] === value);
}

function conditionOf(field: string, operator: CleanedWhere['operator'], value: unknown): Match[string] {
  if ((operator ?? 'eq') === 'eq' && (value === null || isScalar(value))) return value;
  if (operator === 'in' && Array.isArray(value)) return { in: value.filter(isScalar) };
  if (operator !== undefined && ['lt', 'lte', 'gt', 'gte'].includes(operator) && (typeof value === 'string' || typeof value === 'number'))
    return { [operator]: value };
  throw new Error(`the identity store has no ${String(operator)} on ${field}`);
}

/** Every field as it was read: the write happens only if nothing changed since. */
function unchanged(row: Row): Match {
  return Object.fromEntries(Object.entries(row).filter((entry): entry is [string, Scalar] => isScalar(entry[1])));
}

function rowOf(data: Record<string, unknown>): Row {
  // Fields without a value are absent in the store, not null: unique indexes and "missing" then mean the same on both stores.
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null)) as Row;
}

/** better-auth's database calls on the store port, the same on SQLite and MongoDB. */
export function storeAdapter(storage: Storage) {
  const { store } = storage;
  const collections = new Map<string, unknown>(Object.entries(identityCollections(storage)));
  function collectionOf(model: string): Collection<Row> {
    const found = collections.get(model);
    if (!found) throw new Error(`better-auth asked for ${model}, which is not kept for it (docs/decisions/0004-accounts.md)`);
    // The library knows no types of rows: here its shapes and ours meet.
    return found as Collection<Row>;
  }
  async function rows(
    model: string,
    where: readonly CleanedWhere[] | undefined,
    { limit = 100, sort }: { limit?: number; sort?: Query['sort'] } = {},
  ): Promise<Row[]> {
    const hasExceptions = where?.some(({ operator }) => operator === 'ne') ?? false;
    const page = await collectionOf(model).find({
      match: matchOf(where),
      limit: hasExceptions ? 1000 : Math.min(limit, 1000),
      ...(sort && { sort }),
    });
    return page.items.filter((row) => !isExcepted(row, where)).slice(0, limit);
  }

  /** Reads one row, decides, and commits the decision only if the row still stands so. Null: none, or somebody else took it. */
  async function guarded(
    model: string,
    where: readonly CleanedWhere[],
    write: (row: Row) => { row: Row | undefined },
  ): Promise<{ before: Row; after: Row | undefined } | null> {
    for (let attempt = 1; attempt <= maxTries; attempt++) {
      const [before] = await rows(model, where, { limit: 1 });
      if (!before) return null;
      const { row: after } = write(before);
      const collection = collectionOf(model);
      try {
        await store.commit([after ? collection.replace(after, unchanged(before)) : collection.delete(before.id, unchanged(before))]);
        return { before, after };
      } catch (error) {
        if (!(error instanceof GuardError)) throw error;
      }
    }
    return null;
  }

  const adapter = {
    async create({ model, data }) {
      await store.commit([collectionOf(model).insert(rowOf(data))]);
      return data;
    },
    async findOne({ model, where }) {
      return ((await rows(model, where, { limit: 1 }))[0] ?? null) as never;
    },
    async findMany({ model, where, limit, sortBy, offset }) {
      const sort: Query['sort'] = sortBy && [[sortBy.field, sortBy.direction === 'desc' ? -1 : 1]];
      return (await rows(model, where, { limit: limit + (offset ?? 0), ...(sort && { sort }) })).slice(offset ?? 0) as never;
    },
    async update({ model, where, update }) {
      const done = await guarded(model, where, (row) => ({ row: rowOf({ ...row, ...update }) }));
      return (done?.after ?? null) as never;
    },
    async updateMany({ model, where, update }) {
      const found = await rows(model, where);
      await store.commit(found.map((row) => collectionOf(model).replace(rowOf({ ...row, ...update }), unchanged(row))));
      return found.length;
    },
    async delete({ model, where }) {
      await guarded(model, where, () => ({ row: undefined }));
    },
    async deleteMany({ model, where }) {
      const found = await rows(model, where);
      await store.commit(found.map((row) => collectionOf(model).delete(row.id)));
      return found.length;
    },
    async consumeOne({ model, where }) {
      return ((await guarded(model, where, () => ({ row: undefined })))?.before ?? null) as never;
    },
    async incrementOne({ model, where, increment, set }) {
      const added = (row: Row) => Object.fromEntries(Object.entries(increment).map(([field, by]) => [field, Number(row[field] ?? 0) + by]));
      return ((await guarded(model, where, (row) => ({ row: rowOf({ ...row, ...set, ...added(row) }) })))?.after ?? null) as never;
    },
    count: ({ model, where }) => collectionOf(model).count(matchOf(where)),
  } satisfies CustomAdapter;

  return createAdapterFactory({
    config: {
      adapterId: 'hub-store',
      supportsDates: false,
      supportsBooleans: true,
      supportsJSON: true,
      supportsArrays: true,
      transaction: false,
    },
    adapter: () => adapter,
  });
}
