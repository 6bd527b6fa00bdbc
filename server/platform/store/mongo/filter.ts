import type { Filter, Sort } from 'mongodb';
import type { Condition, ParsedQuery } from '../check.ts';
import type { Scalar } from '../port.ts';

/** A stored document: ours outside, the feature's inside `d`, so that no name of hers can be an operator. */
export interface StoredDoc {
  _id: string;
  /** schemaVersion. */
  v: number;
  /** Names the last write, so that a repeat after a lost answer knows its own. */
  w: string;
  d: { [field: string]: unknown };
}

/** Where a field of the feature's document lies. Names were checked: no dots, no dollars. */
export const pathOf = (field: string): string => (field === 'id' ? '_id' : `d.${field}`);

// MongoDB looks into arrays for absence and ranges; the port does so for equality only.
const noArray = { $not: { $type: 'array' } } as const;

function conditionFilter(field: string, condition: Condition): Filter<StoredDoc> {
  const path = pathOf(field);
  if (condition.kind === 'absent') return { $and: [{ [path]: null }, { [path]: noArray }] };
  if (condition.kind === 'equals') return { [path]: { $eq: condition.value } };
  if (condition.kind === 'in') return { [path]: { $in: condition.values } };
  const bounds = Object.fromEntries(condition.bounds.map(([bound, value]) => [`$${bound}`, value]));
  return { $and: [{ [path]: bounds }, { [path]: noArray }] };
}

/** All conditions together. Built from parsed parts only; nothing of a caller's object is handed on. */
export function matchFilter(where: ParsedQuery['where']): Filter<StoredDoc> {
  const parts = where.map(([field, condition]) => conditionFilter(field, condition));
  return parts.length === 0 ? {} : { $and: parts };
}

function termFilter(path: string, { text, isPrefix }: ParsedQuery['terms'][number]): Filter<StoredDoc> {
  // U+10FFFF is the last character there is; texts compare by their UTF-8 bytes.
  const match = isPrefix ? { $gte: text, $lt: `${text}\u{10FFFF}` } : { $eq: text };
  return { [path]: { $elemMatch: match } };
}

/** Documents behind the cursor. Absent fields come first ascending and last descending. */
function afterFilter(sort: ParsedQuery['sort'], after: readonly (Scalar | null)[]): Filter<StoredDoc> {
  const alternatives: Filter<StoredDoc>[] = [];
  const equal: Filter<StoredDoc>[] = [];
  for (const [index, [field, direction]] of sort.entries()) {
    const value = after[index] ?? null;
    const beyond = beyondFilter(pathOf(field), direction, value);
    if (beyond) alternatives.push({ $and: [...equal, beyond] });
    equal.push({ [pathOf(field)]: value === null ? null : { $eq: value } });
  }
  return { $or: alternatives };
}

function beyondFilter(path: string, direction: 1 | -1, value: Scalar | null): Filter<StoredDoc> | undefined {
  if (value === null) return direction === 1 ? { [path]: { $ne: null } } : undefined;
  return direction === 1 ? { [path]: { $gt: value } } : { $or: [{ [path]: { $lt: value } }, { [path]: null }] };
}

/** The whole filter of a page. */
export function findFilter(query: ParsedQuery, termsField: string | undefined): Filter<StoredDoc> {
  const parts = [matchFilter(query.where)];
  if (query.terms.length > 0 && termsField === undefined) parts.push({ _id: { $in: [] } });
  else parts.push(...query.terms.map((term) => termFilter(pathOf(termsField ?? ''), term)));
  if (query.after) parts.push(afterFilter(query.sort, query.after));
  return { $and: parts };
}

export function sortOf(sort: ParsedQuery['sort']): Sort {
  return sort.map(([field, direction]): [string, 1 | -1] => [pathOf(field), direction]);
}
