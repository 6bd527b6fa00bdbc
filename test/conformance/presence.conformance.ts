import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Presence } from '#server/platform/presence/port.ts';
import { createInbox, eventually } from './inbox.ts';

export interface PresenceUnderTest {
  /** Two nodes of one hub; one and the same where a hub is one process. */
  a: Presence;
  b: Presence;
  /** How long a person lingers after her last connection left, and how far apart changes are told, in ms. */
  lingerMs: number;
  coalesceMs: number;
  /** Lets time pass, in truth or in play. */
  pass: (ms: number) => Promise<void>;
  close: () => Promise<void>;
}

const place = 'space:mena';
const salma = { place, userId: 'salma', connectionId: 'c1' };
const amina = { place, userId: 'amina', connectionId: 'c2' };

/** What every presence promises while all is well. Rules: docs/spec/presence.md. */
export function presenceConformance(open: () => Promise<PresenceUnderTest>): void {
  let presence: PresenceUnderTest;
  beforeEach(async () => {
    presence = await open();
  });
  afterEach(async () => presence.close());

  const people = async (on: Presence, at = place) => (await on.at(at)).sort();

  test('[PR1] who entered is there on every node, once however many connections she has', async () => {
    const { a, b } = presence;
    await a.enter(salma);
    await a.enter({ ...salma, connectionId: 'tab2' });
    await b.enter({ ...salma, connectionId: 'phone' });
    await b.enter(amina);
    for (const node of [a, b]) {
      expect(await people(node)).toEqual(['amina', 'salma']);
      expect(await node.counts([place, 'room:empty'])).toEqual(
        new Map([
          [place, 2],
          ['room:empty', 0],
        ]),
      );
    }
    expect(await people(a, 'room:empty')).toEqual([]);
  });

  test('[PR1] places do not mix, though one name begins with the other', async () => {
    const { a, b } = presence;
    await a.enter({ ...salma, place: 'room:1' });
    await a.enter({ ...amina, place: 'room:12' });
    expect(await people(b, 'room:1')).toEqual(['salma']);
    expect(await people(b, 'room:12')).toEqual(['amina']);
  });

  test('[PR2] who left by her last connection is gone after the linger; the others stay', async () => {
    const { a, b, pass, lingerMs } = presence;
    await a.enter(salma);
    await a.enter({ ...salma, connectionId: 'tab2' });
    await a.enter(amina);
    await a.leave(salma);
    await pass(lingerMs * 2);
    expect(await people(b)).toEqual(['amina', 'salma']);
    await a.leave({ ...salma, connectionId: 'tab2' });
    await pass(lingerMs + 1);
    await eventually(
      () => people(b),
      (now) => now.join() === 'amina',
    );
  });

  test('[PR3] who comes back within the linger never was away', async () => {
    const { a, b, pass, lingerMs, coalesceMs } = presence;
    await a.enter(salma);
    await pass(coalesceMs * 2);
    const changes = createInbox<string>();
    b.onChange(changes.put);
    await a.leave(salma);
    await pass(lingerMs / 2);
    expect(await people(b)).toEqual(['salma']);
    await a.enter({ ...salma, connectionId: 'reloaded' });
    await pass(lingerMs * 2 + coalesceMs);
    expect(await people(b)).toEqual(['salma']);
    expect(changes.items).toEqual([]);
  });

  test('entering twice by one connection and leaving unknown ones are harmless', async () => {
    const { a, b, pass, lingerMs } = presence;
    await a.enter(salma);
    await a.enter(salma);
    await a.leave(amina);
    await a.leave({ ...salma, connectionId: 'other' });
    await pass(lingerMs * 2);
    expect(await people(b)).toEqual(['salma']);
    await a.leave(salma);
    await pass(lingerMs + 1);
    await eventually(
      () => people(b),
      (now) => now.length === 0,
    );
  });

  test('[PR4] a change is told on every node, and many in a row are told once and then once more', async () => {
    const { a, b, pass, coalesceMs } = presence;
    const changes = createInbox<string>();
    b.onChange(() => {
      throw new Error('broken');
    });
    b.onChange(changes.put);
    const started = performance.now();
    for (let i = 0; i < 50; i += 1) await a.enter({ place, userId: `u${i}`, connectionId: `c${i}` });
    const enteringMs = performance.now() - started;
    await pass(coalesceMs * 3);
    await changes.until((items) => items.length >= 2);
    await pass(coalesceMs * 3);
    // At once, at the end of each rest while they were entering, and once for the last: two, unless entering was slow.
    expect(changes.items.length).toBeGreaterThanOrEqual(2);
    expect(changes.items.length).toBeLessThanOrEqual(2 + Math.floor(enteringMs / coalesceMs));
    expect(new Set(changes.items)).toEqual(new Set([place]));
    expect(await people(b)).toHaveLength(50);
  });

  test('[PR4] a listener that stopped hears no more', async () => {
    const { a, pass, coalesceMs } = presence;
    const [stopped, other] = [createInbox<string>(), createInbox<string>()];
    a.onChange(stopped.put)();
    a.onChange(other.put);
    await a.enter(salma);
    await other.until((items) => items.length === 1);
    await pass(coalesceMs);
    expect(stopped.items).toEqual([]);
  });
}
