import type { DocumentRole, SpaceRole } from '#shared/access/permissions.ts';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { readConfig } from '#server/config.ts';
import { createCollabGateway, documentsFeature, documentsRepository } from '#server/features/documents/index.ts';
import { spacesFeature } from '#server/features/spaces/index.ts';
import { spacesRepository } from '#server/features/spaces/repository.ts';
import type { Feature, Ports } from '#server/kernel/feature.ts';
import { createHub } from '#server/kernel/hub.ts';
import { createLogger } from '#server/kernel/logger.ts';
import type { Clock } from '#server/platform/clock/port.ts';
import type { FakeClock } from '#server/platform/clock/fake/clock.ts';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import type { Log } from '#server/platform/log/port.ts';
import { openPorts } from '#server/ports.ts';
import { tempDir } from '../support/temp-dir.ts';

export const spaceId = 'champions';

export interface NodeOptions {
  clock?: Clock;
  /** Stands between the node and the log. */
  log?: (log: Log) => Log;
  environment?: Record<string, string>;
  /** Connections of its own to the databases, as another machine would have. */
  hasOwnPorts?: boolean;
}

export interface TestNode {
  /** `ws://host:port`. */
  url: string;
  httpUrl: string;
  hub: Awaited<ReturnType<typeof createHub>>;
  stop(): Promise<void>;
}

/** A fake clock stands still, and a drain waits for its timers. */
async function letTimePass(clock: Clock, work: Promise<void>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone && 'advance' in clock) await (clock as FakeClock).advance(100);
  await done;
}

/**
 * Hubs with the documents feature over one embedded store: the sessions are invented (a bearer `amina` or `amina.2` is a
 * session of amina; `amina.fresh` has given her password just now), everything else is real.
 */
export async function startWorld(members: Record<string, SpaceRole>, options: NodeOptions = {}) {
  const dir = tempDir('documents');
  const clock = options.clock ?? systemClock();
  const logger = createLogger('silent');
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'silent', LIMITS: 'false', ...options.environment });
  let open = await openPorts({ config, clock, logger, nodeId: 'node-0' });
  const ended = new Set<string>();
  const nodes = new Set<TestNode>();
  const withHandlers = new Set<Ports['jobs']>();

  async function startNode(more: NodeOptions = {}): Promise<TestNode> {
    const wrap = more.log ?? options.log ?? ((log: Log) => log);
    const nodeConfig = more.environment
      ? readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'silent', LIMITS: 'false', ...more.environment })
      : config;
    const own = more.hasOwnPorts ? await openPorts({ config: nodeConfig, clock, logger, nodeId: `node-${nodes.size + 1}` }) : undefined;
    const opened = own ?? open;
    // Of nodes that share their ports the first runs the jobs.
    const { jobs } = opened.ports;
    const shared = withHandlers.has(jobs) ? { ...jobs, handle: () => undefined } : jobs;
    withHandlers.add(jobs);
    const ports: Ports = { ...opened.ports, jobs: shared, clock: more.clock ?? clock, log: wrap(opened.ports.log) };
    const refresh = async (session: string) =>
      session === '' || ended.has(session)
        ? undefined
        : {
            sessionId: session,
            userId: session.split('.')[0] ?? session,
            freshUntil: session.endsWith('.fresh') ? clock.now().getTime() + 60_000 : 0,
          };
    const people: Feature = {
      contract: { name: 'test', operations: {}, events: {}, errors: {} },
      service: () => ({}),
      actor: async () => ({ country: 'TN', hasAcceptedRules: true }),
    };
    const hub = await createHub({
      config: nodeConfig,
      ports,
      limits: opened.limits,
      forgetReads: opened.forgetReads,
      logger,
      nodeId: `node-${nodes.size + 1}`,
      secret: open.secret,
      version: 'test',
      features: [people, spacesFeature, documentsFeature] as unknown as Feature[],
      authenticator: () => ({ identify: ({ bearer }) => (bearer === undefined ? Promise.resolve(undefined) : refresh(bearer)), refresh }),
      gateway: (tools, gatewayTools) => createCollabGateway(tools, gatewayTools, { nameOf: async (userId) => `Captain ${userId}` }),
    });
    const httpUrl = await hub.listen();
    const node: TestNode = {
      hub,
      httpUrl,
      url: httpUrl.replace('http', 'ws'),
      async stop() {
        nodes.delete(node);
        await letTimePass(ports.clock, hub.drain(1500));
        await own?.close();
      },
    };
    nodes.add(node);
    return node;
  }

  let first = await startNode();
  let spaces = spacesRepository(open.ports);
  const at = clock.now().toISOString();
  await spaces.commit([
    spaces.spaces.insert({
      id: spaceId,
      name: 'Champions',
      language: 'ar',
      summary: '',
      visibility: 'hidden',
      joinRule: 'invite',
      purpose: 'nonOperational',
      countries: [],
      workingLanguages: ['ar'],
      isArchived: false,
      position: 0,
    }),
  ]);
  await spaces.commit(
    Object.entries(members).map(([userId, role]) =>
      spaces.memberships.insert({ id: `${spaceId}.${userId}`, spaceId, userId, role, joinedAt: at }),
    ),
  );

  let made = 0;
  return {
    startNode,
    dataDir: dir.path,
    clock,
    /** Of the first node. */
    get url() {
      return first.url;
    },
    get node() {
      return first;
    },
    get ports() {
      return open.ports;
    },
    async createDocument(kind: DocumentKind, more: { memberRole?: DocumentRole; isArchived?: boolean } = {}): Promise<string> {
      const repository = documentsRepository(open.ports.store);
      made += 1;
      const id = `doc${made}`;
      await repository.commit([
        repository.insert({
          id,
          spaceId,
          kind,
          title: 'Listening',
          language: 'ar',
          memberRole: 'editor',
          createdBy: 'nobody',
          createdAt: at,
          updatedAt: at,
          epoch: 1,
          shapeVersion: kind === 'plain' ? 0 : 1,
          isArchived: false,
          ...more,
        }),
      ]);
      return id;
    },
    async setMember(userId: string, role: SpaceRole | undefined): Promise<void> {
      const id = `${spaceId}.${userId}`;
      await spaces.commit([role ? spaces.memberships.put({ id, spaceId, userId, role, joinedAt: at }) : spaces.memberships.delete(id)]);
      await first.hub.tools.access.changed({ userIds: [userId] });
    },
    async endSession(session: string): Promise<void> {
      ended.add(session);
      await first.hub.tools.access.changed({ sessionIds: [session] });
    },
    /** Everything in memory is gone; what is stored is opened again. */
    async reopen(): Promise<void> {
      for (const node of [...nodes]) await node.stop();
      await open.close();
      open = await openPorts({ config, clock, logger, nodeId: 'node-0' });
      first = await startNode();
      spaces = spacesRepository(open.ports);
    },
    async stop(): Promise<void> {
      for (const node of [...nodes]) await node.stop();
      await open.close();
      dir.remove();
    },
  };
}
export type TestWorld = Awaited<ReturnType<typeof startWorld>>;
