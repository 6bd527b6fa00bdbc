import { crc32 } from 'node:zlib';
import type { Cell, Connection, Row } from '../../embedded/driver.ts';
import type { Packer } from '../../embedded/packing.ts';
import { Refusal, type RawStoredEntry, type Requests } from '../../embedded/protocol.ts';

/** The log's tables. A stream's entries lie together, so a tail is read from few pages. */
export const logSchema = `
CREATE TABLE IF NOT EXISTS log_stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS log_entry (
  stream INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
  idem TEXT, fingerprint TEXT, data TEXT NOT NULL, bytes BLOB, blanked INTEGER NOT NULL, size INTEGER NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS log_entry_idem ON log_entry (stream, idem) WHERE idem IS NOT NULL;`;

const columns = 'seq, type, at, actor, idem, fingerprint, data, bytes, blanked, sum';
export const byKeySql = `SELECT ${columns} FROM log_entry WHERE stream = ? AND idem = ?`;
export const bySeqSql = `SELECT ${columns} FROM log_entry WHERE stream = ? AND seq = ?`;

interface Content {
  stream: number;
  seq: number;
  envelope: readonly (string | null)[];
  text: string;
  bytes: Uint8Array | null;
}
// SQLite has no checksum of its own: a byte that flipped on the disk would be served as truth.
export function sumOf({ stream, seq, envelope, text, bytes }: Content): number {
  const sum = crc32(text, crc32(`${stream} ${seq} ${envelope.join('\n')}`));
  // zlib starts anew on an empty buffer.
  return bytes === null || bytes.byteLength === 0 ? sum : crc32(bytes, sum);
}

export const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '');
export const nullableText = (cell: Cell | undefined): string | null => (typeof cell === 'string' ? cell : null);
export const numberOf = (cell: Cell | undefined): number => (typeof cell === 'number' ? cell : 0);

export function toStored(stream: number, row: Row, pack: Packer): RawStoredEntry {
  const [seq, type, at, actor, idem, fingerprint, data, cell, blanked, sum] = row;
  const bytes = cell instanceof Uint8Array ? cell : null;
  const envelope = [textOf(type), textOf(at), textOf(actor), nullableText(idem), nullableText(fingerprint)];
  const content = { stream, seq: numberOf(seq), envelope, text: textOf(data), bytes };
  if (sumOf(content) !== sum) throw new Refusal({ kind: 'damaged', message: `log entry ${content.seq} is damaged` });
  if (bytes) pack.add(bytes);
  const [a, b, c, d, e] = [textOf(type), textOf(at), textOf(actor), nullableText(idem), nullableText(fingerprint)];
  return [content.seq, a, b, c, d, e, content.text, bytes ? bytes.byteLength : -1, numberOf(blanked)];
}

export function streamId(db: Connection, name: string): number | undefined {
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
    const sizes = db
      .prepare(`SELECT seq, size FROM log_entry WHERE stream = ? AND ${range} LIMIT ?`)
      .all([stream, input.from, input.limit]);
    let bytes = 0;
    const within = sizes.filter(([, size], index) => {
      bytes += numberOf(size);
      return index === 0 || bytes <= input.maxBytes;
    });
    const seqs = within.map(([seq]) => numberOf(seq));
    if (seqs.length === 0) return [];
    const between = `SELECT ${columns} FROM log_entry WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq`;
    return db
      .prepare(between)
      .all([stream, Math.min(...seqs), Math.max(...seqs)])
      .map((row) => toStored(stream, row, pack));
  }

  function byKey(input: Requests['logByKey']['in'], pack: Packer): RawStoredEntry | null {
    const stream = streamId(db, input.stream);
    const row = stream === undefined ? undefined : db.prepare(byKeySql).get([stream, input.idemKey]);
    return row && stream !== undefined ? toStored(stream, row, pack) : null;
  }
  return { heads, read, byKey };
}
