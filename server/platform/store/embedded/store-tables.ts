import { crc32 } from 'node:zlib';
import { codeOf, sqliteCode, type Connection } from '../../embedded/driver.ts';
import { Refusal, type Declaration, type MultiRow, type RawGuard, type RawOp, type Requests } from '../../embedded/protocol.ts';
import { multiRows } from './multi.ts';

/** Which fields of which collection are in the side table. */
export const storeSchema = `
CREATE TABLE IF NOT EXISTS store_field (collection TEXT NOT NULL, field TEXT NOT NULL, PRIMARY KEY (collection, field)) WITHOUT ROWID;`;

const docTable = (collection: string): string => `"c_${collection}"`;
const multiTable = (collection: string): string => `"m_${collection}"`;
const backfillPage = 500;

function verified(id: unknown, text: unknown, sum: unknown): string {
  if (typeof text === 'string' && crc32(text) === sum) return text;
  throw new Refusal({ kind: 'damaged', message: `document ${String(id)} is damaged` });
}

/** The reading half, for either connection. Statements are built by the main thread; values are always bound. */
export function storeReader(db: Connection) {
  return {
    docs: ({ sql, params }: Requests['docs']['in']): string[] =>
      db
        .prepare(sql)
        .all(params)
        .map(([id, text, sum]) => verified(id, text, sum)),
    number({ sql, params }: Requests['number']['in']): number {
      const cell = db.prepare(sql).get(params)?.[0];
      return typeof cell === 'number' ? cell : 0;
    },
  };
}

// "UNIQUE constraint failed: index 'u:<collection>:<a>+<b>'", or "…: c_<collection>.id" for the primary key.
function refusalOf(error: unknown): unknown {
  if (codeOf(error) !== sqliteCode.constraint || !(error instanceof Error)) return error;
  const name = /index 'u:[^:]*:([^']*)'/.exec(error.message)?.[1];
  return new Refusal({ kind: 'duplicate', index: name ?? 'id' });
}

function checkGuard(db: Connection, op: { collection: string; id: string }, raw: RawGuard | undefined): void {
  const sql = `SELECT 1 FROM ${docTable(op.collection)} WHERE id = ? AND (${raw?.sql ?? '1'})`;
  if (!db.prepare(sql).get([op.id, ...(raw?.params ?? [])])) throw new Refusal({ kind: 'guard', collection: op.collection, id: op.id });
}

function setMulti(db: Connection, { collection, id, multi }: { collection: string; id: string; multi: MultiRow[] | null }): void {
  if (multi === null) return;
  db.prepare(`DELETE FROM ${multiTable(collection)} WHERE id = ?`).run([id]);
  const insert = db.prepare(`INSERT INTO ${multiTable(collection)} (field, value, id) VALUES (?, ?, ?)`);
  for (const [field, value] of multi) insert.run([field, value, id]);
}

function run(db: Connection, op: RawOp): void {
  const table = docTable(op.collection);
  if (op.kind === 'increment') return increment(db, op);
  if (op.kind === 'delete') {
    if (op.guard) checkGuard(db, op, op.guard);
    db.prepare(`DELETE FROM ${table} WHERE id = ?`).run([op.id]);
    db.prepare(`DELETE FROM ${multiTable(op.collection)} WHERE id = ?`).run([op.id]);
    return;
  }
  const sum = crc32(op.text);
  if (op.kind === 'replace') {
    checkGuard(db, op, op.guard);
    db.prepare(`UPDATE ${table} SET v = ?, doc = ?, sum = ? WHERE id = ?`).run([op.version, op.text, sum, op.id]);
  } else {
    const orReplace = ' ON CONFLICT (id) DO UPDATE SET v = excluded.v, doc = excluded.doc, sum = excluded.sum';
    const sql = `INSERT INTO ${table} (id, v, doc, sum) VALUES (?, ?, ?, ?)${op.kind === 'put' ? orReplace : ''}`;
    db.prepare(sql).run([op.id, op.version, op.text, sum]);
  }
  setMulti(db, op);
}

