import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { recordedVersions } from '../../platform/store/migrations.ts';

/** The versions of all collections that this program knows. Each feature declares its own at start, so an empty hub is started for it. */
export async function knownVersions(): Promise<ReadonlyMap<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'multaqa-versions-'));
  try {
    const app = await createApp({ config: readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }) });
    try {
      return await recordedVersions(app.open.ports.store);
    } finally {
      await app.close(1000);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
