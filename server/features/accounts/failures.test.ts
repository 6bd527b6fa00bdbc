import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { createFailures, type Failures } from './failures.ts';

const clock = fakeClock();
const dir = tempDir('failures');
let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let failures: Failures;
beforeAll(async () => {
  embedded = await openEmbedded({ dataDir: dir.path });
  failures = createFailures({ store: embedded.store, clock, secret: 'a secret of more than thirty-two characters', isOn: true });
  await embedded.store.ready();
});
afterAll(async () => {
  await embedded.close();
  dir.remove();
});

test('five guesses are free, then the wait doubles up to a bound, and a day later all is forgotten', async () => {
  const waits: number[] = [];
  for (let guess = 0; guess < 14; guess++) {
    await failures.note('accountAndAddress', 'amina@example.org', '192.0.2.1');
    waits.push(await failures.waitMs('accountAndAddress', 'amina@example.org', '192.0.2.1'));
  }
  expect(waits.map((ms) => ms / 1000)).toEqual([0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
  expect(await failures.waitMs('accountAndAddress', 'amina@example.org', '192.0.2.2')).toBe(0);
  await clock.advance(24 * 3_600_000);
  await failures.note('accountAndAddress', 'amina@example.org', '192.0.2.1');
  expect(await failures.waitMs('accountAndAddress', 'amina@example.org', '192.0.2.1')).toBe(0);
});

test('an address is slowed after a hundred wrong guesses, whatever the account', async () => {
  for (let guess = 0; guess < 100; guess++) await failures.note('address', '203.0.113.9');
  expect(await failures.waitMs('address', '203.0.113.9')).toBe(0);
  await failures.note('address', '203.0.113.9');
  expect(await failures.waitMs('address', '203.0.113.9')).toBe(60_000);
  expect(await failures.waitMs('address', '203.0.113.10')).toBe(0);
});

test('of guesses at once none goes uncounted', async () => {
  await Promise.all(Array.from({ length: 7 }, () => failures.note('secondFactor', 'noha')));
  expect(await failures.waitMs('secondFactor', 'noha')).toBe(60_000);
});

test('forgiving forgets, and sweeping removes what is forgotten anyway', async () => {
  await failures.forget('secondFactor', 'noha');
  expect(await failures.waitMs('secondFactor', 'noha')).toBe(0);
  await failures.note('address', '203.0.113.77');
  await clock.advance(25 * 3_600_000);
  await failures.sweep();
  const left = embedded.store.collection<{ id: string }>('signInFailures', { schemaVersion: 1, indexes: [['endsAt']] });
  expect(await left.count({})).toBe(0);
});
