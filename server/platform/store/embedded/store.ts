import type { EmbeddedCore } from '../../embedded/open-embedded.ts';
import type { RawFailure, RawGuard, RawOp } from '../../embedded/protocol.ts';
import { checkKey } from '../../content.ts';
import { ContentRefusedError } from '../../errors.ts';
import { checkIncrement, checkSpec, cursorOf, docText, maxIds, maxOps, parseMatch, parseQuery } from '../check.ts';
import { typedWriters } from '../writers.ts';
import {
  DuplicateError,
  GuardError,
  type Collection,
  type CollectionSpec,
  type Match,
  type Page,
  type Query,
  type Store,
  type Stored,
  type WriteOp,
} from '../port.ts';
import { multiRows } from './multi.ts';
import { findSql, indexSql, matchSql, type Table } from './sql.ts';

interface Declared extends Table {
  spec: CollectionSpec;
  multiFields: Set<string>;
  arrayFields: Set<string>;
  /** Its tables and indexes are there. */
  made: Promise<void>;
  face: Collection<Stored>;
}

function refusalOf(failure: RawFailure): Error | undefined {
  if (failure.kind === 'duplicate') return new DuplicateError(failure.index);
  return failure.kind === 'guard' ? new GuardError(failure.collection, failure.id) : undefined;
}

/** The store on SQLite: a table of JSON documents a collection, and a side table for elements of arrays. */
export function createEmbeddedStore({ writer, reader }: EmbeddedCore): Store {
  const collections = new Map<string, Declared>();
  let closed = false;

  function checkOpen(): void {
    if (closed) throw new Error('the store is closed');
  }

  function declare(name: string, spec: CollectionSpec): Declared {
    checkSpec(name, spec);
    const indexed = [...(spec.indexes ?? []), ...(spec.unique ?? [])].flat().filter((field) => field !== 'id');
    const multiFields = new Set([...indexed, ...(spec.terms === undefined ? [] : [spec.terms])]);
    const arrayFields = new Set<string>();
    // Writes queue behind this in the same channel; only reads must wait for it.
    const made = writer.call({
      kind: 'declare',
      input: { collection: name, indexes: indexSql(name, spec), multiFields: [...multiFields] },
      read(out) {
        for (const field of out.arrayFields) arrayFields.add(field);
      },
      refused: refusalOf,
    });
    // Heard by ready() and by every read.
    made.catch(() => undefined);
    const table = { collection: name, spec, multiFields, arrayFields, made };
    return { ...table, face: embeddedCollection(reader, table, checkOpen) };
  }

  function table(name: string): Declared {
    const found = collections.get(name);
    if (!found) throw new ContentRefusedError('badName', `collection ${name.slice(0, 64)} is not declared`);
    return found;
  }

  function guardOf(to: Declared, guard: Match | undefined): { guard?: RawGuard } {
    return guard === undefined ? {} : { guard: matchSql(to, parseMatch(guard)) };
  }

  function toRaw(op: WriteOp): RawOp {
    const to = table(op.collection);
    if (op.kind === 'increment') {
      checkKey(op.id, 'id');
      checkIncrement(op.field, op.by, to.spec);
      return op;
    }
    if (op.kind === 'delete') {
      checkKey(op.id, 'id');
      return { kind: 'delete', collection: op.collection, id: op.id, ...guardOf(to, op.if) };
    }
    const text = docText(op.doc, to.spec);
    const guard = op.kind === 'replace' ? guardOf(to, op.if) : {};
    const rows = multiRows(op.doc, [...to.multiFields]);
    for (const [field] of rows) to.arrayFields.add(field);
    const multi = rows.length > 0 || (op.kind !== 'insert' && to.arrayFields.size > 0) ? rows : null;
    return { kind: op.kind, collection: op.collection, id: op.doc.id, version: to.spec.schemaVersion, text, multi, ...guard };
  }

  return {
    collection<T extends { id: string }>(name: string, spec: CollectionSpec): Collection<T> {
      const known = collections.get(name);
      if (known && JSON.stringify(known.spec) !== JSON.stringify(spec))
        throw new Error(`collection ${name} is declared twice, differently`);
      const declared = known ?? declare(name, spec);
      collections.set(name, declared);
      // The one place where a stored document becomes its feature's type: the feature's own writes and migrations vouch for it.
      return declared.face as unknown as Collection<T>;
    },
    async commit(ops) {
      checkOpen();
      if (ops.length > maxOps) throw new ContentRefusedError('tooLarge', `more than ${maxOps} operations`);
      if (ops.length === 0) return;
      const arrayFieldsUnknown = ops.map((op) => table(op.collection)).filter(({ arrayFields }) => arrayFields.size === 0);
      await Promise.all(arrayFieldsUnknown.map(({ made }) => made));
      await writer.call({ kind: 'commit', input: { ops: ops.map(toRaw) }, read: () => undefined, refused: refusalOf });
    },
    async ready() {
      await Promise.all([...collections.values()].map(({ made }) => made));
    },
    async ping() {
      checkOpen();
      const reads = reader.call({ kind: 'number', input: { sql: 'SELECT 1', params: [] }, read: (value) => value });
      const writes = writer.call({ kind: 'commit', input: { ops: [] }, read: () => undefined });
      await Promise.all([reads, writes]);
    },
    async close() {
      closed = true;
      await Promise.allSettled([...collections.values()].map(({ made }) => made));
    },
  };
}

function embeddedCollection(reader: EmbeddedCore['reader'], table: Omit<Declared, 'face'>, checkOpen: () => void): Collection<Stored> {
  const from = `FROM "c_${table.collection}" WHERE`;

  async function docs({ sql, params }: RawGuard): Promise<Stored[]> {
    checkOpen();
    await table.made;
    return reader.call({ kind: 'docs', input: { sql, params }, read: (texts) => texts.map((text): Stored => JSON.parse(text)) });
  }

  async function find(query: Query): Promise<Page<Stored>> {
    const parsed = parseQuery(query);
    await table.made;
    const items = await docs(findSql(table, parsed, table.spec.terms));
    if (items.length <= parsed.limit) return { items };
    items.pop();
    const last = items.at(-1);
    return last ? { items, next: cursorOf(last, parsed.sort) } : { items };
  }

  return {
    name: table.collection,
    async get(id) {
      checkKey(id, 'id');
      return (await docs({ sql: `SELECT id, doc, sum ${from} id = ?`, params: [id] }))[0];
    },
    async getMany(ids) {
      if (ids.length > maxIds) throw new ContentRefusedError('tooLarge', `more than ${maxIds} ids`);
      for (const id of ids) checkKey(id, 'id');
      return docs({ sql: `SELECT id, doc, sum ${from} id IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(ids)] });
    },
    find,
    findOne: async (match) => (await find({ match, limit: 1 })).items[0],
    async count(match) {
      checkOpen();
      const where = parseMatch(match);
      await table.made;
      const { sql, params } = matchSql(table, where);
      return reader.call({ kind: 'number', input: { sql: `SELECT count(*) ${from} ${sql}`, params }, read: (value) => value });
    },
    ...typedWriters<Stored>(table.collection),
  };
}
