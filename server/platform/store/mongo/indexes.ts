import { MongoServerError, type Collection, type IndexDescription } from 'mongodb';
import { verdictOf } from '../../mongo/calls.ts';
import { DuplicateError, type CollectionSpec } from '../port.ts';
import { pathOf, type StoredDoc } from './filter.ts';

const scalarTypes = ['string', 'number', 'bool'];

function plain(fields: readonly string[]): IndexDescription {
  const key = fields.map((field): [string, 1] => [pathOf(field), 1]);
  // Every order ends with the id.
  if (!fields.includes('id')) key.push(['_id', 1]);
  return { key: new Map(key), name: `i:${fields.join('+')}` };
}

function unique(fields: readonly string[]): IndexDescription {
  const present = fields.filter((field) => field !== 'id').map((field) => ({ [pathOf(field)]: { $type: scalarTypes } }));
  return {
    key: new Map(fields.map((field): [string, 1] => [pathOf(field), 1])),
    name: `u:${fields.join('+')}`,
    unique: true,
    // A document in which a field is absent is not constrained.
    ...(present.length > 0 ? { partialFilterExpression: { $and: present } } : {}),
  };
}

/** A partial index serves no query that does not repeat its condition, so unique fields have a plain one beside it. */
function indexesOf(spec: CollectionSpec): IndexDescription[] {
  const combinations = [...(spec.indexes ?? []), ...(spec.unique ?? [])];
  const byName = new Map(combinations.map((fields) => [fields.join('+'), fields]));
  const terms = spec.terms === undefined ? [] : [{ key: new Map([[pathOf(spec.terms), 1 as const]]), name: `t:${spec.terms}` }];
  return [...[...byName.values()].map(plain), ...(spec.unique ?? []).map(unique), ...terms];
}

/** Makes the collection and its missing indexes, and drops those that are no longer declared. @throws DuplicateError */
export async function ensureIndexes(collection: Collection<StoredDoc>, spec: CollectionSpec): Promise<void> {
  const wanted = indexesOf(spec);
  try {
    if (wanted.length > 0) await collection.createIndexes(wanted);
  } catch (error) {
    throw duplicateOf(error) ?? error;
  }
  const existing = await collection.indexes().catch((error: unknown) => {
    // Code 26: there is no such collection yet, so it has no index to drop.
    if (error instanceof MongoServerError && error.code === 26) return [];
    throw error;
  });
  for (const { name } of existing) {
    if (name && /^[iut]:/.test(name) && !wanted.some((index) => index.name === name)) await collection.dropIndex(name);
  }
}

/** Which unique index refused. The server names it before it quotes any value. */
export function duplicateOf(error: unknown): DuplicateError | undefined {
  if (verdictOf(error) !== 'duplicate' || !(error instanceof Error)) return undefined;
  const name = /index: (\S+) dup key/.exec(error.message)?.[1] ?? '_id_';
  return new DuplicateError(name.startsWith('u:') ? name.slice(2) : 'id');
}
