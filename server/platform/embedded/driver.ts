/** What SQLite takes and gives. Booleans and dates never reach it: libsql ends the process on them. */
export type Cell = string | number | null | Uint8Array;
export type Row = Cell[];

export interface Statement {
  /** @returns rows changed */
  run(params: Cell[]): number;
  get(params: Cell[]): Row | undefined;
  all(params: Cell[]): Row[];
}

/** One SQLite connection, the same over both drivers. Synchronous: it lives in a worker thread. */
export interface Connection {
  exec(sql: string): void;
  /** Prepared once per text. Texts must not carry values, so that their number stays small. */
  prepare(sql: string): Statement;
  inTransaction(): boolean;
  close(): void;
}

export type DriverName = 'libsql' | 'node';

/** SQLite's primary result codes that we answer differently. */
export const sqliteCode = { busy: 5, ioError: 10, corrupt: 11, full: 13, constraint: 19, notADatabase: 26 } as const;

/** The primary result code of an error of either driver; 0 when it is none of SQLite's. */
export function codeOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 0;
  const raw: unknown = Reflect.get(error, 'rawCode') ?? Reflect.get(error, 'errcode');
  return typeof raw === 'number' ? raw & 0xff : 0;
}

interface AnyStatement {
  run(...params: unknown[]): { changes: number | bigint };
  get(...params: unknown[]): unknown;
  all(...params: unknown[]): unknown[];
}
interface AnyDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): AnyStatement;
  close(): unknown;
}

// Blobs come as Buffer, Uint8Array or a bare ArrayBuffer, depending on driver and call.
function toRow(row: unknown): Row {
  const cells = Array.isArray(row) ? row : Object.values(row ?? {});
  return cells.map((cell) => (cell instanceof ArrayBuffer ? new Uint8Array(cell) : cell));
}

const maxPrepared = 500;

function connection(db: AnyDatabase, edge: { prepare(sql: string): Statement; inTransaction(): boolean }): Connection {
  const prepared = new Map<string, Statement>();
  return {
    exec: (sql) => void db.exec(sql),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known) return known;
      if (prepared.size >= maxPrepared) prepared.delete(prepared.keys().next().value ?? '');
      const statement = edge.prepare(sql);
      prepared.set(sql, statement);
      return statement;
    },
    inTransaction: edge.inTransaction,
    close: () => void db.close(),
  };
}

// libsql takes a lone object argument for named parameters and ends the process on it: always bind one array.
async function openLibsql(path: string, timeoutMs: number): Promise<Connection> {
  const { default: Database } = await import('libsql');
  const db = new Database(path, { timeout: timeoutMs });
  return connection(db, {
    prepare(sql) {
      const statement = db.prepare(sql);
      if (statement.reader) statement.raw();
      return {
        run: (params) => Number(statement.run(params).changes),
        get(params) {
          const row = statement.get(params);
          return row === undefined ? undefined : toRow(row);
        },
        all: (params) => statement.all(params).map(toRow),
      };
    },
    inTransaction: () => db.inTransaction,
  });
}

async function openNode(path: string, timeoutMs: number): Promise<Connection> {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
  const edge: AnyDatabase = db;
  return connection(edge, {
    prepare(sql) {
      const statement = edge.prepare(sql);
      return {
        run: (params) => Number(statement.run(...params).changes),
        get(params) {
          const row = statement.get(...params);
          return row === undefined ? undefined : toRow(row);
        },
        all: (params) => statement.all(...params).map(toRow),
      };
    },
    inTransaction: () => Reflect.get(db, 'isTransaction') === true,
  });
}

/** Opens a connection. `busyMs` is how long to wait for a lock. */
export async function openConnection(driver: DriverName, path: string, busyMs: number): Promise<Connection> {
  return driver === 'libsql' ? openLibsql(path, busyMs) : openNode(path, busyMs);
}

/** In KiB. Small, since the system keeps the file's pages in memory as well. */
const cacheSize = 'PRAGMA cache_size = -4000';

/** Settings of the writing connection: nothing is acknowledged before fsync, and deleted content is overwritten. */
export function prepareWriter(db: Connection): void {
  db.prepare('PRAGMA journal_mode = WAL').all([]);
  db.exec('PRAGMA synchronous = FULL');
  db.prepare('PRAGMA secure_delete = ON').all([]);
  db.exec(cacheSize);
}

/** Settings of the reading connection, which cannot write even by mistake. */
export function prepareReader(db: Connection): void {
  db.exec('PRAGMA query_only = ON');
  db.exec(cacheSize);
}
