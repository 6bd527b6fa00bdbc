import type { Actor } from '#shared/access/can.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import { readConfig } from '#server/config.ts';
import type { Feature } from '#server/kernel/feature.ts';
import { createHub, type Hub } from '#server/kernel/hub.ts';
import { createLogger } from '#server/kernel/logger.ts';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { openPorts } from '#server/ports.ts';
import { fakeFeature } from './fake-feature.ts';
import { tempDir } from './temp-dir.ts';

export interface FakePerson {
  spaces?: Record<string, SpaceRole>;
  hubRoles?: Actor['hubRoles'];
  isFresh?: boolean;
  isDemo?: boolean;
  hasAcceptedRules?: boolean;
}

/** A hub with the fake feature; a bearer is a person's name, and people can be changed while it runs. */
export async function startFakeHub(people: Record<string, FakePerson>) {
  const dir = tempDir('kernel');
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'silent' });
  const clock = fakeClock();
  const logger = createLogger('silent');
  const open = await openPorts({ config, clock, logger, nodeId: 'node-1' });
  const refresh = async (name: string) => {
    const person = people[name];
    return person && { sessionId: name, userId: name, freshUntil: person.isFresh ? clock.now().getTime() + 60_000 : 0 };
  };
  const feature: Feature<(typeof fakeFeature)['contract']> = {
    ...fakeFeature,
    async actor(_ports, userId) {
      const person = people[userId];
      if (!person) return undefined;
      const { spaces = {}, hubRoles = [], isDemo = false, hasAcceptedRules = true } = person;
      return { country: 'TN', hubRoles, isDemo, hasAcceptedRules, spaces: new Map(Object.entries(spaces)) };
    },
  };
  const hub: Hub = await createHub({
    config,
    ports: open.ports,
    limits: open.limits,
    forgetReads: open.forgetReads,
    logger,
    nodeId: 'node-1',
    secret: open.secret,
    version: 'test',
    features: [feature as unknown as Feature],
    authenticator: () => ({
      identify: ({ bearer, cookie }) => refresh(bearer ?? /name=(\w+)/.exec(cookie ?? '')?.[1] ?? ''),
      refresh,
    }),
    gateway: () => ({
      handleUpgrade: (_request, socket) => socket.destroy(),
      counts: () => ({ connections: 0, documents: 0 }),
      drain: async () => undefined,
    }),
  });
  const url = await hub.listen();
  return {
    hub,
    url,
    clock,
    call(name: string | undefined, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      return fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...(name !== undefined && { authorization: `Bearer ${name}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    async stop() {
      await hub.drain(2000);
      await open.close();
      dir.remove();
    },
  };
}
export type FakeHub = Awaited<ReturnType<typeof startFakeHub>>;
