import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openCore } from '#server/platform/embedded/open-embedded.ts';
import { createEmbeddedStore } from '#server/platform/store/embedded/store.ts';
import { migrationConformance } from './migrations.conformance.ts';
import { storeConformance, type StoreWorld } from './store.conformance.ts';

async function open(): Promise<StoreWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'multaqa-store-'));
  const core = await openCore({ dataDir });
  return {
    store: createEmbeddedStore(core),
    reopen: () => Promise.resolve(createEmbeddedStore(core)),
    close: async () => {
      await core.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

describe('store on embedded SQLite', () => storeConformance(open));
describe('migrations on embedded SQLite', () => migrationConformance(open));
