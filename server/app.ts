import { randomUUID } from 'node:crypto';
import type { Feature } from './kernel/feature.ts';
import { createBackups, type Backups } from './commands/backup/backups.ts';
import type { Config } from './config.ts';
import { createHub, type Hub } from './kernel/hub.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import type { Clock } from './platform/clock/port.ts';
import { systemClock } from './platform/clock/system/clock.ts';
import { openPorts, type OpenPorts } from './ports.ts';
import { accountsFeature, createAuthenticator, emailOf, holdersOf, mailJobKind } from './features/accounts/index.ts';
import { adminFeature, createNodes, type AdminFacts } from './features/admin/index.ts';
import { auditFeature } from './features/audit/index.ts';
import { blocksFeature, createBlocks, type Blocks } from './features/blocks/index.ts';
import { chatFeature } from './features/chat/index.ts';
import { directFeature } from './features/direct/index.ts';
import { createCollabGateway, documentsFeature } from './features/documents/index.ts';
import { filesFeature } from './features/files/index.ts';
import { moderationFeature } from './features/moderation/index.ts';
import { digestAccounts, personalFeature } from './features/personal/index.ts';
import { peopleFeature, personById } from './features/people/index.ts';
import { declareDemo, demoPassword, personas } from './features/demo/index.ts';
import { describeSpaces, grantSpaces, holdSpacePresence, spaceIdsOf, spacesFeature, spacesOf } from './features/spaces/index.ts';

export const version = '0.1.0';

export interface App {
  hub: Hub;
  open: OpenPorts;
  nodeId: string;
  logger: Logger;
  backups: Backups;
  /** True on one node of a hub: for work that one does for all. */
  isLeading(): Promise<boolean>;
  /** Stops taking work, stores what is pending, gives everything back; at most `withinMs`. */
  close(withinMs?: number): Promise<void>;
}

export interface AppOptions {
  config: Config;
  clock?: Clock;
  logger?: Logger;
  /** Folder of the built client. */
  pages?: string;
}

/** Features in layers, lower first: the one list of what the hub does. */
function features(isDemo: boolean, blocks: Blocks, facts: () => AdminFacts): Feature[] {
  return [
    auditFeature,
    peopleFeature({ spaceIdsOf, emailOf }),
    accountsFeature({ spacesOf, describeSpaces, grantSpaces, ...(isDemo && { demo: { password: demoPassword, personas } }) }),
    blocksFeature(blocks),
    spacesFeature,
    directFeature,
    filesFeature,
    chatFeature,
    personalFeature,
    documentsFeature,
    moderationFeature({ officers: (tools) => holdersOf(tools, 'safetyOfficer') }),
    adminFeature(facts),
    // Each feature is typed by its own contract; the kernel treats them alike.
  ] as unknown as Feature[];
}

/** The composition root: opens the ports, puts the features behind the door. Listening is the caller's. */
export async function createApp({ config, pages, ...given }: AppOptions): Promise<App> {
  const clock = given.clock ?? systemClock();
  const logger = given.logger ?? createLogger(config.logLevel);
  const nodeId = randomUUID();
  const open = await openPorts({ config, clock, logger, nodeId });
  const { ports } = open;
  const nodes = createNodes(ports, nodeId);
  if (config.demo) declareDemo(ports.store);
  const backups = createBackups({ config, open, logger, version });
  const facts = (): AdminFacts => ({
    version,
    startedAt: nodes.startedAt,
    mailJobKind,
    countNodes: () => nodes.count(),
    async backup() {
      const { lastGoodAt, fileBytes, failedAt } = await backups.state();
      return { lastGoodAt: lastGoodAt || null, fileBytes, failedAt: failedAt || null };
    },
    counts: () => {
      const { connections, documents } = hub.gateway.counts();
      return { sockets: hub.live.connections(), documentConnections: connections, openDocuments: documents };
    },
  });
  const blocks = createBlocks(ports);
  const hub: Hub = await createHub({
    config,
    ports,
    logger,
    nodeId,
    version,
    limits: open.limits,
    forgetReads: open.forgetReads,
    secret: open.secret,
    features: features(config.demo, blocks, facts),
    apartness: blocks,
    authenticator: createAuthenticator,
    gateway: (tools, gatewayTools) =>
      createCollabGateway(tools, gatewayTools, { nameOf: async (userId) => (await personById(ports, userId))?.displayName ?? '' }),
    gauges: config.backup
      ? [{ name: 'hub_backup_age_seconds', help: 'Time since the last good backup; +Inf: never', read: () => backups.ageSeconds() }]
      : [],
    limitOverrides: { 'chat.sendMessage': { points: config.chatMessagesPerMinute, perSeconds: 60 } },
    ...(pages !== undefined && { pages }),
  });
  holdSpacePresence(
    {
      presence: ports.presence,
      access: hub.tools.access,
      actors: hub.actors,
      logger,
      showsPresence: async (userId) => (await personById(ports, userId))?.settings.showPresence ?? false,
    },
    (listener) => hub.live.onConnection(listener),
  );
  digestAccounts(
    hub.tools,
    (userId, head) => hub.live.emit(`user:${userId}`, 'personal.accountHead', { head }),
    (listener) => hub.live.onConnection(listener),
  );
  await blocks.start(hub.tools.feed);
  await nodes.start();
  ports.jobs.start();

  return {
    hub,
    open,
    nodeId,
    logger,
    backups,
    isLeading: () => nodes.isFirst(),
    async close(withinMs = 9000) {
      const brokenOff = backups.close();
      await hub.drain(withinMs);
      await brokenOff;
      await nodes.stop();
      await open.close();
    },
  };
}