// Read, add and write in JavaScript: SQLite would turn 6 into 6.0, and this thread is the only writer.
function increment(db: Connection, { collection, id, field, by }: RawOp & { kind: 'increment' }): void {
  const row = db.prepare(`SELECT id, doc, sum FROM ${docTable(collection)} WHERE id = ?`).get([id]);
  const doc: unknown = row ? JSON.parse(verified(row[0], row[1], row[2])) : undefined;
  const was: unknown = typeof doc === 'object' && doc !== null && Object.hasOwn(doc, field) ? Reflect.get(doc, field) : 0;
  if (typeof doc !== 'object' || doc === null || typeof was !== 'number') throw new Refusal({ kind: 'guard', collection, id });
  const text = JSON.stringify({ ...doc, [field]: was + by });
  db.prepare(`UPDATE ${docTable(collection)} SET doc = ?, sum = ? WHERE id = ?`).run([text, crc32(text), id]);
}

/** Also called by a restore. */
export function createTables(db: Connection, collection: string): void {
  const multi = multiTable(collection);
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${docTable(collection)} (id TEXT PRIMARY KEY NOT NULL, v INTEGER NOT NULL, doc TEXT NOT NULL, sum INTEGER NOT NULL)`,
  );
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${multi} (field TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (field, value, id)) WITHOUT ROWID`,
  );
  db.exec(`CREATE INDEX IF NOT EXISTS "m:${collection}" ON ${multi} (id)`);
}

function createIndexes(db: Connection, collection: string, indexes: Declaration['indexes']): void {
  const sql = `SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`;
  const existing = new Set(
    db
      .prepare(sql)
      .all([`c_${collection}`])
      .map(([name]) => String(name)),
  );
  for (const name of existing) if (!indexes.some(([wanted]) => wanted === name)) db.exec(`DROP INDEX "${name}"`);
  for (const [name, create] of indexes) if (!existing.has(name)) db.exec(create);
}

function addMultiField(db: Connection, collection: string, field: string): void {
  const known = db.prepare('SELECT 1 FROM store_field WHERE collection = ? AND field = ?').get([collection, field]);
  if (known) return;
  const insert = db.prepare(`INSERT OR IGNORE INTO ${multiTable(collection)} (field, value, id) VALUES (?, ?, ?)`);
  const page = db.prepare(`SELECT id, doc FROM ${docTable(collection)} WHERE id > ? ORDER BY id LIMIT ${backfillPage}`);
  for (let rows = page.all(['']); rows.length > 0; rows = page.all([rows.at(-1)?.[0] ?? ''])) {
    for (const [id, text] of rows) {
      for (const [name, value] of multiRows(JSON.parse(String(text)), [field])) insert.run([name, value, String(id)]);
    }
  }
  db.prepare('INSERT INTO store_field VALUES (?, ?)').run([collection, field]);
}

/** The writing half. Every call is all or nothing by its savepoint. */
export function storeWriter(db: Connection) {
  function atomically<T>(work: () => T): T {
    db.exec('SAVEPOINT request');
    try {
      const result = work();
      db.exec('RELEASE request');
      return result;
    } catch (error) {
      // A full disk rolls everything back by itself; then there is no savepoint left.
      if (db.inTransaction()) db.exec('ROLLBACK TO request; RELEASE request');
      throw refusalOf(error);
    }
  }

  function commit({ ops }: Requests['commit']['in']): null {
    atomically(() => {
      for (const op of ops) run(db, op);
    });
    return null;
  }

  function declare({ collection, indexes, multiFields }: Declaration): Requests['declare']['out'] {
    return atomically(() => {
      createTables(db, collection);
      createIndexes(db, collection, indexes);
      for (const field of multiFields) addMultiField(db, collection, field);
      const used = `SELECT 1 FROM ${multiTable(collection)} WHERE field = ? LIMIT 1`;
      return { arrayFields: multiFields.filter((field) => db.prepare(used).get([field])) };
    });
  }
  return { commit, declare };
}
