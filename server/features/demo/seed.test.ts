import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { openEmbedded, type Embedded } from '#server/platform/embedded/open-embedded.ts';
import type { Store } from '#server/platform/store/port.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { deedEntries } from './deeds.ts';
import { demoPassword } from './identity.ts';
import { personas } from './personas.ts';
import { declareDemo, seedDemo, type SeedTools } from './seed.ts';
import { messagesOf } from './talks.ts';
import { world } from './world/world.ts';

const folder = tempDir('demo-seed');
const hubs: Embedded[] = [];
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.close()));
  folder.remove();
});

/** The embedded store on a folder of its own, as at a first start. */
async function markerStore(): Promise<Store> {
  const hub = await openEmbedded({ dataDir: join(folder.path, String(hubs.length)) });
  hubs.push(hub);
  declareDemo(hub.store);
  await hub.store.ready();
  return hub.store;
}

/** Tools that keep what they are given, and refuse what refers to something that is not there. */
function keepingTools(options: { failAt?: string } = {}) {
  const made = new Map<string, unknown>();
  const calls: string[] = [];
  function keep(key: string, value: unknown, needs: readonly string[] = []) {
    if (options.failAt === key) throw new Error(`died at ${key}`);
    for (const need of needs) if (!made.has(need)) throw new Error(`${key} before ${need}`);
    calls.push(key);
    made.set(key, value);
    return Promise.resolve();
  }
  const tools: SeedTools = {
    hashPassword: async (password) => `hash of ${password}`,
    createInstitution: async (one) => keep(one.id, one),
    createAccount: async (one) => keep(one.id, one, one.institutionId === undefined ? [] : [one.institutionId]),
    createNetwork: async (one) => keep(one.id, one),
    createSpace: async (one) => keep(one.id, one, one.networkId === undefined ? [] : [one.networkId]),
    createRoom: async (one) => keep(one.id, one, [one.spaceId]),
    addMember: async (one) => keep(`${one.spaceId}.${one.userId}`, one, [one.spaceId, one.userId]),
    postMessages: async (roomId, messages) => keep(`messages:${roomId}`, messages, [roomId, ...messages.map(({ authorId }) => authorId)]),
    act: async (roomId, entries) => keep(`deeds:${roomId}`, entries, [`messages:${roomId}`, ...entries.map(({ actor }) => actor)]),
    markRead: async (roomId, read) => keep(`read:${roomId}`, read, [`messages:${roomId}`, ...read.keys()]),
    converse: async ({ people }, entries) =>
      keep(
        `conversation:${people.join()}`,
        entries,
        entries.map(({ actor }) => actor),
      ),
    createLesson: async (one) => keep(one.id, one, [one.spaceId, one.createdBy]),
    writeLesson: async (id, authorId, blocks) => keep(`content:${id}`, blocks, [id, authorId]),
  };
  return { tools, made, calls };
}

describe('seedDemo', () => {
  test('makes everything in an order in which nothing is missing, and only once', async () => {
    const [store, clock] = [await markerStore(), fakeClock()];
    const { tools, made, calls } = keepingTools();
    expect(await seedDemo({ store, clock, tools, world })).toBe('made');
    expect([...made.keys()].filter((key) => key.startsWith('messages:'))).toHaveLength(world.talks.length);
    expect(made.get('demo-salma')).toMatchObject({
      email: 'salma@example.org',
      isDemo: true,
      passwordHash: `hash of ${demoPassword}`,
      settings: { addressForm: 'feminine' },
    });
    const before = calls.length;
    expect(await seedDemo({ store, clock, tools, world })).toBe('present');
    expect(calls).toHaveLength(before);
  });

  test('interrupted, it goes on at the next start with the same times', async () => {
    const [store, clock] = [await markerStore(), fakeClock()];
    const whole = keepingTools();
    await seedDemo({ store: await markerStore(), clock, tools: whole.tools, world });
    const first = keepingTools({ failAt: 'messages:demo-quality-general' });
    await expect(seedDemo({ store, clock, tools: first.tools, world })).rejects.toThrow('died');
    await clock.advance(3_600_000);
    const second = keepingTools();
    expect(await seedDemo({ store, clock, tools: second.tools, world })).toBe('made');
    expect(Object.fromEntries(second.made)).toEqual(Object.fromEntries(whole.made));
  });

  test('two starts at once make one world', async () => {
    const [store, clock] = [await markerStore(), fakeClock()];
    const [one, other] = [keepingTools(), keepingTools()];
    const started = await Promise.all([
      seedDemo({ store, clock, tools: one.tools, world }),
      seedDemo({ store, clock, tools: other.tools, world }),
    ]);
    expect(started).toContain('made');
    // Whichever came late enough to find all done made nothing; otherwise both made the same.
    const made = [one, other].filter((_tools, index) => started[index] === 'made').map((tools) => Object.fromEntries(tools.made));
    const idle = [one, other].filter((_tools, index) => started[index] === 'present');
    for (const world of made) expect(world).toEqual(made[0]);
    for (const { made: nothing } of idle) expect(nothing.size).toBe(0);
  });

  test('the password is one that the hub takes', () => {
    expect(demoPassword.length).toBeGreaterThanOrEqual(12);
  });
});

test('six personas in the five languages, whose roles in the world are what their cards say', () => {
  expect(personas.map(({ id, role, language }) => [id, role, language])).toEqual([
    ['demo-salma', 'champion', 'ar'],
    ['demo-aygul', 'trainer', 'ru'],
    ['demo-leila', 'moderator', 'fr'],
    ['demo-mateo', 'staff', 'es'],
    ['demo-omar', 'admin', 'ar'],
    ['demo-sara', 'guest', 'ar'],
  ]);
  expect(world.spaces.some(({ members }) => members.trainer?.includes('aygul'))).toBe(true);
  expect(world.spaces.some(({ members }) => members.moderator?.includes('leila'))).toBe(true);
  expect(world.spaces.every(({ members }) => !members.member?.includes('sara') && !members.trainer?.includes('sara'))).toBe(true);
});

test('what people do concerns messages that were written, and people who are there', () => {
  for (const space of world.spaces) {
    const here = new Set(Object.values(space.members).flat());
    for (const room of space.rooms) {
      const deeds = world.deeds.filter(({ roomId }) => roomId === room.id);
      for (const { by } of deeds) expect([room.id, by, here.has(by)]).toEqual([room.id, by, true]);
      const talk = world.talks.find(({ roomId }) => roomId === room.id);
      if (!talk) continue;
      const madeAt = new Date('2026-11-30T08:00:00.000Z');
      const said = messagesOf(talk, room.language, madeAt);
      expect(deedEntries(room.id, deeds, { language: room.language, said, madeAt })).toHaveLength(deeds.length);
    }
  }
});
