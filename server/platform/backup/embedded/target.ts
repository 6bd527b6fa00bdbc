import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { openConnection, prepareWriter, type Connection, type DriverName } from '../../embedded/driver.ts';
import { openCore, type EmbeddedCore } from '../../embedded/open-embedded.ts';
import { sumOf } from '../../log/embedded/log-tables.ts';
import { createTables } from '../../store/embedded/store-tables.ts';
import { BadRecordError } from '../records.ts';
import type { BackupTarget, DataRecord, DocumentRecord, EntryRecord } from '../port.ts';
import { holdsDatabase, isMarked, removeMark, setMark } from './mark.ts';

const entrySql = 'INSERT INTO log_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
/** Names that may stand in a statement: those that the store allows. */
const collectionName = /^[a-z][A-Za-z0-9_]{0,47}$/;

function insertEntry(db: Connection, stream: number, entry: EntryRecord): void {
  const { seq, type, at, actor, idemKey, fingerprint, text, bytes } = entry;
  const sum = sumOf({ stream, seq, envelope: [type, at, actor, idemKey, fingerprint], text, bytes });
  const size = text.length + (bytes?.byteLength ?? 0);
  db.prepare(entrySql).run([stream, seq, type, at, actor, idemKey, fingerprint, text, bytes, entry.isBlanked ? 1 : 0, size, sum]);
}

function insertDocument(db: Connection, collection: string, { id, version, text }: DocumentRecord): void {
  db.prepare(`INSERT INTO "c_${collection}" (id, v, doc, sum) VALUES (?, ?, ?, ?)`).run([id, version, text, crc32(text)]);
}

/** Side tables and indexes follow when the hub starts and its features declare their collections. */
function writer(db: Connection): { write(record: DataRecord): void; flush(): void } {
  let stream: { id: number; head: number } | undefined;
  let collection: string | undefined;

  function flush(): void {
    if (stream) db.prepare('UPDATE log_stream SET head = ? WHERE id = ?').run([stream.head, stream.id]);
  }
  function begin(name: string): { id: number; head: number } {
    db.prepare('INSERT INTO log_stream (name, head) VALUES (?, 0)').run([name]);
    return { id: Number(db.prepare('SELECT id FROM log_stream WHERE name = ?').get([name])?.[0]), head: 0 };
  }
  return {
    flush,
    write(record) {
      if (record.kind === 'stream') {
        flush();
        stream = begin(record.name);
      } else if (record.kind === 'entry') {
        if (!stream) throw new BadRecordError('an entry of no stream');
        insertEntry(db, stream.id, record);
        stream.head = record.seq;
      } else if (record.kind === 'collection') {
        if (!collectionName.test(record.name)) throw new BadRecordError('a name that is no collection');
        collection = record.name;
        createTables(db, collection);
      } else {
        if (collection === undefined) throw new BadRecordError('a document of no collection');
        insertDocument(db, collection, record);
      }
    },
  };
}

function isEmpty(db: Connection): boolean {
  if (db.prepare('SELECT 1 FROM log_stream LIMIT 1').get([])) return false;
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'c\\_%' ESCAPE '\\'`).all([]);
  return tables.every(([name]) => !db.prepare(`SELECT 1 FROM "${String(name)}" LIMIT 1`).get([]));
}

/** A data folder as target. The folder's lock is held from the first look until `close`, so no server runs on it meanwhile. */
export function embeddedTarget({ dataDir, driver = 'libsql' }: { dataDir: string; driver?: DriverName }): BackupTarget {
  let opened: { core: EmbeddedCore; db: Connection } | undefined;

  async function open(): Promise<Connection> {
    if (opened) return opened.db;
    const core = await openCore({ dataDir, driver });
    const db = await openConnection(driver, join(dataDir, 'hub.db'), 5000);
    prepareWriter(db);
    opened = { core, db };
    return db;
  }
  async function loadInto(db: Connection, pages: AsyncIterable<readonly DataRecord[]>): Promise<void> {
    const { write, flush } = writer(db);
    for await (const page of pages) {
      db.exec('BEGIN IMMEDIATE');
      try {
        page.forEach(write);
        flush();
        db.exec('COMMIT');
      } catch (error) {
        if (db.inTransaction()) db.exec('ROLLBACK');
        throw error;
      }
    }
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
  }
  return {
    async refusal() {
      if (await isMarked(dataDir)) return `${dataDir} holds a restore that was cut off. Empty it, or choose another folder.`;
      // Opening would make the file, and a refusal is to leave nothing behind.
      if (!(await holdsDatabase(dataDir))) return undefined;
      return isEmpty(await open()) ? undefined : `${dataDir} holds a hub already. Restore into an empty folder (DATA_DIR).`;
    },
    async load(pages) {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      await setMark(dataDir);
      await loadInto(await open(), pages);
    },
    finish: () => removeMark(dataDir),
    async close() {
      opened?.db.close();
      await opened?.core.close();
      opened = undefined;
    },
  };
}
