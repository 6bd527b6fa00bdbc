import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';
import { createGatherer } from './gather-writes.ts';
import type { Gateway } from './gateway.ts';
import type { Live } from './socket.ts';

const collabPath = '/collab/';
const livePath = '/socket.io/';

/** Strict: scripts of our own only; inline styles, because the editor measures by them. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    // What was just recorded is heard before it is sent.
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    fontSrc: ["'self'"],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
  },
};

export interface WebParts {
  /** Descriptions of the interface; under the same path as the operations, so mounted before them. */
  documents: Router;
  api: Router;
  /** Health, metrics, documents for people: mounted before the pages. */
  site: readonly Router[];
  /** The built client; absent in tests that need none. */
  pages?: Router;
}

/** Express's own answer would hold the stack. The interface has its own problems; this is for pages and files. */
const plainRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  response.status(status >= 400 && status < 500 ? status : 500).end();
};

export function createWebApp(config: Config, parts: WebParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy);
  const isHttps = config.publicUrl?.startsWith('https:') === true;
  app.use(helmet({ contentSecurityPolicy, hsts: isHttps, crossOriginEmbedderPolicy: false, referrerPolicy: { policy: 'same-origin' } }));
  app.use(parts.documents);
  app.use('/api/v1', parts.api);
  for (const router of parts.site) app.use(router);
  if (parts.pages) app.use(parts.pages);
  app.use(plainRefusal);
  return app;
}

/** One HTTP server and one upgrade listener for both socket stacks. */
export function createWebServer(app: Express, live: Live, collab: Gateway): Server {
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 120_000, maxHeaderSize: 16 * 1024 }, (request, response) => {
    if (request.url?.startsWith(livePath)) {
      // engine.io types its request with its own extra fields.
      live.handleRequest(request as Parameters<Live['handleRequest']>[0], response);
      return;
    }
    app(request, response);
  });
  const gatherWrites = createGatherer();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Before anything else: a reset during the handshake must not end the process.
    socket.on('error', () => socket.destroy());
    gatherWrites(socket);
    if (request.url?.startsWith(livePath)) return live.handleUpgrade(request as Parameters<Live['handleUpgrade']>[0], socket, head);
    if (request.url?.startsWith(collabPath)) return collab.handleUpgrade(request, socket, head);
    socket.destroy();
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}
