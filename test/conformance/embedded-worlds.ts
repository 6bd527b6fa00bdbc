import { mkdtemp, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverName } from '#server/platform/embedded/driver.ts';
import { openCore, type EmbeddedCore } from '#server/platform/embedded/open-embedded.ts';

/** The drivers that this Node has: its own SQLite came with Node 22. */
export const drivers: DriverName[] = builtinModules.some((name) => name.endsWith('sqlite')) ? ['libsql', 'node'] : ['libsql'];

/** A core in a folder of its own, which its `close` deletes. */
export async function temporaryCore(driver: DriverName): Promise<EmbeddedCore & { dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'multaqa-core-'));
  const core = await openCore({ dataDir, driver });
  return {
    ...core,
    dataDir,
    close: async () => {
      await core.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
