import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { jobsConformance } from './jobs.conformance.ts';

describe('jobs on the embedded store', () => {
  jobsConformance(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'multaqa-jobs-'));
    const embedded = await openEmbedded({ dataDir });
    return {
      stores: [embedded.store, embedded.store],
      close: async () => {
        await embedded.close();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  });
});
