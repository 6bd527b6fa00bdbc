import { describe } from 'vitest';
import { createEmbeddedLog } from '#server/platform/log/embedded/log.ts';
import { drivers, temporaryCore } from './embedded-worlds.ts';
import { logConformance } from './log.conformance.ts';

describe.each(drivers)('log on embedded SQLite, driver %s', (driver) => {
  logConformance(async () => {
    const core = await temporaryCore(driver);
    return {
      near: createEmbeddedLog(core),
      far: createEmbeddedLog(core),
      openAnother: () => Promise.resolve(createEmbeddedLog(core)),
      close: core.close,
    };
  });
});
