import { describe } from 'vitest';
import { memoryBus } from '#server/platform/bus/memory/bus.ts';
import { busConformance } from './bus.conformance.ts';
import { collectFaults } from './faults.ts';

describe('bus in memory', () => {
  busConformance(async () => {
    const { report, names } = collectFaults();
    const bus = memoryBus(report);
    return { a: bus, b: bus, faults: names, close: () => bus.close() };
  });
});
