import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';

const yearMs = 365 * 24 * 3_600_000;

/** The built client: hashed assets for ever, everything else asked anew; unknown paths are the client's own routes. */
export function pagesRouter(folder: string): Router {
  const router = express.Router();
  const shell = join(folder, 'index.html');
  router.use('/assets', express.static(join(folder, 'assets'), { maxAge: yearMs, immutable: true, fallthrough: false }));
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html') || !existsSync(shell)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(shell);
  });
  return router;
}
