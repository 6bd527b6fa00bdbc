import { crc32 } from 'node:zlib';
import type { Cell, Connection, Row } from '../../embedded/driver.ts';
import type { Packer } from '../../embedded/packing.ts';
import { Refusal, type RawEntry, type RawStoredEntry, type Requests } from '../../embedded/protocol.ts';

/** The log's tables. A stream's entries lie together, so a tail is read from few pages. */
export const logSchema = `
CREATE TABLE IF NOT EXISTS log_stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS log_entry (
  stream INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
  idem TEXT, fingerprint TEXT, data TEXT NOT NULL, bytes BLOB, blanked INTEGER NOT NULL, size INTEGER NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS log_entry_idem ON log_entry (stream, idem) WHERE idem IS NOT NULL;`;

const columns = 'seq, type, at, actor, idem, fingerprint, data, bytes, blanked, sum';
const insertSql = 'INSERT INTO log_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)';
const byKeySql = `SELECT ${columns} FROM log_entry WHERE stream = ? AND idem = ?`;
const bySeqSql = `SELECT ${columns} FROM log_entry WHERE stream = ? AND seq = ?`;

interface Content {
  stream: number;
  seq: number;
  envelope: readonly (string | null)[];
  text: string;
  bytes: Uint8Array | null;
}
// SQLite has no checksum of its own: a byte that flipped on the disk would be served as truth.
function sumOf({ stream, seq, envelope, text, bytes }: Content): number {
  const sum = crc32(text, crc32(`${stream} ${seq} ${envelope.join('\n')}`));
  // zlib starts anew on an empty buffer.
  return bytes === null || bytes.byteLength === 0 ? sum : crc32(bytes, sum);
}

const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '');
const nullableText = (cell: Cell | undefined): string | null => (typeof cell === 'string' ? cell : null);
const numberOf = (cell: Cell | undefined): number => (typeof cell === 'number' ? cell : 0);

function toStored(stream: number, row: Row, pack: Packer): RawStoredEntry {
  const [seq, type, at, actor, idem, fingerprint, data, cell, blanked, sum] = row;
  const bytes = cell instanceof Uint8Array ? cell : null;
  const envelope = [textOf(type), textOf(at), textOf(actor), nullableText(idem), nullableText(fingerprint)];
  const content = { stream, seq: numberOf(seq), envelope, text: textOf(data), bytes };
  if (sumOf(content) !== sum) throw new Refusal({ kind: 'damaged', message: `log entry ${content.seq} is damaged` });
  if (bytes) pack.add(bytes);
  const [a, b, c, d, e] = [textOf(type), textOf(at), textOf(actor), nullableText(idem), nullableText(fingerprint)];
  return [content.seq, a, b, c, d, e, content.text, bytes ? bytes.byteLength : -1, numberOf(blanked)];
}

function streamId(db: Connection, name: string): number | undefined {
  const row = db.prepare('SELECT id FROM log_stream WHERE name = ?').get([name]);
  return row ? numberOf(row[0]) : undefined;
}

/** The reading half, for either connection. */
export function logReader(db: Connection) {
  const heads = (streams: string[]): [string, number][] =>
    db
      .prepare('SELECT name, head FROM log_stream WHERE name IN (SELECT value FROM json_each(?))')
      .all([JSON.stringify(streams)])
      .map((row) => [textOf(row[0]), numberOf(row[1])]);

  function read(input: Requests['logRead']['in'], pack: Packer): RawStoredEntry[] {
    const stream = streamId(db, input.stream);
    if (stream === undefined) return [];
    const range = input.backwards ? 'seq < ? ORDER BY seq DESC' : 'seq > ? ORDER BY seq ASC';
    const sizes = db.prepare(`SELECT seq, size FROM log_entry WHERE stream = ? AND ${range} LIMIT ?`).all([stream, input.from, input.limit]);
    let bytes = 0;
    const within = sizes.filter(([, size], index) => {
      bytes += numberOf(size);
      return index === 0 || bytes <= input.maxBytes;
    });
    const seqs = within.map(([seq]) => numberOf(seq));
    if (seqs.length === 0) return [];
    const between = `SELECT ${columns} FROM log_entry WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq`;
    return db.prepare(between).all([stream, Math.min(...seqs), Math.max(...seqs)]).map((row) => toStored(stream, row, pack));
  }

  function byKey(input: Requests['logByKey']['in'], pack: Packer): RawStoredEntry | null {
    const stream = streamId(db, input.stream);
    const row = stream === undefined ? undefined : db.prepare(byKeySql).get([stream, input.idemKey]);
    return row && stream !== undefined ? toStored(stream, row, pack) : null;
  }
  return { heads, read, byKey };
}

interface StreamState {
  id: number;
  head: number;
}
/** Streams whose id and head the writer remembers. */
const maxKnownStreams = 10_000;

