import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Scope } from '#shared/access/can.ts';
import type { Resource } from '#shared/access/permissions.ts';
import type { Contract, RateLimit } from '#shared/kernel/contract.ts';
import type { Config } from '../config.ts';
import type { Limits } from '../platform/limits/port.ts';
import { createAccessChanges } from './access-changes.ts';
import { createActors } from './actors.ts';
import { createAdmission } from './admission.ts';
import { createApprovals } from './approvals.ts';
import { createAudit } from './audit.ts';
import { createDoor } from './door.ts';
import type { Apartness, Feature, Ports, Tools } from './feature.ts';
import { accessStream } from './access-changes.ts';
import { createFeed } from './feed.ts';
import type { Gateway, GatewayTools } from './gateway.ts';
import { healthRouter } from './health.ts';
import { apiRouter, bearerOf } from './http.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { apiPage, asyncApi, openApi } from './openapi.ts';
import { judgeOrigin } from './origin.ts';
import { pagesRouter } from './pages.ts';
import { createEvents, serveFeature } from './serve.ts';
import type { Authenticator } from './sessions.ts';
import { createLive, type Live } from './socket.ts';
import { createWebApp, createWebServer } from './web.ts';

export interface HubParts {
  config: Config;
  ports: Ports;
  limits: Limits;
  /** Called before anything is judged anew because rights changed. */
  forgetReads: () => void;
  logger: Logger;
  nodeId: string;
  secret: string;
  version: string;
  /** Lower layers first. */
  features: readonly Feature[];
  authenticator: (tools: Tools<Contract>) => Authenticator;
  /** The document endpoint. */
  gateway: (tools: Tools<Contract>, gatewayTools: GatewayTools) => Gateway;
  /** Folder of the built client; absent: no pages. */
  pages?: string;
  /** Figures of the composition root, measured when asked. */
  gauges?: readonly { name: string; help: string; read: () => number }[];
  /** Who blocked whom; absent: nobody. */
  apartness?: Apartness;
  /** Settings that override limits of contracts, by wire name. */
  limitOverrides?: Readonly<Record<string, RateLimit>>;
}

export interface Hub {
  tools: Tools<Contract>;
  live: Live;
  gateway: Gateway;
  actors: GatewayTools['actors'];
  /** Opens the port; resolves with the address people type. */
  listen(): Promise<string>;
  /** Not ready at once, live connections told to come again, everything stored; at most `withinMs`. */
  drain(withinMs: number): Promise<void>;
}

const apiDocuments = (contracts: readonly Contract[], version: string) => {
  const router = express.Router();
  router.get('/api/v1/openapi.json', (_request, response) => void response.json(openApi(contracts, version)));
  router.get('/api/v1/asyncapi.json', (_request, response) => void response.json(asyncApi(contracts, version)));
  router.get('/api/docs', (_request, response) => void response.type('html').send(apiPage(contracts)));
  return router;
};

const nobody: ReadonlySet<string> = new Set();
const nobodyApart: Apartness = {
  hiddenFrom: () => nobody,
  hiding: () => nobody,
  apartFrom: () => [],
  areApart: () => false,
  concerned: () => [],
};

/** What every feature works with; the live connections come later, so they are reached through `late`. */
function createTools(parts: HubParts, late: { live?: Live; address?: string }) {
  const { config, ports, logger, nodeId, apartness = nobodyApart } = parts;
  const feed = createFeed({ ...ports, logger }, { healthyPollMs: 2000, brokenPollMs: 1000, urgent: [accessStream] });
  const access = createAccessChanges({ ...ports, feed });
  // Before all who listen: nobody is let stay because of what was read a moment ago.
  access.onChange(() => parts.forgetReads());
  const events = createEvents({
    bus: ports.bus,
    nodeId,
    logger,
    emit: (audience, event, payload, apart) => late.live?.emit(audience, event, payload, apart),
    apartFrom: apartness.apartFrom,
  });
  const closedListeners: ((audience: string) => void)[] = [];
  /** A resource may be of more than one feature, as rooms are: the first that knows the id answers. */
  async function loadScope(resource: Resource, id: string): Promise<Scope | undefined> {
    for (const { resources } of parts.features) {
      const scope = await resources?.[resource]?.(ports, id);
      if (scope) return scope;
    }
    return undefined;
  }
  const toolsFor = <C extends Contract>(contract: C): Tools<C> => ({
    ...ports,
    apartness,
    loadScope,
    feed,
    access,
    logger,
    config,
    secret: parts.secret,
    limits: parts.limits,
    audit,
    approvals,
    audiences: { onClosed: (listener) => void closedListeners.push(listener) },
    publicUrl: () => config.publicUrl ?? late.address ?? `http://${config.host}:${config.port}`,
    publish: events.publishFor(contract),
    emitHere: events.emitHereFor(contract),
  });
  const audit = createAudit(ports);
  const approvals = createApprovals(ports.store);
  return {
    feed,
    access,
    audit,
    approvals,
    toolsFor,
    audienceClosed: (audience: string) => closedListeners.forEach((listener) => listener(audience)),
  };
}

