import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Operation } from '#shared/kernel/contract.ts';
import { commonError, HubError } from '#shared/kernel/errors.ts';
import type { Config } from '../config.ts';
import type { Actors } from './actors.ts';
import type { Door, Served } from './door.ts';
import { answerDownload } from './download.ts';
import type { Download } from './feature.ts';
import type { Logger } from './logger.ts';
import { judgeOrigin } from './origin.ts';
import { problemOf } from './problems.ts';

const maxBodyBytes = 512 * 1024;

export interface HttpWorld {
  door: Door;
  actors: Actors;
  config: Config;
  logger: Logger;
  /** Told of every answered request, for metrics. */
  observe(name: string, status: number, seconds: number): void;
}

export function bearerOf(header: string | undefined): string | undefined {
  const match = /^Bearer ([A-Za-z0-9_.~+/=-]{1,512})$/.exec(header ?? '');
  return match?.[1];
}

/** A cookie counts only together with our own Origin; what changes nothing may come without one. */
async function identify(world: HttpWorld, request: Request) {
  const bearer = bearerOf(request.headers.authorization);
  if (bearer !== undefined) return world.actors.fromCredentials({ bearer });
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const verdict = judgeOrigin(request, world.config);
  if (verdict === 'foreign' || (verdict === 'absent' && !isReading)) throw commonError('originRefused');
  return world.actors.fromCredentials({ cookie });
}

function rawInput(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (body !== undefined && (body === null || typeof body !== 'object' || Array.isArray(body))) throw commonError('invalidInput');
  // Spreading copies own keys as plain data: `__proto__` in a body becomes an unknown key, which strict objects refuse.
  return { ...request.query, ...(body as object | undefined), ...request.params };
}

function handlerOf(world: HttpWorld, served: Served): RequestHandler {
  const { operation } = served;
  return (request, response) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const cookies: string[] = [];
    const run = async () => {
      const actor = await identify(world, request);
      const output = await world.door.run(served, rawInput(request), {
        actor,
        requestId,
        address: request.ip ?? '',
        userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
        setCookies: (lines) => cookies.push(...lines),
        ...(operation.stream === 'upload' && { upload: request }),
      });
      if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
      if (operation.stream === 'download') return answerDownload(request, response, output as Download);
      response.status(operation.success ?? 200).json(output);
    };
    run()
      .catch((error: unknown) => sendProblem(response, error, requestId, world.logger))
      .finally(() => world.observe(served.name, response.statusCode, (performance.now() - startedAt) / 1000));
  };
}

function sendProblem(response: Response, error: unknown, requestId: string, logger: Logger): void {
  if (response.headersSent) return void response.destroy();
  const problem = problemOf(error, requestId, logger);
  const retryAfterMs = problem.params['retryAfterMs'];
  if (typeof retryAfterMs === 'number') response.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/**
 * What announces more than the operation takes is refused unread. Its line is closed, as that of a body without an
 * announced length: to use it again, Node would have to read all that still comes.
 */
const onlySmall =
  (maxBytes: number): RequestHandler =>
  (request, response, next) => {
    const length = request.headers['content-length'];
    const isLong = Number(length ?? 0) > maxBytes;
    if (isLong || length === undefined) response.setHeader('Connection', 'close');
    next(isLong ? commonError('tooLarge') : undefined);
  };

/** Only JSON is taken as a body: a form posted from a foreign page cannot claim to be it. */
const onlyJson: RequestHandler = (request, response, next) => {
  const hasBody = request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';
  if (hasBody && !request.is('application/json')) return next(commonError('unsupportedMedia'));
  next();
};

const methods = { GET: 'get', POST: 'post', PATCH: 'patch', PUT: 'put', DELETE: 'delete' } as const;

/** Method and path of an operation as the contract writes them. */
export function routeOf(operation: Operation): { method: keyof typeof methods; path: string } {
  const [method = 'GET', path = '/'] = operation.http.split(' ');
  return { method: method as keyof typeof methods, path };
}

/** Longer and more literal paths first: `/people/batch` must not be taken for `/people/:accountId`. */
function bySpecificity(a: Served, b: Served): number {
  const parameters = (served: Served) => routeOf(served.operation).path.split(':').length;
  return parameters(a) - parameters(b);
}

/** The operations under /api/v1. */
export function apiRouter(world: HttpWorld, served: readonly Served[]): Router {
  const router = express.Router({ caseSensitive: true });
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const json = [onlyJson, express.json({ limit: maxBodyBytes, inflate: false, type: 'application/json' })];
  for (const one of [...served].sort(bySpecificity)) {
    const { method, path } = routeOf(one.operation);
    const { stream, maxBytes } = one.operation;
    const before = stream !== 'upload' ? json : maxBytes === undefined ? [] : [onlySmall(maxBytes)];
    router[methods[method]](path, ...before, handlerOf(world, one));
  }
  router.use((_request, _response, next) => next(commonError('notFound')));
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendProblem(response, parserError(error), randomUUID(), world.logger);
  });
  return router;
}

/** What express's own body parser throws, in our words. */
function parserError(error: unknown): unknown {
  if (error instanceof HubError) return error;
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'entity.too.large') return commonError('tooLarge');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return commonError('unsupportedMedia');
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  return status >= 400 && status < 500 ? commonError('invalidInput') : error;
}
