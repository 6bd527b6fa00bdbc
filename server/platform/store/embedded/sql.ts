import type { Cell } from '../../embedded/driver.ts';
import type { RawGuard } from '../../embedded/protocol.ts';
import type { Condition, ParsedQuery } from '../check.ts';
import type { CollectionSpec, Scalar } from '../port.ts';
import { multiValue } from './multi.ts';

/** What the SQL of a collection needs to know. Names were checked: they hold letters, digits and `_` only. */
export interface Table {
  collection: string;
  /** Fields in the side table. */
  multiFields: ReadonlySet<string>;
  /** Those of them in which some document has an array; only they pay for the side table in a query. */
  arrayFields: ReadonlySet<string>;
}

// The same text in index and query, or the index is not used.
const valueOf = (field: string): string => (field === 'id' ? 'id' : `json_extract(doc,'$."${field}"')`);
const typeOf = (field: string): string => (field === 'id' ? `'text'` : `json_type(doc,'$."${field}"')`);
const cell = (value: Scalar): Cell => (typeof value === 'boolean' ? Number(value) : value);

const comparison = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Types stay apart as in MongoDB: true is not 1, and a range over numbers meets no text. */
function typeGuard(type: string, value: Scalar): string {
  if (typeof value === 'boolean') return `${type} = '${value}'`;
  return typeof value === 'string' ? `${type} = 'text'` : `${type} IN ('integer','real')`;
}

function anyOf(table: Table, field: string, values: readonly Scalar[]): RawGuard {
  if (values.length === 0) return { sql: '0', params: [] };
  const groups = (['string', 'number', 'boolean'] as const).flatMap((type): RawGuard[] => {
    const same = values.filter((value) => typeof value === type);
    return same[0] === undefined ? [] : type === 'boolean' ? same.map((value) => oneOf(field, [value])) : [oneOf(field, same)];
  });
  groups.push(...inArrays(table, field, values));
  return { sql: `(${groups.map(({ sql }) => sql).join(' OR ')})`, params: groups.flatMap(({ params }) => params) };
}

function oneOf(field: string, same: readonly Scalar[]): RawGuard {
  const [first] = same;
  const guard = typeGuard(typeOf(field), first ?? '');
  if (same.length === 1) return { sql: `(${valueOf(field)} = ? AND ${guard})`, params: [cell(first ?? '')] };
  // One parameter whatever their number, so that the statement is prepared once.
  return { sql: `(${valueOf(field)} IN (SELECT value FROM json_each(?)) AND ${guard})`, params: [JSON.stringify(same)] };
}

function inArrays(table: Table, field: string, values: readonly Scalar[]): RawGuard[] {
  if (field === 'id') return [];
  const texts = JSON.stringify(values.map(multiValue));
  if (table.multiFields.has(field)) {
    if (!table.arrayFields.has(field)) return [];
    const sql = `id IN (SELECT id FROM "m_${table.collection}" WHERE field = '${field}' AND value IN (SELECT value FROM json_each(?)))`;
    return [{ sql, params: [texts] }];
  }
  // A field without an index: every document is looked at anyway.
  const each = values.map((value) => `(value = ? AND ${typeGuard('type', value)})`).join(' OR ');
  const sql = `(${typeOf(field)} = 'array' AND EXISTS (SELECT 1 FROM json_each(doc,'$."${field}"') WHERE ${each}))`;
  return [{ sql, params: values.map(cell) }];
}

function conditionSql(table: Table, field: string, condition: Condition): RawGuard {
  if (condition.kind === 'absent') return { sql: `${valueOf(field)} IS NULL`, params: [] };
  if (condition.kind === 'equals') return anyOf(table, field, [condition.value]);
  if (condition.kind === 'in') return anyOf(table, field, condition.values);
  const parts = condition.bounds.map(([bound]) => `${valueOf(field)} ${comparison[bound]} ?`);
  const guard = typeGuard(typeOf(field), condition.type === 'string' ? '' : 0);
  return { sql: `(${[...parts, guard].join(' AND ')})`, params: condition.bounds.map(([, value]) => value) };
}

/** All conditions together; `1` when there are none. */
export function matchSql(table: Table, where: ParsedQuery['where']): RawGuard {
  const parts = where.map(([field, condition]) => conditionSql(table, field, condition));
  return { sql: parts.map(({ sql }) => sql).join(' AND ') || '1', params: parts.flatMap(({ params }) => params) };
}

