import express, { type Router } from 'express';
import type { Config } from '../config.ts';
import type { Store } from '../platform/store/port.ts';
import { isSameSecret } from '../platform/ids/ids.ts';
import { bearerOf } from './http.ts';
import type { Metrics } from './metrics.ts';

/** /healthz: the process lives. /readyz: send people here. /metrics: open on a development machine, by token in production. */
export function healthRouter(world: { config: Config; store: Store; metrics: Metrics; isDraining: () => boolean }): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', (_request, response) => {
    if (world.isDraining()) return void response.status(503).json({ status: 'draining' });
    world.store.ping().then(
      () => response.json({ status: 'ready' }),
      () => response.status(503).json({ status: 'store' }),
    );
  });
  router.get('/metrics', (request, response, next) => {
    const { metricsToken, isProduction } = world.config;
    const isOpen = metricsToken === undefined ? !isProduction : isSameSecret(bearerOf(request.headers.authorization) ?? '', metricsToken);
    if (!isOpen) return void response.status(404).end();
    world.metrics.text().then((text) => response.type(world.metrics.contentType).send(text), next);
  });
  return router;
}
