import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedSource } from '#server/platform/backup/embedded/source.ts';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { DamagedRecordError } from '#server/platform/errors.ts';
import { openConnection } from '#server/platform/embedded/driver.ts';
import { tempDir } from '../support/temp-dir.ts';
import { backupConformance, fill, hashOf } from './backup.conformance.ts';
import { embeddedWorlds } from './backup-worlds.ts';
import { drivers } from './embedded-worlds.ts';

describe.each(drivers)('backup of embedded SQLite, driver %s', (driver) => {
  backupConformance(embeddedWorlds(driver));

  async function onDisk() {
    const dir = tempDir('backup-disk');
    const hub = await openEmbedded({ dataDir: dir.path, driver });
    onTestFinished(async () => {
      await hub.close();
      dir.remove();
    });
    await fill(hub);
    return { ...hub, dataDir: dir.path, source: embeddedSource({ dataDir: dir.path, driver }) };
  }
  const entry = { type: 'note', at: '2026-01-02T03:04:05.678Z', actor: 'u1', data: { text: 'x'.repeat(1000) } };

  test('[BK3] nobody waits for a reading, also not for blanked content to be overwritten; that follows when it ends', async () => {
    const { log, source, dataDir } = await onDisk();
    const reading = source.dump();
    await reading.next();
    await log.blank('room:a', 1);
    // The overwriting comes a second after a blanking; an append would wait behind it for as long as it waits.
    let longest = 0;
    const end = performance.now() + 2500;
    while (performance.now() < end) {
      const begun = performance.now();
      await log.append('busy', [entry]);
      longest = Math.max(longest, performance.now() - begun);
    }
    expect(longest).toBeLessThan(3500);
    await reading.return();
    await expect.poll(async () => (await stat(join(dataDir, 'hub.db-wal'))).size, { timeout: 10_000 }).toBe(0);
  });

  test('[BK14] a record that changed on the disk ends the dump: no backup pretends to be whole', async () => {
    const { source, dataDir } = await onDisk();
    const hash = await hashOf(source);
    const db = await openConnection(driver, join(dataDir, 'hub.db'), 5000);
    onTestFinished(() => db.close());
    const change = (table: string, column: string, [from, to]: [string, string]): void =>
      db.exec(`UPDATE ${table} SET ${column} = replace(${column}, '${from}', '${to}')`);
    change('log_entry', 'data', ['{"n":3}', '{"n":7}']);
    await expect(hashOf(source)).rejects.toThrow(DamagedRecordError);
    change('log_entry', 'data', ['{"n":7}', '{"n":3}']);
    expect(await hashOf(source)).toBe(hash);
    change('c_things', 'doc', ['last', 'lost']);
    await expect(hashOf(source)).rejects.toThrow(/things\/z is damaged/);
    change('c_things', 'doc', ['lost', 'last']);
    db.exec(`DELETE FROM log_entry WHERE seq = 3`);
    await expect(hashOf(source)).rejects.toThrow(/ends at/);
  });
});
