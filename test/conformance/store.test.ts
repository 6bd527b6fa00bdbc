import { describe } from 'vitest';
import { createEmbeddedStore } from '#server/platform/store/embedded/store.ts';
import { drivers, temporaryCore } from './embedded-worlds.ts';
import { migrationConformance } from './migrations.conformance.ts';
import { storeConformance, type StoreWorld } from './store.conformance.ts';

describe.each(drivers)('embedded SQLite, driver %s', (driver) => {
  async function open(): Promise<StoreWorld> {
    const core = await temporaryCore(driver);
    return { store: createEmbeddedStore(core), reopen: () => Promise.resolve(createEmbeddedStore(core)), close: core.close };
  }
  describe('store', () => storeConformance(open));
  describe('migrations', () => migrationConformance(open));
});
