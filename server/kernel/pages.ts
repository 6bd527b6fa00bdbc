import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import express, { type RequestHandler, type Response, type Router } from 'express';

const yearMs = 365 * 24 * 3_600_000;
const forEver = { maxAge: yearMs, immutable: true };
const suffixes = { br: '.br', gzip: '.gz' } as const;

/** The built client: hashed assets for ever, everything else asked anew; unknown paths are the client's own routes. */
export function pagesRouter(given: string): Router {
  const folder = resolve(given);
  const router = express.Router();
  const shell = join(folder, 'index.html');
  const assets = join(folder, 'assets');
  router.use('/assets', packedAssets(assets));
  router.use('/assets', express.static(assets, { ...forEver, fallthrough: false }));
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html') || !existsSync(shell)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    allowBootScript(response, folder)
      .then(() => response.sendFile(shell))
      .catch(next);
  });
  return router;
}

/** The build left each script and style packed beside itself: a first visit on a slow line is a third as long. */
function packedAssets(assets: string): RequestHandler {
  return (request, response, next) => {
    const name = request.path.slice(1);
    if (!/^[\w-][\w.-]*\.(?:js|css)$/.test(name)) return next();
    // Browsers give no preference, and would be served the larger of the two by their order.
    const encoding = request.acceptsEncodings('br') ? 'br' : request.acceptsEncodings('gzip') ? 'gzip' : undefined;
    if (!encoding) return next();
    const packed = `${name}${suffixes[encoding]}`;
    if (!existsSync(join(assets, packed))) return next();
    response.setHeader('Content-Encoding', encoding);
    response.setHeader('Vary', 'Accept-Encoding');
    response.type(extname(name));
    response.sendFile(packed, { root: assets, ...forEver }, (error) => {
      if (error) next(error);
    });
  };
}

/** The one inline script of the page, by the hash its build wrote down (client/build/shell.ts); without the file none is allowed. */
async function allowBootScript(response: Response, folder: string): Promise<void> {
  const policy = response.getHeader('Content-Security-Policy');
  const file = join(folder, 'csp.json');
  if (typeof policy !== 'string' || !existsSync(file)) return;
  const { scriptHashes } = JSON.parse(await readFile(file, 'utf8')) as { scriptHashes: string[] };
  response.setHeader('Content-Security-Policy', policy.replace("script-src 'self'", ["script-src 'self'", ...scriptHashes].join(' ')));
}
