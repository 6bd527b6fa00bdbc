import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { checkKey, toText } from '../content.ts';
import { ContentRefusedError } from '../errors.ts';
import type { CollectionSpec, Match, Query, Range, Scalar, Stored } from './port.ts';

/** Operations of one commit, ids of one getMany, values of one `in`, items of one page. */
export const maxOps = 1000;
export const maxIds = 1000;
export const maxInValues = 1000;
export const maxPageSize = 1000;
export const maxTerms = 10;

const fieldName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const collectionName = /^[a-z][A-Za-z0-9_]{0,47}$/;

/** Names reach queries, so only plain ones do. Documents may hold any names below. @throws ContentRefusedError */
export function checkField(field: string): void {
  if (!fieldName.test(field) || field === '__proto__' || field === 'schemaVersion')
    throw new ContentRefusedError('badName', `field ${field.slice(0, 64)}`);
}

/** @throws ContentRefusedError */
export function checkSpec(name: string, spec: CollectionSpec): void {
  if (!collectionName.test(name)) throw new ContentRefusedError('badName', `collection ${name.slice(0, 64)}`);
  const combinations = [...(spec.indexes ?? []), ...(spec.unique ?? [])];
  for (const field of [...combinations.flat(), ...(spec.terms === undefined ? [] : [spec.terms])]) checkField(field);
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

/** What a field must be. A match is parsed once, here, and never handed on as it came. */
export type Condition =
  | { kind: 'absent' }
  | { kind: 'equals'; value: Scalar }
  | { kind: 'in'; values: Scalar[] }
  | { kind: 'range'; type: 'string' | 'number'; bounds: [keyof Range, string | number][] };

const bounds: readonly (keyof Range)[] = ['gt', 'gte', 'lt', 'lte'];

function checkScalar(value: unknown): Scalar {
  if (!isScalar(value)) throw new ContentRefusedError('badValue', 'a match takes texts, numbers and booleans');
  if (typeof value !== 'string') return value;
  if (value.includes('\u0000') || value.length > 8192) throw new ContentRefusedError('badValue', 'a text with a NUL, or too long');
  return value.toWellFormed();
}

function toCondition(given: Match[string]): Condition {
  if (given === null) return { kind: 'absent' };
  if (typeof given !== 'object') return { kind: 'equals', value: checkScalar(given) };
  const keys = Object.keys(given);
  if ('in' in given && keys.length === 1 && Array.isArray(given.in)) {
    if (given.in.length > maxInValues) throw new ContentRefusedError('tooLarge', `more than ${maxInValues} values`);
    return { kind: 'in', values: given.in.map(checkScalar) };
  }
  const range = new Map(Object.entries(given));
  const found = bounds.flatMap((bound): [keyof Range, string | number][] => {
    const value = range.has(bound) ? checkScalar(range.get(bound)) : undefined;
    return value === undefined || typeof value === 'boolean' ? [] : [[bound, value]];
  });
  const type = typeof found[0]?.[1];
  const same = found.every(([, value]) => typeof value === type);
  if (found.length === 0 || found.length !== keys.length || !same || (type !== 'string' && type !== 'number')) {
    throw new ContentRefusedError('badValue', 'unknown condition in a match');
  }
  return { kind: 'range', type, bounds: found };
}

/** @throws ContentRefusedError */
export function parseMatch(match: Match): [field: string, condition: Condition][] {
  return Object.entries(match).map(([field, given]) => {
    checkField(field);
    return [field, toCondition(given)];
  });
}

export interface ParsedQuery {
  where: [field: string, condition: Condition][];
  terms: { text: string; isPrefix: boolean }[];
  /** The id closes it, in the direction of the last field. */
  sort: [field: string, direction: 1 | -1][];
  limit: number;
  after: (Scalar | null)[] | undefined;
}

/** @throws ContentRefusedError */
export function parseQuery(query: Query): ParsedQuery {
  const { limit, terms = [] } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageSize)
    throw new ContentRefusedError('badValue', `limit must be 1 to ${maxPageSize}`);
  if (terms.length > maxTerms) throw new ContentRefusedError('tooLarge', `more than ${maxTerms} terms`);
  const sort = (query.sort ?? []).map(([field, direction]): [string, 1 | -1] => [field, direction]);
  for (const [field] of sort) checkField(field);
  if (!sort.some(([field]) => field === 'id')) sort.push(['id', sort.at(-1)?.[1] ?? 1]);
  const after = query.after?.map((value) => (value === null ? null : checkScalar(value)));
  if (after && (after.length !== sort.length || typeof after.at(-1) !== 'string'))
    throw new ContentRefusedError('badValue', 'a cursor of another query');
  return { where: parseMatch(query.match ?? {}), terms: terms.map(toTerm), sort, limit, after };
}

function toTerm(term: string): { text: string; isPrefix: boolean } {
  const isPrefix = term.endsWith('*');
  const text = isPrefix ? term.slice(0, -1) : term;
  checkKey(text, 'a term');
  return { text, isPrefix };
}

/** The cursor behind a document. Sorting is by scalars; anything else counts as absent. */
export function cursorOf(doc: Stored, sort: ParsedQuery['sort']): (Scalar | null)[] {
  return sort.map(([field]) => {
    const value: Json | undefined = Object.hasOwn(doc, field) ? doc[field] : null;
    return isScalar(value) ? value : null;
  });
}

/** A document as text, with its id and unique fields checked. @throws ContentRefusedError */
export function docText(doc: JsonObject, spec: CollectionSpec): string {
  checkKey(doc['id'], 'id');
  if (Object.hasOwn(doc, 'schemaVersion')) throw new ContentRefusedError('badName', 'schemaVersion is written by the store');
  for (const field of (spec.unique ?? []).flat()) {
    const value = Object.hasOwn(doc, field) ? doc[field] : null;
    if (value !== null && value !== undefined) checkScalar(value);
  }
  return toText(doc);
}

/** Counting must not slip past a unique index on one store only. @throws ContentRefusedError */
export function checkIncrement(field: string, by: number, spec: CollectionSpec): void {
  checkField(field);
  if (!Number.isFinite(by)) throw new ContentRefusedError('badValue', 'increment by a finite number');
  if (field === 'id' || (spec.unique ?? []).flat().includes(field)) throw new ContentRefusedError('badName', `${field} is unique`);
}
