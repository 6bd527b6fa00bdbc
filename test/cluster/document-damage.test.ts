import { join } from 'node:path';
import { Binary, MongoClient } from 'mongodb';
import * as Y from 'yjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refusalCodes } from '#shared/features/documents/contract.ts';
import { openConnection } from '#server/platform/embedded/driver.ts';
import type { Entry } from '#server/platform/log/port.ts';
import { TestClient } from '../service/documents-client.ts';
import { startWorld, type TestWorld } from '../service/documents-hub.ts';
import { describeWith } from '../support/describe-with.ts';
import { openEditor, type Editor } from '../support/editors.ts';
import { Journal } from '../support/journal.ts';
import { between, randomFrom, seedFor } from '../support/random.ts';
import { startMongo, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { tempDir } from '../support/temp-dir.ts';

/* F29: a stored update is overwritten with noise, in the database itself, while nobody has the document open. */
const isLong = process.env['MULTAQA_SOAK'] === '1';
const damages = ['all of it', 'nothing left of it', 'its end', 'its middle'] as const;
const seed = seedFor('damage');
const random = randomFrom(seed);
const streamOf = (documentId: string) => `document:${documentId}`;
const noiseOf = (length: number) => Uint8Array.from({ length }, () => between(random, 0, 256));

function isUpdate(bytes: Uint8Array): boolean {
  try {
    Y.decodeUpdate(bytes);
    return true;
  } catch {
    return false;
  }
}
/** Noise that nobody can take for an update: MongoDB's records bear no checksum of ours, WiredTiger's pages do. */
function noisy(good: Uint8Array, from: number, to: number): Uint8Array {
  for (let tries = 0; tries < 1000; tries += 1) {
    const bad = Uint8Array.from([...good.subarray(0, from), ...noiseOf(to - from), ...good.subarray(to)]);
    if (!isUpdate(bad)) return bad;
  }
  throw new Error('no noise in 1000 tries');
}

/** Gives an entry other bytes, past every interface of the hub. */
type Overwrite = (entry: { stream: string; seq: number }, bytes: Uint8Array) => Promise<void>;

let world: TestWorld | undefined;
const editors: Editor[] = [];
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const editor of editors.splice(0)) editor.destroy();
  await world?.stop();
  world = undefined;
  for (const step of undo.splice(0).reverse()) await step();
});

async function readAll(hub: TestWorld, documentId: string): Promise<Pick<Entry, 'seq' | 'type' | 'bytes'>[]> {
  const entries: Pick<Entry, 'seq' | 'type' | 'bytes'>[] = [];
  // A damaged record cannot be read through the port: around it, one by one.
  const head = (await hub.ports.log.heads([streamOf(documentId)])).get(streamOf(documentId)) ?? 0;
  for (let seq = 1; seq <= head; seq += 1) {
    const read = await hub.ports.log.read(streamOf(documentId), seq - 1, 1).catch(() => []);
    entries.push(...read.map(({ seq: number, type, bytes }) => ({ seq: number, type, ...(bytes && { bytes }) })));
  }
  return entries;
}

async function write(hub: TestWorld, documentId: string, letters: string): Promise<void> {
  const writer = await TestClient.open({ url: hub.url, documentId, session: 'karim', query: 'ack=1' });
  for (const letter of letters) {
    writer.doc.getText('text').insert(writer.text.length, letter);
    await writer.until(() => writer.decided === writer.sent);
  }
  await writer.leave();
}

