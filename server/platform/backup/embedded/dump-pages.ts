import { crc32 } from 'node:zlib';
import type { Connection } from '../../embedded/driver.ts';
import { packer, unpacker } from '../../embedded/packing.ts';
import { Refusal, type RawStoredEntry } from '../../embedded/protocol.ts';
import { logReader } from '../../log/embedded/log-tables.ts';
import { pageBytes, pageRecords, type DataRecord, type DocumentRecord, type EntryRecord } from '../port.ts';

const damaged = (message: string) => new Refusal({ kind: 'damaged', message });

function toEntry(raw: RawStoredEntry, take: (length: number) => Uint8Array): EntryRecord {
  const [seq, type, at, actor, idemKey, fingerprint, text, length, blanked] = raw;
  const bytes = length < 0 ? null : take(length);
  return { kind: 'entry', seq, type, at, actor, idemKey, fingerprint, text, bytes, isBlanked: blanked === 1 };
}

function* streamNames(db: Connection): Generator<{ name: string; head: number }> {
  const page = db.prepare(`SELECT name, head FROM log_stream WHERE name > ? ORDER BY name LIMIT ${pageRecords}`);
  for (let rows = page.all(['']); rows.length > 0; rows = page.all([rows.at(-1)?.[0] ?? ''])) {
    for (const [name, head] of rows) yield { name: String(name), head: Number(head) };
  }
}

function* entries(db: Connection, stream: { name: string; head: number }): Generator<EntryRecord[]> {
  const { read } = logReader(db);
  let after = 0;
  for (;;) {
    const pack = packer();
    const rows = read({ stream: stream.name, from: after, backwards: false, limit: pageRecords, maxBytes: pageBytes }, pack);
    const take = unpacker(pack.finish());
    const page = rows.map((row) => toEntry(row, take));
    const last = page.at(-1);
    if (!last) break;
    after = last.seq;
    yield page;
  }
  // Trimming leaves the newest entry: a stream that ends earlier has lost something.
  if (after !== stream.head) throw damaged(`the stream ${stream.name} ends at ${after}, not at ${stream.head}`);
}

function tables(db: Connection): string[] {
  const rows = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'c\\_%' ESCAPE '\\' ORDER BY name`).all([]);
  return rows.map(([name]) => String(name).slice(2));
}

function* documents(db: Connection, collection: string): Generator<DocumentRecord[]> {
  const table = `"c_${collection}"`;
  const sizes = db.prepare(`SELECT id, octet_length(doc) FROM ${table} WHERE id > ? ORDER BY id LIMIT ${pageRecords}`);
  const between = db.prepare(`SELECT id, v, doc, sum FROM ${table} WHERE id > ? AND id <= ? ORDER BY id`);
  for (let after = ''; ;) {
    let bytes = 0;
    const within = sizes.all([after]).filter(([, size], index) => {
      bytes += Number(size);
      return index === 0 || bytes <= pageBytes;
    });
    const last = within.at(-1)?.[0];
    if (last === undefined) return;
    yield between.all([after, last]).map(([id, version, text, sum]): DocumentRecord => {
      if (typeof text !== 'string' || crc32(text) !== sum) throw damaged(`document ${collection}/${String(id)} is damaged`);
      return { kind: 'document', id: String(id), version: Number(version), text };
    });
    after = String(last);
  }
}

/** Gathers small pages: many streams hold a few entries only. */
function* gathered(pages: Iterable<DataRecord[]>): Generator<DataRecord[]> {
  let gathering: DataRecord[] = [];
  for (const page of pages) {
    gathering.push(...page);
    if (gathering.length < pageRecords / 2 && page.length < pageRecords / 2) continue;
    yield gathering;
    gathering = [];
  }
  if (gathering.length > 0) yield gathering;
}

function* pagesOf(db: Connection): Generator<DataRecord[]> {
  for (const stream of streamNames(db)) {
    yield [{ kind: 'stream', name: stream.name }];
    yield* entries(db, stream);
  }
  for (const name of tables(db)) {
    let isFirst = true;
    for (const page of documents(db, name)) {
      yield isFirst ? [{ kind: 'collection', name }, ...page] : page;
      isFirst = false;
    }
  }
}

/** Everything, as of the moment in which the first page is read. @throws Refusal of kind `damaged` */
export function* dumpPages(db: Connection): Generator<DataRecord[]> {
  db.exec('BEGIN');
  try {
    yield* gathered(pagesOf(db));
  } finally {
    db.exec('ROLLBACK');
  }
}
