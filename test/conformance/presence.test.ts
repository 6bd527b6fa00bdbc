import { describe } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { memoryPresence } from '#server/platform/presence/memory/presence.ts';
import { presenceTimes } from '#server/platform/presence/times.ts';
import { collectFaults } from './faults.ts';
import { presenceConformance } from './presence.conformance.ts';

describe('presence in memory', () => {
  presenceConformance(async () => {
    const clock = fakeClock();
    const presence = memoryPresence({ clock, report: collectFaults().report });
    return { ...presenceTimes, a: presence, b: presence, pass: clock.advance, close: presence.close };
  });
});