function damageTests(start: () => Promise<{ hub: TestWorld; overwrite: Overwrite }>): void {
  test.each(isLong ? damages : damages.slice(0, 2))('[DW32] [DW27] noise in place of an update: %s', async (what) => {
    const { hub, overwrite } = await start();
    const [damagedId, soundId] = [await hub.createDocument('plain'), await hub.createDocument('plain')];
    await write(hub, damagedId, 'abcdefghij');
    await write(hub, soundId, 'sound');
    // Which entry holds the sixth letter: accesses and batches may stand between.
    const updates = (await readAll(hub, damagedId)).filter(({ type }) => type === 'update');
    const target = updates[5]!;
    const good = target.bytes!;
    const half = Math.floor(good.byteLength / 2);
    const bad = {
      'all of it': noisy(good, 0, good.byteLength),
      'its end': noisy(good, half, good.byteLength),
      'its middle': noisy(good, 4, 10),
      'nothing left of it': Uint8Array.of(0, 0),
    }[what];
    await overwrite({ stream: streamOf(damagedId), seq: target.seq }, bad);
    await hub.reopen();
    const before = await readAll(hub, damagedId);

    // Readable as it was before the noise, and closed to edits.
    const reader = await TestClient.open({ url: hub.url, documentId: damagedId, session: 'amina', query: 'ack=1' });
    expect(reader.text).toBe('abcde');
    reader.doc.getText('text').insert(0, 'x');
    await reader.until(() => reader.decided === reader.sent);
    expect(reader.refusals.map(({ code }) => code)).toEqual([refusalCodes.damaged, refusalCodes.damaged]);

    // The page's own client says so, and offers back what was written.
    const place = { url: `${hub.url}/collab`, documentId: damagedId, kind: 'plain' } as const;
    const editor = openEditor({ place, name: 'page', token: 'amina.2', seed, journal: new Journal(), own: true });
    editors.push(editor);
    await expect.poll(() => editor.doc().getText('text').toString(), { timeout: 10_000 }).toBe('abcde');
    editor.write();
    await expect.poll(() => editor.sign(), { timeout: 10_000 }).toMatch(/readOnly|refused/);

    // Others notice nothing, and nothing is stored over it, also after it left memory.
    await write(hub, soundId, '!');
    const other = await TestClient.open({ url: hub.url, documentId: soundId, session: 'amina', query: 'ack=1' });
    expect(other.text).toBe('sound!');
    await Promise.all([reader.leave(), other.leave()]);
    editor.destroy();
    await hub.reopen();
    expect(await readAll(hub, damagedId)).toEqual(before);
    const again = await TestClient.open({ url: hub.url, documentId: damagedId, session: 'karim', query: 'ack=1' });
    expect(again.text).toBe('abcde');
    await again.leave();
  });
}

describe('in SQLite', () => {
  damageTests(async () => {
    const dir = tempDir('damage');
    undo.push(dir.remove);
    const hub = await startWorld({ amina: 'member', karim: 'member' }, { environment: { DATA_DIR: dir.path } });
    world = hub;
    const overwrite: Overwrite = async ({ stream, seq }, bytes) => {
      const db = await openConnection('libsql', join(dir.path, 'hub.db'), 5_000);
      const sql = 'UPDATE log_entry SET bytes = ? WHERE seq = ? AND stream = (SELECT id FROM log_stream WHERE name = ?)';
      expect(db.prepare(sql).run([bytes, seq, stream])).toBe(1);
      db.close();
    };
    return { hub, overwrite };
  });
});

describeWith('mongo', 'in MongoDB', () => {
  let mongo: TestServer;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(() => mongo.stop());
  damageTests(async () => {
    const url = uniqueDatabase(mongo.url);
    const hub = await startWorld({ amina: 'member', karim: 'member' }, { environment: { MONGO_URL: url, SESSION_SECRET: 's'.repeat(32) } });
    world = hub;
    const overwrite: Overwrite = async ({ stream, seq }, bytes) => {
      const client = await MongoClient.connect(url);
      const batches = client.db().collection('hub.log');
      const filter = { stream, from: { $lte: seq }, to: { $gte: seq } };
      const changed = await batches.updateOne(
        filter,
        { $set: { 'entries.$[entry].bytes': new Binary(bytes) } },
        { arrayFilters: [{ 'entry.seq': seq }] },
      );
      expect(changed.modifiedCount).toBe(1);
      await client.close();
    };
    return { hub, overwrite };
  });
});