/** Puts the features behind one door, on one server. */
export async function createHub(parts: HubParts): Promise<Hub> {
  const { config, ports, logger, features } = parts;
  const late: { live?: Live; address?: string } = {};
  const { feed, access, audit, approvals, toolsFor, audienceClosed } = createTools(parts, late);
  const contracts = features.map(({ contract }) => contract);
  const kernelTools = toolsFor<Contract>({ name: 'hub', operations: {}, events: {}, errors: {} });
  const metrics = createMetrics();

  const actorParts = features.flatMap(({ actor }) => (actor ? [(userId: string) => actor(ports, userId)] : []));
  const actors = createActors({ authenticator: parts.authenticator(kernelTools), parts: actorParts, access, clock: ports.clock });
  const door = createDoor({
    loadScope: kernelTools.loadScope,
    clock: ports.clock,
    limits: parts.limits,
    hasLimits: config.hasLimits,
    audit,
    approvals,
    beforeAccept: features.flatMap(({ beforeAccept }) => beforeAccept ?? []),
  });
  const served = features
    .flatMap((feature) => serveFeature(feature, toolsFor(feature.contract)))
    .map((one) => {
      const limit = parts.limitOverrides?.[one.name];
      return limit ? { ...one, operation: { ...one.operation, limit } } : one;
    });
  await ports.store.ready();
  await access.start();

  const admission = createAdmission(config);
  const live = createLive({ door, actors, access, admission, clock: ports.clock, config, logger }, served);
  late.live = live;
  live.onClosed(audienceClosed);
  const gateway = parts.gateway(kernelTools, {
    actors,
    authorise: door.authorise,
    count: metrics.count,
    admit: (request, actor) => admission.admit(admission.addressOf(request), actor?.sessionId),
    async identify(request) {
      const bearer = new URL(request.url ?? '/', 'http://hub').searchParams.get('token') ?? bearerOf(request.headers.authorization);
      if (bearer !== undefined) return actors.fromCredentials({ bearer: bearer.slice(0, 512) });
      const { cookie } = request.headers;
      return cookie !== undefined && judgeOrigin(request, config) === 'own' ? actors.fromCredentials({ cookie }) : undefined;
    },
  });
  metrics.gauge('hub_sockets', 'Live socket.io connections', () => live.connections());
  metrics.gauge('hub_document_connections', 'Live document connections', () => gateway.counts().connections);
  metrics.gauge('hub_open_documents', 'Documents in memory', () => gateway.counts().documents);

  for (const { name, help, read } of parts.gauges ?? []) metrics.gauge(name, help, read);

  let isDraining = false;
  const api = apiRouter({ door, actors, config, logger, observe: metrics.observe }, served);
  const site = [healthRouter({ config, store: ports.store, metrics, isDraining: () => isDraining })];
  const app = createWebApp(config, {
    documents: apiDocuments(contracts, parts.version),
    api,
    site,
    ...(parts.pages !== undefined && { pages: pagesRouter(parts.pages) }),
  });
  const server = createWebServer(app, live, gateway);

  return {
    tools: kernelTools,
    live,
    gateway,
    actors,
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, config.host, () => resolve());
      });
      const { port } = server.address() as AddressInfo;
      late.address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
      return config.publicUrl ?? late.address;
    },
    async drain(withinMs) {
      isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await gateway.drain(withinMs * 0.6);
      await live.drain();
      server.closeIdleConnections();
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, withinMs * 0.3).unref());
      await Promise.race([closed, deadline]);
      server.closeAllConnections();
      feed.close();
    },
  };
}