/** The writing half. Heads are kept in memory and written once per transaction: `flush` before commit, `forget` after a rollback. */
export function logWriter(db: Connection) {
  const known = new Map<string, StreamState>();
  const dirty = new Set<StreamState>();

  function stateOf(name: string): StreamState {
    const cached = known.get(name);
    if (cached) return cached;
    const row = db.prepare('SELECT id, head FROM log_stream WHERE name = ?').get([name]);
    const state = row ? { id: numberOf(row[0]), head: numberOf(row[1]) } : { id: 0, head: 0 };
    if (known.size >= maxKnownStreams && dirty.size === 0) known.clear();
    known.set(name, state);
    return state;
  }

  function create(state: StreamState, name: string): void {
    db.prepare('INSERT INTO log_stream (name, head) VALUES (?, 0)').run([name]);
    state.id = numberOf(db.prepare('SELECT id FROM log_stream WHERE name = ?').get([name])?.[0]);
  }

  function repeatOf(state: StreamState, entry: RawEntry): { row: Row; same: boolean } | undefined {
    const idem = entry[3];
    if (idem === null || state.id === 0) return undefined;
    const row = db.prepare(byKeySql).get([state.id, idem]);
    return row && { row, same: row[5] === entry[4] };
  }

  function insert(state: StreamState, entry: RawEntry, bytes: Uint8Array | null): number {
    const [type, at, actor, idem, fingerprint, text] = entry;
    const seq = state.head + 1;
    const sum = sumOf({ stream: state.id, seq, envelope: [type, at, actor, idem, fingerprint], text, bytes });
    const size = text.length + (bytes?.byteLength ?? 0);
    db.prepare(insertSql).run([state.id, seq, type, at, actor, idem, fingerprint, text, bytes, size, sum]);
    state.head = seq;
    return seq;
  }

  /** `take` gives the entries' bytes in order; all must be taken, also of entries that turn out to be repeats. */
  function append(input: Requests['append']['in'], take: (length: number) => Uint8Array, pack: Packer): Requests['append']['out'] {
    const state = stateOf(input.stream);
    const bytes = input.entries.map((entry) => (entry[6] < 0 ? null : take(entry[6])));
    const fresh = new Map<string, number>();
    const plan = input.entries.map((entry, index) => planEntry(state, { entry, index, fresh }));
    for (const step of plan) if ('reused' in step) throw new Refusal({ kind: 'idemKeyReused', entry: toStored(state.id, step.reused, pack) });
    const writes = plan.some((step) => 'write' in step);
    if (writes && input.expectedHead !== undefined && input.expectedHead !== state.head) {
      throw new Refusal({ kind: 'headMoved', head: state.head });
    }
    // Nothing below may refuse: there is no savepoint around an append.
    const stored: [number, RawStoredEntry][] = [];
    for (const [index, step] of plan.entries()) if ('repeat' in step) stored.push([index, toStored(state.id, step.repeat, pack)]);
    if (writes && state.id === 0) create(state, input.stream);
    if (writes) dirty.add(state);
    const repeated = new Map(stored.map(([index, entry]) => [index, entry[0]]));
    const seqs: number[] = [];
    for (const [index, step] of plan.entries()) {
      const entry = input.entries[index];
      if ('write' in step && entry) seqs.push(insert(state, entry, bytes[index] ?? null));
      else if ('same' in step) {
        seqs.push(seqs[step.same] ?? 0);
        stored.push([index, readBack(state.id, seqs[step.same] ?? 0, pack)]);
      } else seqs.push(repeated.get(index) ?? 0);
    }
    return { seqs, stored };
  }

  type Step = { write: true } | { same: number } | { repeat: Row } | { reused: Row };
  function planEntry(state: StreamState, at: { entry: RawEntry; index: number; fresh: Map<string, number> }): Step {
    const idem = at.entry[3];
    if (idem === null) return { write: true };
    const earlier = at.fresh.get(idem);
    if (earlier !== undefined) return { same: earlier };
    const repeat = repeatOf(state, at.entry);
    if (!repeat) {
      at.fresh.set(idem, at.index);
      return { write: true };
    }
    return repeat.same ? { repeat: repeat.row } : { reused: repeat.row };
  }

  function readBack(stream: number, seq: number, pack: Packer): RawStoredEntry {
    const row = db.prepare(bySeqSql).get([stream, seq]);
    if (!row) throw new Error('an entry of this transaction is missing');
    return toStored(stream, row, pack);
  }

  function blank(input: Requests['blank']['in']): null {
    const stream = streamId(db, input.stream);
    const row = stream === undefined ? undefined : db.prepare(bySeqSql).get([stream, input.seq]);
    if (!row || stream === undefined) return null;
    const envelope = [textOf(row[1]), textOf(row[2]), textOf(row[3]), nullableText(row[4]), nullableText(row[5])];
    const sum = sumOf({ stream, seq: input.seq, envelope, text: '{}', bytes: null });
    const sql = `UPDATE log_entry SET data = '{}', bytes = NULL, blanked = 1, size = 2, sum = ? WHERE stream = ? AND seq = ?`;
    db.prepare(sql).run([sum, stream, input.seq]);
    return null;
  }

  function flush(): void {
    for (const state of dirty) db.prepare('UPDATE log_stream SET head = ? WHERE id = ?').run([state.head, state.id]);
    dirty.clear();
  }
  function forget(): void {
    dirty.clear();
    known.clear();
  }
  return { append, blank, flush, forget };
}
