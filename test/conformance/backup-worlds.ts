import type { DriverName } from '#server/platform/embedded/driver.ts';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { refuseMarked } from '#server/platform/backup/embedded/mark.ts';
import { embeddedSource } from '#server/platform/backup/embedded/source.ts';
import { embeddedTarget } from '#server/platform/backup/embedded/target.ts';
import { mongoSource } from '#server/platform/backup/mongo/source.ts';
import { mongoTarget } from '#server/platform/backup/mongo/target.ts';
import { connectMongo, openMongo } from '#server/platform/mongo/open-mongo.ts';
import { tempDir } from '../support/temp-dir.ts';
import type { BackupWorld, BackupWorlds } from './backup.conformance.ts';

export function embeddedWorlds(driver: DriverName): BackupWorlds {
  async function open(dataDir: string, removed: () => void): Promise<BackupWorld> {
    await refuseMarked(dataDir);
    const { log, store, close } = await openEmbedded({ dataDir, driver });
    return { log, store, source: embeddedSource({ dataDir, driver }), close: () => close().then(removed) };
  }
  return {
    running() {
      const dir = tempDir('backup');
      return open(dir.path, dir.remove);
    },
    async empty() {
      const dir = tempDir('restore');
      const target = embeddedTarget({ dataDir: dir.path, driver });
      return { target, open: () => open(dir.path, () => undefined), close: () => target.close().then(dir.remove) };
    },
  };
}

/** @param newUrl  a database that nobody else uses, by each call */
export function mongoWorlds(newUrl: () => string): BackupWorlds {
  async function open(url: string): Promise<BackupWorld> {
    const { log, store, core, close } = await openMongo({ url });
    return { log, store, source: mongoSource(core), close };
  }
  return {
    running: () => open(newUrl()),
    async empty() {
      const url = newUrl();
      const core = await connectMongo({ url });
      const target = mongoTarget(core);
      return { target, open: () => open(url), close: () => core.close() };
    },
  };
}
