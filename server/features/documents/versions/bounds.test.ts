import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { versionLimits, versionsToDrop, type Aging } from './bounds.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = new Date('2026-06-01T12:30:00.000Z');
const aged = (age: number, more: Partial<Aging> = {}): Aging => ({
  id: `v${age}`,
  at: new Date(now.getTime() - age).toISOString(),
  kind: 'automatic',
  bytes: 1000,
  ...more,
});
const kept = (versions: Aging[]) => {
  const gone = new Set(versionsToDrop(versions, now));
  return versions.filter((version) => !gone.has(version));
};

test('[DW103] all of the last day stay, then one an hour, a day, a month', () => {
  const every10Minutes = (from: number, to: number) => Array.from({ length: (to - from) / 600_000 }, (_, i) => aged(from + i * 600_000));
  expect(kept(every10Minutes(0, day))).toHaveLength(144);
  expect(kept(every10Minutes(2 * day, 3 * day)).length).toBeOneOf([24, 25]);
  expect(kept(every10Minutes(8 * day, 10 * day)).length).toBeOneOf([2, 3]);
  const old = Array.from({ length: 300 }, (_, i) => aged(400 * day + i * day));
  expect(kept(old).length).toBeOneOf([10, 11]);
});

test('[DW103] what stood before a restore stays whole for 90 days', () => {
  const restores = [aged(30 * day, { kind: 'beforeRestore' }), aged(30 * day + 1000, { kind: 'beforeRestore' })];
  expect(kept(restores)).toHaveLength(2);
  expect(kept(restores.map((one) => ({ ...one, at: aged(100 * day).at })))).toHaveLength(1);
});

test('[DW103] count and bytes are bounded, the newest stay, and a second look drops nothing more', () => {
  const ages = fc.array(fc.integer({ min: 0, max: 3 * 365 * 24 }), { maxLength: 400 });
  fc.assert(
    fc.property(ages, fc.constantFrom(1000, 200_000_000), (hours, bytes) => {
      const versions = [...new Set(hours)].sort((a, b) => a - b).map((age) => aged(age * hour + age, { bytes }));
      const left = kept(versions);
      expect(left[0]).toBe(versions[0]);
      expect(left.length).toBeLessThanOrEqual(versionLimits.unnamed);
      expect(left.reduce((sum, version) => sum + version.bytes, 0)).toBeLessThanOrEqual(Math.max(versionLimits.unnamedBytes, bytes));
      expect(kept(left)).toEqual(left);
    }),
  );
});