function termSql(table: Table, termsField: string | undefined, term: ParsedQuery['terms'][number]): RawGuard {
  if (termsField === undefined) return { sql: '0', params: [] };
  const ids = `id IN (SELECT id FROM "m_${table.collection}" WHERE field = '${termsField}' AND`;
  const text = multiValue(term.text);
  // U+10FFFF is the last character there is; texts compare by their UTF-8 bytes.
  if (term.isPrefix) return { sql: `${ids} value >= ? AND value < ?)`, params: [text, `${text}\u{10FFFF}`] };
  return { sql: `${ids} value = ?)`, params: [text] };
}

/** Documents behind the cursor. Absent fields come first ascending and last descending, as on MongoDB. */
function afterSql(sort: ParsedQuery['sort'], after: readonly (Scalar | null)[]): RawGuard {
  const alternatives: RawGuard[] = [];
  const equal: RawGuard = { sql: '1', params: [] };
  for (const [index, [field, direction]] of sort.entries()) {
    const value = after[index] ?? null;
    const beyond = beyondSql(field, direction, value);
    if (beyond) alternatives.push({ sql: `(${equal.sql} AND ${beyond.sql})`, params: [...equal.params, ...beyond.params] });
    equal.sql += ` AND ${valueOf(field)} IS ${value === null ? 'NULL' : '?'}`;
    if (value !== null) equal.params.push(cell(value));
  }
  const bound = lowerBound(sort, after);
  const any = alternatives.map(({ sql }) => sql).join(' OR ') || '0';
  return { sql: `(${bound.sql}(${any}))`, params: [...bound.params, ...alternatives.flatMap(({ params }) => params)] };
}

function beyondSql(field: string, direction: 1 | -1, value: Scalar | null): RawGuard | undefined {
  const column = valueOf(field);
  if (value === null) return direction === 1 ? { sql: `${column} IS NOT NULL`, params: [] } : undefined;
  return direction === 1
    ? { sql: `${column} > ?`, params: [cell(value)] }
    : { sql: `(${column} < ? OR ${column} IS NULL)`, params: [cell(value)] };
}

/** Implied by the alternatives, but lets SQLite start in the index where the page starts. */
function lowerBound(sort: ParsedQuery['sort'], after: readonly (Scalar | null)[]): RawGuard {
  const [first] = sort;
  const value = after[0] ?? null;
  if (!first || value === null || (first[1] === -1 && first[0] !== 'id')) return { sql: '', params: [] };
  return { sql: `${valueOf(first[0])} ${first[1] === 1 ? '>=' : '<='} ? AND `, params: [cell(value)] };
}

/** A page and one more document, which tells whether there is a next page. */
export function findSql(table: Table, query: ParsedQuery, termsField: string | undefined): RawGuard {
  const parts = [matchSql(table, query.where), ...query.terms.map((term) => termSql(table, termsField, term))];
  if (query.after) parts.push(afterSql(query.sort, query.after));
  const where = parts.map(({ sql }) => sql).join(' AND ');
  const order = query.sort.map(([field, direction]) => `${valueOf(field)} ${direction === 1 ? 'ASC' : 'DESC'}`).join(', ');
  const sql = `SELECT id, doc, sum FROM "c_${table.collection}" WHERE ${where} ORDER BY ${order} LIMIT ?`;
  return { sql, params: [...parts.flatMap(({ params }) => params), query.limit + 1] };
}

/** Index names carry the fields, so that a refusal can name them: `u:<collection>:<a>+<b>`. */
export function indexSql(collection: string, spec: CollectionSpec): [name: string, sql: string][] {
  const make =
    (prefix: string, unique: string) =>
    (fields: readonly string[]): [string, string] => {
      const name = `${prefix}:${collection}:${fields.join('+')}`;
      // Plain indexes end with the id, the last key of every order.
      const columns = [...fields.map(valueOf), ...(unique || fields.includes('id') ? [] : ['id'])].join(', ');
      return [name, `CREATE ${unique}INDEX "${name}" ON "c_${collection}" (${columns})`];
    };
  return [...(spec.indexes ?? []).map(make('i', '')), ...(spec.unique ?? []).map(make('u', 'UNIQUE '))];
}
