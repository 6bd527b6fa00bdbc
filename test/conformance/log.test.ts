import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openCore } from '#server/platform/embedded/open-embedded.ts';
import { createEmbeddedLog } from '#server/platform/log/embedded/log.ts';
import { logConformance } from './log.conformance.ts';

describe('log on embedded SQLite', () => {
  logConformance(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'multaqa-log-'));
    const core = await openCore({ dataDir });
    return {
      near: createEmbeddedLog(core),
      far: createEmbeddedLog(core),
      openAnother: () => Promise.resolve(createEmbeddedLog(core)),
      close: async () => {
        await core.close();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  });
});
