import type { Connection, Row } from '../../embedded/driver.ts';
import type { Packer } from '../../embedded/packing.ts';
import { Refusal, type RawEntry, type RawStoredEntry, type Requests } from '../../embedded/protocol.ts';
import { byKeySql, bySeqSql, nullableText, numberOf, streamId, sumOf, textOf, toStored } from './log-tables.ts';

const insertSql = 'INSERT INTO log_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)';

interface StreamState {
  id: number;
  head: number;
}
/** Streams whose id and head the writer remembers. */
const maxKnownStreams = 10_000;

type Step = { write: true } | { same: number } | { repeat: Row } | { reused: Row };
function create(db: Connection, state: StreamState, name: string): void {
  db.prepare('INSERT INTO log_stream (name, head) VALUES (?, 0)').run([name]);
  state.id = numberOf(db.prepare('SELECT id FROM log_stream WHERE name = ?').get([name])?.[0]);
}

function repeatOf(db: Connection, state: StreamState, entry: RawEntry): { row: Row; same: boolean } | undefined {
  const idem = entry[3];
  if (idem === null || state.id === 0) return undefined;
  const row = db.prepare(byKeySql).get([state.id, idem]);
  return row && { row, same: row[5] === entry[4] };
}

function planEntry(db: Connection, state: StreamState, at: { entry: RawEntry; index: number; fresh: Map<string, number> }): Step {
  const idem = at.entry[3];
  if (idem === null) return { write: true };
  const earlier = at.fresh.get(idem);
  if (earlier !== undefined) return { same: earlier };
  const repeat = repeatOf(db, state, at.entry);
  if (!repeat) {
    at.fresh.set(idem, at.index);
    return { write: true };
  }
  return repeat.same ? { repeat: repeat.row } : { reused: repeat.row };
}

function insert(db: Connection, state: StreamState, { entry, bytes }: { entry: RawEntry; bytes: Uint8Array | null }): number {
  const [type, at, actor, idem, fingerprint, text] = entry;
  const seq = state.head + 1;
  const sum = sumOf({ stream: state.id, seq, envelope: [type, at, actor, idem, fingerprint], text, bytes });
  const size = text.length + (bytes?.byteLength ?? 0);
  db.prepare(insertSql).run([state.id, seq, type, at, actor, idem, fingerprint, text, bytes, size, sum]);
  state.head = seq;
  return seq;
}

function readBack(db: Connection, at: { stream: number; seq: number }, pack: Packer): RawStoredEntry {
  const row = db.prepare(bySeqSql).get([at.stream, at.seq]);
  if (!row) throw new Error('an entry of this transaction is missing');
  return toStored(at.stream, row, pack);
}

function blank(db: Connection, input: Requests['blank']['in']): null {
  const stream = streamId(db, input.stream);
  const row = stream === undefined ? undefined : db.prepare(bySeqSql).get([stream, input.seq]);
  if (!row || stream === undefined) return null;
  const envelope = [textOf(row[1]), textOf(row[2]), textOf(row[3]), nullableText(row[4]), nullableText(row[5])];
  const sum = sumOf({ stream, seq: input.seq, envelope, text: '{}', bytes: null });
  const sql = `UPDATE log_entry SET data = '{}', bytes = NULL, blanked = 1, size = 2, sum = ? WHERE stream = ? AND seq = ?`;
  db.prepare(sql).run([sum, stream, input.seq]);
  return null;
}

const oldestSql = 'SELECT seq FROM log_entry WHERE stream = ? AND seq <= ? ORDER BY seq LIMIT ?';

function trim(db: Connection, state: StreamState, { stream, upTo, limit }: Requests['trim']['in']): Requests['trim']['out'] {
  const oldest = db.prepare(oldestSql).all([state.id, Math.min(upTo, state.head - 1), limit]);
  const last = oldest.at(-1)?.[0];
  if (last !== undefined) db.prepare('DELETE FROM log_entry WHERE stream = ? AND seq <= ?').run([state.id, last]);
  if (oldest.length === limit) return { isDone: false };
  // The newest one carries the stream's number on.
  if (upTo >= state.head) blank(db, { stream, seq: state.head });
  return { isDone: true };
}

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

  /** `take` gives the entries' bytes in order; all must be taken, also of entries that turn out to be repeats. */
  function append(input: Requests['append']['in'], take: (length: number) => Uint8Array, pack: Packer): Requests['append']['out'] {
    const state = stateOf(input.stream);
    const bytes = input.entries.map((entry) => (entry[6] < 0 ? null : take(entry[6])));
    const fresh = new Map<string, number>();
    const plan = input.entries.map((entry, index) => planEntry(db, state, { entry, index, fresh }));
    for (const step of plan)
      if ('reused' in step) throw new Refusal({ kind: 'idemKeyReused', entry: toStored(state.id, step.reused, pack) });
    const writes = plan.some((step) => 'write' in step);
    if (writes && input.expectedHead !== undefined && input.expectedHead !== state.head) {
      throw new Refusal({ kind: 'headMoved', head: state.head });
    }
    // Nothing below may refuse: there is no savepoint around an append.
    const stored: [number, RawStoredEntry][] = [];
    for (const [index, step] of plan.entries()) if ('repeat' in step) stored.push([index, toStored(state.id, step.repeat, pack)]);
    if (writes && state.id === 0) create(db, state, input.stream);
    if (writes) dirty.add(state);
    const repeated = new Map(stored.map(([index, entry]) => [index, entry[0]]));
    const seqs: number[] = [];
    for (const [index, step] of plan.entries()) {
      const entry = input.entries[index];
      if ('write' in step && entry) seqs.push(insert(db, state, { entry, bytes: bytes[index] ?? null }));
      else if ('same' in step) {
        seqs.push(seqs[step.same] ?? 0);
        stored.push([index, readBack(db, { stream: state.id, seq: seqs[step.same] ?? 0 }, pack)]);
      } else seqs.push(repeated.get(index) ?? 0);
    }
    return { seqs, stored };
  }

  function flush(): void {
    for (const state of dirty) db.prepare('UPDATE log_stream SET head = ? WHERE id = ?').run([state.head, state.id]);
    dirty.clear();
  }
  function forget(): void {
    dirty.clear();
    known.clear();
  }
  return {
    append,
    blank: (input: Requests['blank']['in']) => blank(db, input),
    trim: (input: Requests['trim']['in']) => trim(db, stateOf(input.stream), input),
    flush,
    forget,
  };
}
